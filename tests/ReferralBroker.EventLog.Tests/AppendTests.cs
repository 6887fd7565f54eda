using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class AppendTests(TestCluster cluster)
{
    [Fact]
    public async Task What_was_appended_is_read_back_whole()
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        var request = Request(new StreamAppend(stream, 0,
        [
            new("test.opened.v1", new(2026, 2, 27), """{"a": 1.50, "b": "é"}"""),
            new("test.closed.v2", new(2026, 3, 1), "{}"),
        ])) with
        { CausationId = Guid.CreateVersion7(), RecordedAt = new DateTimeOffset(2026, 3, 2, 10, 30, 0, TimeSpan.FromHours(1)) };

        var position = (await log.AppendAsync(request)).Should().BeOfType<AppendResult.Appended>().Which.Position;

        var events = await log.Log.ReadAsync(stream, TestContext.Current.CancellationToken);
        events.Should().Equal(
            new RecordedEvent(position - 1, stream, 1, "test.opened.v1", request.RecordedAt.ToUniversalTime(), new(2026, 2, 27), Somebody,
                request.CorrelationId, request.CausationId, request.Command.Id, """{"a": 1.50, "b": "é"}"""),
            new RecordedEvent(position, stream, 2, "test.closed.v2", request.RecordedAt.ToUniversalTime(), new(2026, 3, 1), Somebody,
                request.CorrelationId, request.CausationId, request.Command.Id, "{}"));
    }

    [Fact]
    public async Task Several_streams_are_appended_together()
    {
        await using var log = await StartAsync(cluster);
        Guid first = Guid.CreateVersion7(), second = Guid.CreateVersion7();
        await log.AppendAsync(second, 0);

        (await log.AppendAsync(Request(At(first, 0, 2), At(second, 1, 3)))).Should().BeOfType<AppendResult.Appended>();

        (await log.Log.ReadAsync(first, TestContext.Current.CancellationToken)).Should().HaveCount(2);
        (await log.Log.ReadAsync(second, TestContext.Current.CancellationToken)).Select(e => e.Version).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task A_conflict_in_the_second_stream_leaves_nothing_of_the_first()
    {
        await using var log = await StartAsync(cluster);
        Guid first = Guid.CreateVersion7(), second = Guid.CreateVersion7();
        await log.AppendAsync(second, 0);
        var request = Request(At(first, 0), At(second, 0)) with { Claims = [new("k", first)] };

        (await log.AppendAsync(request)).Should().BeOfType<AppendResult.VersionConflict>();

        (await log.EventsAsync()).Should().Be(1);
        (await log.Log.HolderOfAsync("k", TestContext.Current.CancellationToken)).Should().BeNull();
        (await log.AskAsync<long>("select count(*) from log.command")).Should().Be(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Another_version_than_the_stream_has_is_refused(int expected)
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();
        await log.AppendAsync(stream, 0, 2);

        (await log.AppendAsync(Request(At(stream, expected)))).Should().BeOfType<AppendResult.VersionConflict>();

        (await log.EventsAsync()).Should().Be(2);
    }

    [Fact]
    public async Task A_new_stream_is_refused_at_any_version_but_none()
    {
        await using var log = await StartAsync(cluster);

        (await log.AppendAsync(Request(At(Guid.CreateVersion7(), 1)))).Should().BeOfType<AppendResult.VersionConflict>();

        (await log.EventsAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_guarded_stream_that_stands_elsewhere_refuses_the_append(int guardedAt)
    {
        await using var log = await StartAsync(cluster);
        Guid guarded = Guid.CreateVersion7(), stream = Guid.CreateVersion7();
        await log.AppendAsync(guarded, 0);

        (await log.AppendAsync(Request(At(stream, 0)) with { Guards = [(guarded, guardedAt)] })).Should().BeOfType<AppendResult.VersionConflict>();
        (await log.EventsAsync()).Should().Be(1);
        (await log.AppendAsync(Request(At(stream, 0)) with { Guards = [(guarded, 1)] })).Should().BeOfType<AppendResult.Appended>();
    }

    [Fact]
    public async Task Positions_rise_with_the_version_inside_each_stream()
    {
        await using var log = await StartAsync(cluster);
        var streams = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var round = 0; round < 4; round++)
            (await log.AppendAsync(Request([.. streams.Select(s => At(s, round * 40, 40))]))).Should().BeOfType<AppendResult.Appended>();

        foreach (var stream in streams)
        {
            var versions = await log.AskAsync<int[]>("select array_agg(version order by position) from log.event where stream = $1", stream);
            versions.Should().Equal(Enumerable.Range(1, 160));
        }
    }

    [Fact]
    public async Task An_append_without_events_or_with_a_stream_twice_is_an_error_of_the_caller()
    {
        await using var log = await StartAsync(cluster);
        var stream = Guid.CreateVersion7();

        await ((Func<Task>)(() => log.AppendAsync(Request()))).Should().ThrowAsync<ArgumentException>();
        await ((Func<Task>)(() => log.AppendAsync(Request(At(stream, 0, 0))))).Should().ThrowAsync<ArgumentException>();
        await ((Func<Task>)(() => log.AppendAsync(Request(At(stream, 0), At(stream, 1))))).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task An_append_is_announced_in_this_process_and_a_refused_one_is_not()
    {
        await using var log = await StartAsync(cluster);
        var told = new List<long>();
        log.Log.Appended += told.Add;
        var stream = Guid.CreateVersion7();

        var position = await log.AppendAsync(stream, 0);
        await log.AppendAsync(Request(At(stream, 0)));

        told.Should().Equal(position);
    }

    [Fact]
    public async Task A_command_takes_one_connection_even_when_its_names_are_new()
    {
        await using var log = await StartAsync(cluster);
        await using var single = LogDatabase.Open(log.ConnectionString + ";Timeout=3", poolSize: 1);
        await using var session = await new Log(single).OpenAsync(TestContext.Current.CancellationToken);

        var result = await session.AppendAsync(Request(At(Guid.CreateVersion7(), 0)), TestContext.Current.CancellationToken);

        result.Should().BeOfType<AppendResult.Appended>();
    }
}
