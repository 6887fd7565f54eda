using ReferralBroker.EventLog.Drills;

namespace ReferralBroker.EventLog.Tests.Faults;

/// <summary>One cluster that writes to disk as a real one does, for the faults that leave it usable. They are brought about one after the other.</summary>
public sealed class DrillGround : IAsyncLifetime
{
    internal DrillCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await DrillCluster.StartNewAsync();

    public ValueTask DisposeAsync() => Cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static void ShouldHold(Outcome outcome)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.ToString());
        TestContext.Current.SendDiagnosticMessage(outcome.ToString());
        outcome.Faults.Should().BeEmpty();
        outcome.Holds.Should().BeTrue();
        outcome.Acknowledged.Should().BePositive("a fault that met no load proves nothing");
    }
}
