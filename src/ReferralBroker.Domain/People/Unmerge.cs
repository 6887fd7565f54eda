namespace ReferralBroker.Domain.People;

/// <summary>Two records that were merged are of two people after all. Each is again what was recorded on it.</summary>
public sealed record Unmerge(PersonId Record) : ICommand<Merging, Unmerge>
{
    public static string Verb => "unmerge";

    public static Decision Decide(Merging state, Unmerge command, Occasion on)
    {
        var (survivor, other) = state;
        if (!on.By.Refers) return Refusals.RoleNotAllowed;
        if (survivor.RefusesCare(on, null) is { } no) return no;
        if (!survivor.MergedRecords.Contains(other.Id)) return Refusals.NotMerged;
        return survivor.Record(on, null, new RecordUnmerged(other.Id)).And(other.Id.Value, new UnmergedFrom(survivor.Id));
    }
}
