using ReferralBroker.EventLog.Drills;
using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Tests.Faults;

public class ConnectionTests(DrillGround ground) : IClassFixture<DrillGround>
{
    [Fact]
    public async Task Transactions_that_others_leave_open() => DrillGround.ShouldHold(await OpenTransactions.RunAsync(ground.Cluster, TimeSpan.FromSeconds(3)));

    [Fact]
    public async Task Connections_that_are_cut_and_stay_half_open() => DrillGround.ShouldHold(await HalfOpen.RunAsync(ground.Cluster, cut: true, Patiently.Bound));

    [Fact]
    public async Task A_dump_under_load_restored_elsewhere() => DrillGround.ShouldHold(await DumpAndRestore.RunAsync(ground.Cluster, 20));
}
