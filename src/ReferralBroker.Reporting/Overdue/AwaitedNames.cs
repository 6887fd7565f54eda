using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Reporting.Overdue;

/// <summary>What can be awaited by a day, with its words and who is to act.</summary>
internal static class AwaitedNames
{
    private const string Service = "service", Referrer = "referrer";

    /// <summary>Everything that can be overdue, in the order of a referral's life.</summary>
    public static readonly IReadOnlyList<(string Code, string Words, string By)> All =
    [
        .. Enum.GetValues<Awaited>().Where(a => a is not (Awaited.Nothing or Awaited.NextStep)).Select(a => (Codes.Name(a), WordsOf(a), a is Awaited.Answer or Awaited.TellingThePerson ? Referrer : Service)),
    ];

    /// <summary>What a service that has not answered at all is awaited for.</summary>
    public static readonly IReadOnlyList<string> OfTheSilent = [Codes.Name(Awaited.Acknowledgement)];

    private static string WordsOf(Awaited awaited) => awaited switch
    {
        Awaited.Acknowledgement => "Word that it has arrived",
        Awaited.Decision => "A decision",
        Awaited.Answer => "The answer to a question",
        Awaited.FirstContact => "First contact",
        Awaited.FirstMeeting => "First meeting",
        Awaited.Profile => "Vocational profile",
        Awaited.AdviceCase => "Advice case",
        Awaited.EmployerContact => "Contact with an employer",
        Awaited.Contact => "Next contact",
        Awaited.Confirmation13Weeks => "Check at 13 weeks in work",
        Awaited.Confirmation26Weeks => "Check at 26 weeks in work",
        Awaited.Review => "Review",
        Awaited.Resumption => "Review of a pause",
        _ => "Telling the person of a decline",
    };
}
