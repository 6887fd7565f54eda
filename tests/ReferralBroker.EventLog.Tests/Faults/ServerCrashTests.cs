using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Tests.Faults;

public class ServerCrashTests(DrillGround ground) : IClassFixture<DrillGround>
{
    [Fact]
    public async Task An_immediate_stop_of_the_server() => DrillGround.ShouldHold(await ServerCrash.ImmediateStopAsync(ground.Cluster, 1));

    [Fact]
    public async Task A_sigkill_of_the_server() => DrillGround.ShouldHold(await ServerCrash.ServerKilledAsync(ground.Cluster, 1));

    [Fact]
    public async Task A_sigkill_of_the_leading_followers_backend() => DrillGround.ShouldHold(await ServerCrash.FollowersBackendKilledAsync(ground.Cluster, 1));

    [Fact]
    public async Task A_sigkill_of_a_writers_backend() => DrillGround.ShouldHold(await ServerCrash.WritersBackendKilledAsync(ground.Cluster, 1));

    [Fact]
    public async Task A_server_that_is_away_and_comes_back() => DrillGround.ShouldHold(await ServerCrash.AwayAsync(ground.Cluster, TimeSpan.FromSeconds(3)));
}
