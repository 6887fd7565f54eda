namespace ReferralBroker.Domain.People;

/// <summary>All that merging two records looks at.</summary>
/// <param name="Survivor">The record that stays.</param>
/// <param name="Other">The record that is found to be of the same person.</param>
public sealed record Merging(Person Survivor, Person Other);

/// <summary>
/// Two records turn out to be of one person. The other one points to the survivor from then on; nothing recorded on either is changed, so that
/// the two can be taken apart again.
/// </summary>
public sealed record Merge(PersonId Record) : ICommand<Merging, Merge>
{
    public static string Verb => "merge";

    public static Decision Decide(Merging state, Merge command, Occasion on)
    {
        var (survivor, other) = state;
        if (!on.By.Refers) return Refusals.RoleNotAllowed;
        if (survivor.Id == other.Id) return Refusals.SamePerson;
        if (survivor.Exists && survivor.MergedRecords.Contains(other.Id)) return Decision.Nothing;
        if (survivor.RefusesCare(on, null) is { } no) return no;
        if (other.RefusesCare(on, null) is { } not) return not with { Field = "record" };
        // One step deep, never a chain: whoever looks at a record finds its survivor at once.
        if (other.MergedRecords.Length > 0) return Refusals.HasMergedRecords;
        // Two numbers are two people, until one of the numbers is found to be wrong and corrected.
        if (survivor.Particulars!.NhsNumber is { } one && other.Particulars!.NhsNumber is { } two && !one.Equals(two)) return Refusals.DifferentNumbers;
        if (survivor.HasDied != other.HasDied) return Refusals.DeathOnOneRecord;
        return survivor.Record(on, null, new RecordMerged(other.Id)).And(other.Id.Value, new MergedInto(survivor.Id));
    }
}
