using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Tests.Faults;

public class FailoverTests
{
    [Fact]
    public async Task A_synchronous_standby_that_is_cut_off_and_then_promoted() => DrillGround.ShouldHold(await StandbyPromoted.SynchronousAsync(TimeSpan.FromSeconds(1)));
}
