using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>The death was recorded by mistake. What it closed at a service goes on in the same append, so that nobody is left without support unawares.</summary>
public sealed record CorrectDeath(Personal Why) : ICommand<Dying, CorrectDeath>
{
    public static string Verb => "correct-death";

    public static Decision Decide(Dying state, CorrectDeath command, Occasion on)
    {
        var (person, referrals) = state;
        if (person.RefusesCare(on, null) is { } no) return no;
        if (ReferralRules.RefusesNeededText("why", command.Why) is { } bad) return bad;
        if (!person.HasDied) return Refusals.NotDied;
        var records = person.DiedUnder.OrderBy(r => r.Value).ToArray();
        var corrected = records.Skip(1).Aggregate(Decision.Of(records[0].Value, on.Today, new DeathCorrected(command.Why)),
            (decision, record) => decision.And(record.Value, new DeathCorrected(command.Why)));
        return referrals.Where(r => GoesOn(r, person)).Aggregate(corrected, (decision, r) => decision
            .And(r.Id.Value, r.Record(on, null, new Reopened(null)).For(r.Id.Value).AsSpan())
            .Claiming(ReferralRules.OpenKey(r.Terms!.Person, r.Terms.Service), r.Id.Value));
    }

    /// <summary>What the service had given back stays closed: it was the referrer's to match again, and they may.</summary>
    private static bool GoesOn(Referral r, Person person) => r is { Exists: true, Status: ReferralStatus.Closed, WasClosedByDeath: true, HasLeftService: false }
        && person.Agreements.GetValueOrDefault(r.Terms!.SharedUnder.Agreement) is { WithdrawnOn: null };
}
