using System.Collections.Immutable;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>All that erasing somebody looks at.</summary>
public sealed record Erasing(Person Person, ImmutableArray<Referral> Referrals);

/// <summary>
/// The person's details are to be erased. This is the proof that they were, and why; whoever appends it then destroys the keys of every record
/// of theirs, after which nothing sealed under them can be read again.
/// </summary>
public sealed record Erase(ErasureGround Ground) : PersonCommand, ICommand<Erasing, Erase>
{
    public static string Verb => "erase";

    public static Decision Decide(Erasing state, Erase command, Occasion on)
    {
        var (person, referrals) = state;
        if (on.By.Role != Role.GovernanceLead) return Refusals.RoleNotAllowed;
        if (!person.Exists) return Refusals.PersonUnknown;
        if (person.IsErased) return Decision.Nothing;
        if (person.MergedInto is { } into) return Refusals.PersonMerged(into);
        if (person.RefusesDay(on, command.OccurredOn, "occurredOn") is { } day) return day;
        if (referrals.FirstOrDefault(r => r.Exists && r.IsOpen) is { } open) return Refusals.PersonHasOpenReferral(open.Id.Value);
        return person.MergedRecords.Aggregate(
            person.Record(on, command.OccurredOn, new Erased(command.Ground)), (decision, record) => decision.And(record.Value, new Erased(command.Ground)));
    }
}
