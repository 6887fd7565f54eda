using Npgsql;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

public class AppendOnlyTests(TestCluster cluster)
{
    [Theory]
    [InlineData($"update {EventTable.Name} set data = '{{}}'")]
    [InlineData($"update {EventTable.Name} set {EventTableByHand.RecordedAt} = now()")]
    [InlineData($"delete from {EventTable.Name}")]
    [InlineData($"truncate {EventTable.Name}")]
    [InlineData($"truncate {EventTable.Name} cascade")]
    [InlineData("update log.command set content_hash = 'x'")]
    [InlineData("delete from log.command")]
    [InlineData("truncate log.command")]
    [InlineData("truncate log.client cascade")]
    [InlineData("truncate log.actor cascade")]
    public async Task Nothing_that_was_appended_can_be_changed_or_removed(string statement)
    {
        await using var log = await TestLog.StartAsync(cluster);
        await log.AppendAsync(Guid.CreateVersion7(), 0, 2);

        var change = () => log.RunAsync(statement);

        (await change.Should().ThrowAsync<PostgresException>()).WithMessage("*the log is append-only*");
        (await log.EventsAsync()).Should().Be(2);
        (await log.AskAsync<long>("select count(*) from log.command")).Should().Be(1);
    }

    [Fact]
    public async Task Only_an_empty_log_can_be_marked_as_synthetic_or_one_that_the_same_simulation_fills()
    {
        await using var log = await TestLog.StartAsync(cluster);
        var stop = TestContext.Current.CancellationToken;
        var simulation = Guid.NewGuid();
        (await log.Log.IsSyntheticAsync(stop)).Should().BeFalse();
        (await log.Log.MarkSyntheticAsync(simulation, stop)).Should().BeTrue();
        (await log.Log.IsSyntheticAsync(stop)).Should().BeTrue();
        await log.AppendAsync(Guid.CreateVersion7(), 0);
        (await log.Log.MarkSyntheticAsync(simulation, stop)).Should().BeTrue();
        (await log.Log.MarkSyntheticAsync(Guid.NewGuid(), stop)).Should().BeFalse();

        await using var real = await TestLog.StartAsync(cluster);
        await real.AppendAsync(Guid.CreateVersion7(), 0);
        (await real.Log.MarkSyntheticAsync(simulation, stop)).Should().BeFalse();
        (await real.Log.IsSyntheticAsync(stop)).Should().BeFalse();
    }
}
