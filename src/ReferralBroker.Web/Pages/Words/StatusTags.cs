using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Components;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>The one map from where a referral stands to what is shown. Red is kept for what is overdue.</summary>
public static class StatusTags
{
    public static Tag Of(ReferralStatus status) => status switch
    {
        ReferralStatus.Sent => new("Sent", "blue"),
        ReferralStatus.Received => new("Received", "blue"),
        ReferralStatus.AwaitingInformation => new("Question asked", "yellow"),
        ReferralStatus.Accepted => new("Accepted", "aqua-green"),
        ReferralStatus.InContact => new("In contact", "aqua-green"),
        ReferralStatus.Engaged => new("In support", "green"),
        ReferralStatus.InWork => new("In work", "green"),
        ReferralStatus.Paused => new("Paused", "purple"),
        ReferralStatus.Declined => new("Declined", "orange"),
        ReferralStatus.Redirected => new("Passed on", "grey"),
        ReferralStatus.Withdrawn => new("Withdrawn", "grey"),
        ReferralStatus.Closed => new("Closed", "white"),
        _ => new("Entered in error", "grey"),
    };

    /// <summary>Overdue by so many days; null where it is not.</summary>
    public static Tag? Overdue(DateOnly? due, DateOnly today) => due < today ? new(DueWords.When(due.Value, today), "red") : null;
}
