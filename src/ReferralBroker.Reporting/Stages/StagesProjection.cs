using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Stages;

/// <summary>
/// One mechanism for funnels, time travel and drill-down: after each event the stages that stand reached are compared with the rows that stand,
/// new ones are written and those no longer so are closed, both at the event's position. What a row is counted by is compared with it: demographics
/// put right, a merge or its undoing close rows and write them anew.
/// </summary>
public sealed class StagesProjection : Projection
{
    /// <inheritdoc/>
    public override string Name => "stages";

    /// <inheritdoc/>
    public override int Version => 9;

    /// <inheritdoc/>
    protected override string Tables(string schema) => StageTables.Statements(schema);

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        var tables = new StageTables(target, stop);
        foreach (var part in Parts(page))
        {
            var working = await StagePage.ReadAsync(tables, part);
            foreach (var e in part) working.Apply(e);
            await working.WriteAsync(tables);
        }
    }

    /// <summary>The page cut after each erasure: it takes something from rows that were written long ago, and from those written just before.</summary>
    private static IEnumerable<IReadOnlyList<RecordedEvent>> Parts(IReadOnlyList<RecordedEvent> page)
    {
        var begun = 0;
        for (var at = 0; at < page.Count; at++)
            if (at == page.Count - 1 || page[at].Type == StagePage.Erasure)
            {
                yield return [.. page.Skip(begun).Take(at + 1 - begun)];
                begun = at + 1;
            }
    }
}
