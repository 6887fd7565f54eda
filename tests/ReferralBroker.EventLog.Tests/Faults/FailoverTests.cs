using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Tests.Faults;

public class FailoverTests
{
    [Fact]
    public async Task A_synchronous_standby_that_hung_and_is_promoted_under_load() =>
        DrillGround.ShouldHold(await StandbyPromoted.RunAsync(synchronous: true, frozen: TimeSpan.FromSeconds(1)));
}
