using ReferralBroker.EventLog.Drills;
using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Tests.Faults;

/// <summary>A process is killed at every named point once; the long form of this is the program's verb <c>kill</c>.</summary>
public class ProcessKilledTests(DrillGround ground) : IClassFixture<DrillGround>
{
    public static TheoryData<string> Points => [.. KillPoint.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task A_process_killed_at(string point)
    {
        var killed = KillPoint.Named(point);
        DrillGround.ShouldHold(await ProcessKilled.RunAsync(ground.Cluster, killed, Math.Min(killed.Latest, 7)));
    }
}
