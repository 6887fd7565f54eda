using System.Collections.Immutable;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Reasons;

/// <summary>Why people and referrals go the ways out, with the words of each reason.</summary>
public static class ReasonNames
{
    /// <summary>The ways out that reasons are given for.</summary>
    public static readonly IReadOnlyList<Stage> Losses = [.. StageNames.All.Where(s => s is { IsLoss: true, HasReasons: true })];

    /// <summary>Every reason of a way out, in the order of its list, with its words.</summary>
    public static IReadOnlyList<(string Code, string Words)> Of(Stage loss) => ByLoss[loss.Code];

    private static readonly ImmutableDictionary<string, IReadOnlyList<(string Code, string Words)>> ByLoss = new Dictionary<string, IReadOnlyList<(string, string)>>
    {
        [StageNames.OfferDeclined.Code] = List<OfferDeclineReason>(r => r switch
        {
            OfferDeclineReason.NotNow => "Not now",
            OfferDeclineReason.NotInterested => "Not interested",
            OfferDeclineReason.HasOtherSupport => "Has other support",
            OfferDeclineReason.WorriedAboutBenefits => "Worried about benefits",
            OfferDeclineReason.WorriedAboutSharingDetails => "Worried about sharing details",
            _ => "Another reason",
        }),
        [StageNames.Declined.Code] = List<DeclineReason>(r => r switch
        {
            DeclineReason.NotEligible => "Not eligible",
            DeclineReason.InappropriateForService => "Not the right service",
            DeclineReason.Duplicate => "Referred already",
            DeclineReason.IncompleteInformation => "Information not complete",
            DeclineReason.NoCapacity => "No places",
            DeclineReason.OutOfArea => "Outside the area",
            DeclineReason.CouldNotBeContacted => "Could not be reached",
            DeclineReason.PersonDeclined => "The person did not want it",
            _ => "Another reason",
        }),
        [StageNames.Redirected.Code] = List<RedirectReason>(r => r switch
        {
            RedirectReason.BetterFit => "Another service fits better",
            RedirectReason.NoCapacity => "No places",
            RedirectReason.PersonAsked => "The person asked for it",
            RedirectReason.NotEligible => "Not eligible",
            _ => "Another reason",
        }),
        [StageNames.Withdrawn.Code] = List<WithdrawReason>(r => r switch
        {
            WithdrawReason.PersonChangedMind => "The person changed their mind",
            WithdrawReason.CircumstancesChanged => "Circumstances changed",
            WithdrawReason.SentToWrongService => "Sent to the wrong service",
            WithdrawReason.AgreementWithdrawn => "Agreement withdrawn",
            WithdrawReason.MovedAway => "Moved away",
            _ => "Another reason",
        }),
        [StageNames.Closed.Code] = List<CloseReason>(r => r switch
        {
            CloseReason.SupportCompleted => "Support complete",
            CloseReason.NoFurtherSupportAppropriate => "No further support is right",
            CloseReason.DidNotAttend => "Did not come",
            CloseReason.LostContact => "Contact lost",
            CloseReason.PersonAskedToStop => "The person asked to stop",
            CloseReason.ReferredElsewhere => "Referred elsewhere",
            CloseReason.MovedOutOfArea => "Moved out of the area",
            CloseReason.NotRematched => "No other service was found",
            CloseReason.PersonDied => "The person died",
            _ => "Another reason",
        }),
    }.ToImmutableDictionary();

    private static IReadOnlyList<(string, string)> List<T>(Func<T, string> words) where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => (Codes.Name(v), words(v)))];
}
