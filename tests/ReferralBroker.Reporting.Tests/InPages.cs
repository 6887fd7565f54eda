using System.Reflection;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Tests;

/// <summary>
/// A projection once more, under another name and in pages of a given length: wherever the pages of a live follower happen to end, the rows must
/// be the same.
/// </summary>
internal sealed class InPages(Projection of, string name, int length) : Projection
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.NonPublic;
    private static readonly MethodInfo TablesOf = typeof(Projection).GetMethod(nameof(Tables), Any)!;
    private static readonly MethodInfo ApplyOf = typeof(Projection).GetMethod(nameof(ApplyAsync), Any)!;

    public override string Name => name;

    public override int Version => of.Version;

    /// <summary>The projection that this one is once more.</summary>
    public string Of => of.Name;

    protected override string Tables(string schema) => (string)TablesOf.Invoke(of, [schema])!;

    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var part in page.Chunk(length)) await (Task)ApplyOf.Invoke(of, [part, target, stop])!;
    }
}
