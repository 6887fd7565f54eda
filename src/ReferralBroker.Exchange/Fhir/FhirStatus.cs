using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Exchange.Fhir;

/// <summary>A referral's state in FHIR R4: the status of the Task that is the service's work, and of the ServiceRequest that is the referrer's.</summary>
/// <param name="Task">A code of http://hl7.org/fhir/task-status.</param>
/// <param name="ServiceRequest">A code of http://hl7.org/fhir/request-status.</param>
public sealed record FhirStatus(string Task, string ServiceRequest)
{
    /// <summary>The statuses of a referral as it stands.</summary>
    public static FhirStatus Of(Referral referral) => referral.Status switch
    {
        ReferralStatus.Sent => new("requested", "active"),
        ReferralStatus.Received => new("received", "active"),
        ReferralStatus.AwaitingInformation => new("on-hold", "active"),
        ReferralStatus.Accepted => new("accepted", "active"),
        ReferralStatus.InContact or ReferralStatus.Engaged or ReferralStatus.InWork => new("in-progress", "active"),
        ReferralStatus.Paused => new("on-hold", "on-hold"),
        // The person still waits for a service until the referral is matched again or closed.
        ReferralStatus.Declined => new("rejected", referral.RematchedTo is null ? "active" : "revoked"),
        ReferralStatus.Redirected => new("cancelled", "revoked"),
        ReferralStatus.Withdrawn => new("cancelled", "revoked"),
        ReferralStatus.Closed => new(referral.AcceptedOn is null ? "failed" : "completed", referral.AcceptedOn is null ? "revoked" : "completed"),
        ReferralStatus.EnteredInError => new("entered-in-error", "entered-in-error"),
        _ => throw new ArgumentOutOfRangeException(nameof(referral), referral.Status, "This state has no FHIR status."),
    };
}
