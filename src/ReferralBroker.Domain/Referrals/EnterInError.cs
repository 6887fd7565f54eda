using ReferralBroker.Domain.People;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The referral should never have been sent. It counts nowhere; where it was about somebody else, the person's own record says so too.</summary>
public sealed record EnterInError(Personal Why, bool WrongPerson = false) : ReferralCommand, IReferralVerb<EnterInError>
{
    public static string Verb => "enter-in-error";

    public static EnterInError Plainest(Referral referral, Occasion on) => new(Personal.Of("."));

    public static Decision Decide(Referral r, EnterInError command, Occasion on)
    {
        if (r.RefusesReferrer(on, command.OccurredOn) is { } no) return no;
        if (r.Status == ReferralStatus.EnteredInError) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesNeededText("why", command.Why) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, new EnteredInError(command.Why)).ReleasingOpen(r)
            .And(r.Terms!.Person.Value, command.WrongPerson ? [new WrongPersonCorrected(r.Id, null)] : []);
    }
}
