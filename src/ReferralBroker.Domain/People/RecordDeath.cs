using System.Collections.Immutable;
using System.Globalization;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>All that recording a death looks at.</summary>
/// <param name="Person">The person.</param>
/// <param name="Referrals">Every referral of theirs, under whichever record.</param>
public sealed record Dying(Person Person, ImmutableArray<Referral> Referrals);

/// <summary>
/// The person has died. Every referral of theirs closes in the same append, so that nobody tries to reach them; as of today, for a referral may
/// have been sent since they died.
/// </summary>
public sealed record RecordDeath(DateOnly? DiedOn = null) : ICommand<Dying, RecordDeath>
{
    public static string Verb => "record-death";

    public static Decision Decide(Dying state, RecordDeath command, Occasion on)
    {
        var (person, referrals) = state;
        if (person.RefusesCare(on, null) is { } no) return no;
        if (person.HasDied) return Decision.Nothing;
        if (person.RefusesDay(on, command.DiedOn, "diedOn") is { } day) return day;
        var diedOn = command.DiedOn is { } known ? Personal.Of(known.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null;
        return referrals.Where(r => r is { Exists: true, IsTerminal: false, RematchedTo: null }).Aggregate(person.Record(on, null, new Died(diedOn)), (decision, r) => decision
            .And(r.Id.Value, r.Record(on, null, new Closed(CloseReason.PersonDied, CloseOutcome.Unknown, null)).For(r.Id.Value).AsSpan())
            .ReleasingOpen(r));
    }
}
