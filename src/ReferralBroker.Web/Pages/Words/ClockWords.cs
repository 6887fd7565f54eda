using System.Reflection;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>One clock of a service.</summary>
/// <param name="Name">Its name in <see cref="ServiceClocks"/>.</param>
/// <param name="Words">What has to happen in that time.</param>
/// <param name="IsCalendar">Whether it counts calendar days; otherwise working days in England.</param>
public sealed record ClockWords(string Name, string Words, bool IsCalendar)
{
    private static readonly ConstructorInfo Made = typeof(ServiceClocks).GetConstructors().Single();

    /// <summary>Every clock there is, in the order of a referral's life.</summary>
    public static readonly IReadOnlyList<ClockWords> All = [.. Made.GetParameters().Select(p => new ClockWords(p.Name!, WordsOf(p.Name!), p.Name!.EndsWith("CalendarDays", StringComparison.Ordinal)))];

    /// <summary>The clocks that differ, with the days of each.</summary>
    public static IReadOnlyList<(ClockWords Clock, int Now, int Then)> Changes(ServiceClocks now, ServiceClocks then) =>
        [.. All.Select(c => (Clock: c, Now: c.Of(now), Then: c.Of(then))).Where(c => c.Now != c.Then)];

    public string Unit => IsCalendar ? "calendar days" : "working days";

    /// <summary>How many days a service gives.</summary>
    public int Of(ServiceClocks clocks) => (int)typeof(ServiceClocks).GetProperty(Name)!.GetValue(clocks)!;

    /// <summary>The day it would run out, for something that begins on a day.</summary>
    public DateOnly RunsOut(DateOnly begins, int days) => IsCalendar ? begins.AddDays(days) : WorkingDays.After(begins, days);

    /// <summary>Clocks of so many days each.</summary>
    public static ServiceClocks Make(Func<ClockWords, int> days) => (ServiceClocks)Made.Invoke([.. All.Select(c => (object)days(c))]);

    private static string WordsOf(string name) => name switch
    {
        nameof(ServiceClocks.AcknowledgeIn) => "The service says that a referral has arrived",
        nameof(ServiceClocks.DecideIn) => "The service accepts or declines",
        nameof(ServiceClocks.AnswerIn) => "The referrer answers a question",
        nameof(ServiceClocks.FirstContactIn) => "First contact with the person",
        nameof(ServiceClocks.FirstMeetingIn) => "First meeting",
        nameof(ServiceClocks.ProfileIn) => "Vocational profile, or the advice case",
        nameof(ServiceClocks.EmployerContactInCalendarDays) => "First contact with an employer",
        nameof(ServiceClocks.SilenceAfterCalendarDays) => "The next contact at the latest",
        nameof(ServiceClocks.ReviewInCalendarDays) => "Review while somebody is in work",
        nameof(ServiceClocks.TellPersonIn) => "The person is told of a refusal",
        _ => throw new NotSupportedException($"There are no words for the clock {name} yet."),
    };
}
