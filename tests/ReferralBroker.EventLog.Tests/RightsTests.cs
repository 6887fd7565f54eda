using Microsoft.Extensions.Logging.Abstractions;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class RightsTests(TestCluster cluster)
{
    [Fact]
    public async Task Each_right_that_is_missing_is_named_with_what_it_is_on()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var role = await ServingRole.OpenAsync(log);
        await LogRights.CheckAsync(role.Database, TestContext.Current.CancellationToken);
        await log.RunAsync($"revoke insert on {EventTable.Name} from {role.Name}; revoke update, delete on log.parked from {role.Name}; revoke select on sequence {EventTable.Sequence} from {role.Name}");

        var check = () => LogRights.CheckAsync(role.Database);

        (await check.Should().ThrowAsync<LogException>()).Which.Message.Should()
            .Contain($"'{role.Name}' lacks").And.Contain($"insert on table {EventTable.Name};").And.Contain("update on table log.parked").And.Contain("delete on table log.parked")
            .And.Contain($"select on sequence {EventTable.Sequence}").And.NotContain("log.claim");
    }

    [Fact]
    public async Task A_role_that_may_not_even_look_into_the_log_is_told_so()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var role = await ServingRole.OpenAsync(log);
        await log.RunAsync($"revoke usage on schema log from {role.Name}");

        var check = () => LogRights.CheckAsync(role.Database);

        (await check.Should().ThrowAsync<LogException>()).WithMessage($"*usage on schema log*insert on table {EventTable.Name}*");
    }

    [Fact]
    public async Task A_role_with_just_these_rights_can_append_follow_and_rebuild()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var role = await ServingRole.OpenAsync(log);
        await using var session = await new Log(role.Database).OpenAsync(TestContext.Current.CancellationToken);
        (await session.AppendAsync(TestLog.Request(TestLog.At(Guid.CreateVersion7(), 0, 3)), TestContext.Current.CancellationToken)).Should().BeOfType<AppendResult.Appended>();
        using var follower = new Follower(role.Database, new Seen(), NullLogger.Instance);

        await follower.CatchUpAsync(TestContext.Current.CancellationToken);

        (await new Rebuild(role.Database, new Seen()).RunAsync(stop: TestContext.Current.CancellationToken)).Differences.Should().BeEmpty();
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_follower_that_loses_a_right_stops_and_parks_nothing_and_goes_on_once_it_has_it_again()
    {
        await using var log = await TestLog.StartAsync(cluster);
        await using var role = await ServingRole.OpenAsync(log);
        await using var following = new Following(role.Database, new Seen());
        await log.AppendAsync(Guid.CreateVersion7(), 0, 3);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 3), "it follows");
        await log.RunAsync($"alter table seen.seen owner to {await log.AskAsync<string>("select current_user::text")}; revoke insert on seen.seen from {role.Name}");

        var last = await log.AppendAsync(Guid.CreateVersion7(), 0, 3);
        following.Follower.Wake();
        await Eventually.TrueAsync(() => following.Follower.Fault == "permission denied for table seen (42501)", "it says what it may not");
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
        await log.RunAsync($"grant all on seen.seen to {role.Name}");

        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", last), "it goes on");
        await log.ShouldEqualTheLogAsync();
    }
}
