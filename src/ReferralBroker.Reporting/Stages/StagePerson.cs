using System.Collections.Immutable;

namespace ReferralBroker.Reporting.Stages;

/// <summary>A record of a person as the stages projection keeps it.</summary>
/// <param name="Record">Its id.</param>
/// <param name="Person">The record that stands for it: its own id unless it was merged.</param>
/// <param name="IsErased">Whether it was erased.</param>
/// <param name="Recordings">What was ever recorded on it that reports count by, in the log's order.</param>
internal sealed record StagePerson(Guid Record, Guid Person, bool IsErased, ImmutableArray<Recording> Recordings)
{
    public static StagePerson Of(Guid record) => new(record, record, false, []);
}
