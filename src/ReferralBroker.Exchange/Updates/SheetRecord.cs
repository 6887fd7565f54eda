using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Exchange.Updates;

/// <summary>A referral as a row of a worklist knows it: its state, and the days that people gave for what its clocks count from the day it was recorded.</summary>
/// <param name="Referral">The state, with what other streams know of it.</param>
/// <param name="ReceivedOn">The day it was received, as the service said.</param>
/// <param name="AcceptedOn">The day it was accepted, as the service said; null while it is not.</param>
/// <param name="EmployerContactOn">The day of the last contact with an employer, and whether it was face to face.</param>
public sealed record SheetRecord(Referral Referral, DateOnly? ReceivedOn = null, DateOnly? AcceptedOn = null, (DateOnly On, bool FaceToFace)? EmployerContactOn = null)
{
    /// <summary>The record of a referral, from its state and the events that made it.</summary>
    public static SheetRecord Of(Referral referral, IEnumerable<Fact> facts) => facts.Aggregate(new SheetRecord(referral), (record, fact) => record.With(fact));

    /// <summary>The record after one more event, in a state that holds it already.</summary>
    public SheetRecord With(Fact fact) => fact.Event switch
    {
        Received => this with { ReceivedOn = fact.OccurredOn },
        Accepted => this with { AcceptedOn = fact.OccurredOn },
        AcceptanceUndone => this with { AcceptedOn = null },
        EmployerContacted e when EmployerContactOn is not { } last || last.On <= fact.OccurredOn => this with { EmployerContactOn = (fact.OccurredOn, e.FaceToFace) },
        _ => this,
    };
}
