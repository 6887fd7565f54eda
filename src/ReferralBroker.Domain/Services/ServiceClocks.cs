namespace ReferralBroker.Domain.Services;

/// <summary>
/// How long each next step may take. Working days in England unless the name says calendar days. A service may set its own; those in force when
/// a referral is sent go with it.
/// </summary>
public sealed record ServiceClocks(
    int AcknowledgeIn = 2,
    int DecideIn = 5,
    int AnswerIn = 5,
    int FirstContactIn = 5,
    int FirstMeetingIn = 15,
    int ProfileIn = 20,
    int EmployerContactInCalendarDays = 30,
    int SilenceAfterCalendarDays = 28,
    int ReviewInCalendarDays = 28,
    int TellPersonIn = 5)
{
    /// <summary>The clocks of a service that has set none.</summary>
    public static readonly ServiceClocks Default = new();

    /// <summary>Whether each lies between 1 and 90.</summary>
    public bool AreSensible() => new[]
    {
        AcknowledgeIn, DecideIn, AnswerIn, FirstContactIn, FirstMeetingIn, ProfileIn,
        EmployerContactInCalendarDays, SilenceAfterCalendarDays, ReviewInCalendarDays, TellPersonIn,
    }.All(days => days is >= 1 and <= 90);
}
