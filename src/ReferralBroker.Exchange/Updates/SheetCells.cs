using System.Globalization;
using ReferralBroker.Domain;

namespace ReferralBroker.Exchange.Updates;

/// <summary>How values stand in the cells of a spreadsheet, and how people and spreadsheets write them. What cannot be read is null.</summary>
public static class SheetCells
{
    // As people in England write dates, as spreadsheets there show them, and as computers do.
    private static readonly string[] Dates =
        ["d/M/yyyy", "d/M/yy", "d.M.yyyy", "d-M-yyyy", "d MMMM yyyy", "d MMM yyyy", "d-MMM-yyyy", "d-MMM-yy", "d MMM yy", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "d/M/yyyy HH:mm", "d/M/yyyy HH:mm:ss"];

    public static string? Of(DateOnly? day) => day?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    public static string Of(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Of(bool yes) => yes ? "yes" : "no";

    /// <summary>A code in words: "face to face".</summary>
    public static string Of<T>(T code) where T : struct, Enum => Codes.Name(code).Replace('-', ' ');

    /// <summary>A day.</summary>
    public static DateOnly? Date(string cell) => DateTime.TryParseExact(cell, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? DateOnly.FromDateTime(day) : null;

    /// <summary>A number that is not negative.</summary>
    public static decimal? Number(string cell) => decimal.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Yes or no.</summary>
    public static bool? YesOrNo(string cell) => cell.ToLowerInvariant() switch { "yes" or "y" or "true" or "1" => true, "no" or "n" or "false" or "0" => false, _ => null };

    /// <summary>One of a list of codes, in its own words or as the interfaces write it.</summary>
    public static T? Code<T>(string cell) where T : struct, Enum =>
        Codes.Parse<T>(string.Join('-', cell.ToLowerInvariant().Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>What a cell of such a list may say.</summary>
    public static string Choices<T>(params T[] but) where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Except(but).Select(Of));
}
