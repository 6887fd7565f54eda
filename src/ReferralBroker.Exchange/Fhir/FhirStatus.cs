using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Exchange.Fhir;

/// <summary>A referral's state in FHIR R4: the status of the Task that is the service's work, and of the ServiceRequest that is the referrer's.</summary>
/// <param name="Task">A code of http://hl7.org/fhir/task-status.</param>
/// <param name="ServiceRequest">A code of http://hl7.org/fhir/request-status.</param>
public sealed record FhirStatus(string Task, string ServiceRequest)
{
    /// <summary>The statuses of a referral as it stands.</summary>
    /// <param name="status">Its state.</param>
    /// <param name="isRematched">Whether another referral was sent in its place.</param>
    /// <param name="wasAccepted">Whether the service had taken it on.</param>
    public static FhirStatus Of(ReferralStatus status, bool isRematched, bool wasAccepted) => status switch
    {
        ReferralStatus.Sent => new("requested", "active"),
        ReferralStatus.Received => new("received", "active"),
        ReferralStatus.AwaitingInformation => new("on-hold", "active"),
        ReferralStatus.Accepted => new("accepted", "active"),
        ReferralStatus.InContact or ReferralStatus.Engaged or ReferralStatus.InWork => new("in-progress", "active"),
        ReferralStatus.Paused => new("on-hold", "on-hold"),
        // The person still waits for a service until the referral is matched again or closed.
        ReferralStatus.Declined => new("rejected", isRematched ? "revoked" : "active"),
        ReferralStatus.Redirected => new("cancelled", "revoked"),
        ReferralStatus.Withdrawn => new("cancelled", "revoked"),
        ReferralStatus.Closed => wasAccepted ? new("completed", "completed") : new("failed", "revoked"),
        ReferralStatus.EnteredInError => new("entered-in-error", "entered-in-error"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This state has no FHIR status."),
    };
}
