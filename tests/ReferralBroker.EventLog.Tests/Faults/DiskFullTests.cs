using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Tests.Faults;

public class DiskFullTests
{
    [Fact]
    public async Task A_disk_that_is_full_under_the_events() => DrillGround.ShouldHold(await DiskFull.UnderEventsAsync());
}
