using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class HoldsTests(TestCluster cluster)
{
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_append_left_open_is_named_as_holding_followers_and_other_transactions_as_holding_nobody()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync("create table public.elsewhere (x integer)");
        await using var append = await OpenAppend.BeginAsync(log);
        await append.InsertAsync(Guid.CreateVersion7(), 1);
        await using var idle = await OpenAppend.BeginAsync(log);
        await idle.RunAsync("insert into public.elsewhere values (1)");
        await using var reading = await OpenAppend.BeginAsync(log);
        await reading.RunAsync("select count(*) from log.event");
        var holds = new LogHolds(log.Database);

        var all = await holds.AskAsync(TimeSpan.Zero, TimeSpan.Zero, Stop);

        all.Select(h => h.HoldsFollowers).Should().Equal(true, false, false);
        all.Should().OnlyContain(h => h.State == "idle in transaction" && h.Who == "referral-broker" && h.Process > 0 && h.Seconds >= 0);
        (await holds.AskAsync(AnHour, AnHour, Stop)).Should().BeEmpty("none of them has been open for so long");
    }

    [Fact]
    public async Task A_role_that_may_not_see_other_sessions_still_sees_that_one_holds_followers()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var role = await ServingRole.OpenAsync(log);
        await using var append = await OpenAppend.BeginAsync(log);
        await append.InsertAsync(Guid.CreateVersion7(), 1);

        var all = await new LogHolds(role.Database).AskAsync(Stop);

        all.Should().ContainSingle().Which.Should().Match<LogHold>(h => h.HoldsFollowers && h.State == "unknown" && h.Seconds == null);
    }

    [Fact]
    public async Task Followers_go_on_beside_transactions_that_hold_nobody()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.RunAsync("create table public.elsewhere (x integer)");
        await using var idle = await OpenAppend.BeginAsync(log);
        await idle.RunAsync("insert into public.elsewhere values (1); select count(*) from log.event");
        await using var following = new Following(log.Followers, new Seen());

        var last = await log.AppendAsync(Guid.CreateVersion7(), 0, 5);

        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", last), "it follows");
        (await new LogHolds(log.Database).AskAsync(TimeSpan.Zero, TimeSpan.Zero, Stop)).Should().Contain(h => !h.HoldsFollowers);
    }

    [Theory]
    [InlineData(false, true, "on", false, 0, false, false, false, "NOT SAFE: fsync is off*")]
    [InlineData(true, false, "on", false, 0, false, false, false, "NOT SAFE: full_page_writes is off*")]
    [InlineData(true, true, "off", true, 1, false, false, false, "NOT SAFE: synchronous_commit is off*")]
    [InlineData(true, true, "on", false, 0, false, true, false, "*no synchronous standby: a failover may lose*")]
    [InlineData(true, true, "on", true, 1, false, true, true, "*that of 1 synchronous standby.")]
    [InlineData(true, true, "on", true, 2, false, true, true, "*that of 2 synchronous standbys.")]
    [InlineData(true, true, "on", true, 0, false, true, true, "*none is connected: appends wait*")]
    [InlineData(true, true, "on", true, 0, true, true, true, "*may not see which*")]
    public void What_a_server_can_promise_is_said_as_it_is(bool fsync, bool pages, string commit, bool names, long standbys, bool maySeeNone, bool crash, bool failover, string words)
    {
        var promises = ServerPromises.Of(fsync, pages, commit, names, standbys, maySeeNone);

        promises.Should().Match<ServerPromises>(p => p.SurvivesCrash == crash && p.SurvivesFailover == failover);
        promises.Words.Should().Match(words);
    }

    [Fact]
    public async Task The_server_is_asked_for_what_it_promises()
    {
        await using var log = await TestLog.StartAsync(cluster);

        (await ServerPromises.AskAsync(log.Database, Stop)).Words.Should().StartWith("NOT SAFE: fsync is off", "this cluster is thrown away");
    }
}
