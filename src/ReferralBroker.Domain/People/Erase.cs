using System.Collections.Immutable;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>All that erasing somebody looks at.</summary>
/// <param name="Person">The person, by the record that stands for them.</param>
/// <param name="Merged">The records merged into it, each by itself.</param>
/// <param name="Referrals">Every referral of theirs, under whichever record.</param>
public sealed record Erasing(Person Person, ImmutableArray<Person> Merged, ImmutableArray<Referral> Referrals);

/// <summary>
/// The person's details are to be erased. This is the proof that they were, and why; whoever appends it then destroys the keys of every record
/// of theirs, after which nothing sealed under them can be read again.
/// </summary>
public sealed record Erase(ErasureGround Ground) : ICommand<Erasing, Erase>
{
    public static string Verb => "erase";

    public static Decision Decide(Erasing state, Erase command, Occasion on)
    {
        var (person, merged, referrals) = state;
        if (on.By.Role != Role.GovernanceLead) return Refusals.RoleNotAllowed;
        if (!person.Exists) return Refusals.PersonUnknown;
        if (person.IsErased) return Decision.Nothing;
        if (person.MergedInto is { } into) return Refusals.PersonMerged(into);
        if (referrals.FirstOrDefault(r => r.Exists && !r.IsTerminal && r.RematchedTo is null) is { } open) return Refusals.PersonHasOpenReferral(open.Id.Value);
        var erased = merged.Aggregate(person.Record(on, null, new Erased(command.Ground)), (decision, record) => decision.And(record.Id.Value, new Erased(command.Ground)));
        // The number's keyed hash goes too: it would still tell that somebody with this number was here.
        return merged.Append(person).Where(p => p.Particulars?.NhsNumber?.Text is not null)
            .Aggregate(erased, (decision, p) => decision.Releasing(PersonRules.NhsNumberKey(on, p.Particulars!.NhsNumber!.Text!), p.Id.Value));
    }
}
