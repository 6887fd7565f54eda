using System.Globalization;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>Days and times as they are written for people in England.</summary>
public static class DateWords
{
    /// <summary>3 May 2026.</summary>
    public static string Of(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A month such as 2026-05 as "May 2026", in the short form that fits a column.</summary>
    public static string OfMonth(string month) => DateOnly.ParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture).ToString("MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>4 June 2026 at 9:32am.</summary>
    public static string Of(DateTimeOffset at)
    {
        var here = EnglandTime.At(at);
        return $"{Of(DateOnly.FromDateTime(here.DateTime))} at {Of(TimeOnly.FromDateTime(here.DateTime))}";
    }

    /// <summary>9:32am.</summary>
    public static string Of(TimeOnly time) => $"{time.ToString("h:mm", CultureInfo.InvariantCulture)}{(time.Hour < 12 ? "am" : "pm")}";

    /// <summary>How a day lies to today: "today", "in 3 days", "2 days ago".</summary>
    public static string Beside(DateOnly day, DateOnly today) => (day.DayNumber - today.DayNumber) switch
    {
        0 => "today",
        1 => "tomorrow",
        -1 => "yesterday",
        > 0 and var ahead => $"in {ahead} days",
        var ago => $"{-ago} days ago",
    };

    /// <summary>"1 day", "12 days".</summary>
    public static string Days(int days) => days == 1 ? "1 day" : $"{days} days";
}
