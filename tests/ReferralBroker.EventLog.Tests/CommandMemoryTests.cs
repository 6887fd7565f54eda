using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class CommandMemoryTests(TestCluster cluster)
{
    private readonly Guid _stream = Guid.CreateVersion7();
    private readonly CommandKey _command = Command();

    [Fact]
    public async Task The_same_command_again_appends_nothing_and_answers_its_position()
    {
        await using var log = await StartAsync(cluster);
        var done = (AppendResult.Appended)await log.AppendAsync(Request(_command, At(_stream, 0, 2)));

        (await log.AppendAsync(Request(_command, At(Guid.CreateVersion7(), 0)))).Should().Be(new AppendResult.Repeated(done.Position));
        (await log.AppendAsync(Request(_command, At(_stream, 2)))).Should().Be(new AppendResult.Repeated(done.Position));

        (await log.EventsAsync()).Should().Be(2);
    }

    [Fact]
    public async Task The_same_command_is_known_again_when_its_stream_has_moved_on()
    {
        await using var log = await StartAsync(cluster);
        var done = (AppendResult.Appended)await log.AppendAsync(Request(_command, At(_stream, 0)));
        await log.AppendAsync(_stream, 1);

        (await log.AppendAsync(Request(_command, At(_stream, 0)))).Should().Be(new AppendResult.Repeated(done.Position));

        (await log.EventsAsync()).Should().Be(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Another_content_under_the_same_id_is_told_apart(int version)
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Request(_command, At(_stream, 0)));

        (await log.AppendAsync(Request(_command with { ContentHash = [9] }, At(_stream, version)))).Should().BeOfType<AppendResult.Reused>();

        (await log.EventsAsync()).Should().Be(1);
    }

    [Fact]
    public async Task The_same_id_of_another_client_is_another_command()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Request(_command, At(_stream, 0)));

        (await log.AppendAsync(Request(_command with { Client = "c-2", ContentHash = [9] }, At(_stream, 1)))).Should().BeOfType<AppendResult.Appended>();
    }

    [Fact]
    public async Task A_repeated_command_that_claimed_is_repeated_and_not_refused_by_its_own_claim()
    {
        await using var log = await StartAsync(cluster);
        var request = Request(_command, At(_stream, 0)) with { Claims = [new("k", _stream)] };
        await log.AppendAsync(request);
        var again = Guid.CreateVersion7();

        (await log.AppendAsync(request with { Streams = [At(again, 0)], Claims = [new("k", again)] })).Should().BeOfType<AppendResult.Repeated>();

        (await log.Log.HolderOfAsync("k", TestContext.Current.CancellationToken)).Should().Be(_stream);
    }

    [Fact]
    public async Task A_command_that_races_with_itself_is_done_once()
    {
        await using var log = await StartAsync(cluster);
        for (var round = 0; round < 25; round++)
        {
            var request = Request(At(_stream, round));
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => log.AppendAsync(request))));

            var position = results.OfType<AppendResult.Appended>().Should().ContainSingle().Which.Position;
            results.OfType<AppendResult.Repeated>().Should().HaveCount(7).And.AllBeEquivalentTo(new AppendResult.Repeated(position));
        }
        (await log.EventsAsync()).Should().Be(25);
    }

    [Fact]
    public async Task A_command_that_makes_a_new_stream_each_time_is_done_once_when_it_races_with_itself()
    {
        await using var log = await StartAsync(cluster);
        for (var round = 0; round < 25; round++)
        {
            var key = Command();
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => log.AppendAsync(Request(key, At(Guid.CreateVersion7(), 0))))));

            results.OfType<AppendResult.Appended>().Should().ContainSingle();
            results.OfType<AppendResult.Repeated>().Should().HaveCount(7);
        }
        (await log.EventsAsync()).Should().Be(25);
    }

    [Fact]
    public async Task A_refused_append_is_not_remembered()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Request(At(_stream, 0)) with { Claims = [new("k", _stream)] });
        var other = Guid.CreateVersion7();

        (await log.AppendAsync(Request(_command, At(_stream, 0)))).Should().BeOfType<AppendResult.VersionConflict>();
        (await RememberAsync(log)).Should().BeNull();
        (await log.AppendAsync(Request(_command, At(other, 0)) with { Claims = [new("k", other)] })).Should().BeOfType<AppendResult.ClaimHeld>();
        (await RememberAsync(log)).Should().BeNull();

        (await log.AppendAsync(Request(_command with { ContentHash = [9] }, At(_stream, 1)))).Should().BeOfType<AppendResult.Appended>();
    }

    [Fact]
    public async Task The_streams_are_remembered_with_their_versions_the_one_it_was_about_first()
    {
        await using var log = await StartAsync(cluster);
        // Whatever their ids: the order is that of the request.
        var ids = Enumerable.Range(0, 6).Select(_ => Guid.NewGuid()).OrderDescending().ToArray();
        await log.AppendAsync(ids[2], 0, 4);

        var done = (AppendResult.Appended)await log.AppendAsync(Request(_command, [.. ids.Select((id, i) => At(id, i == 2 ? 4 : 0, i + 1))]));

        (await RememberAsync(log)).Should().BeEquivalentTo(
            new CommandMemory(_command.ContentHash, done.Position, ids, [1, 2, 7, 4, 5, 6]), o => o.WithStrictOrdering());
    }

    [Fact]
    public async Task A_command_nobody_gave_is_not_remembered()
    {
        await using var log = await StartAsync(cluster);
        (await RememberAsync(log)).Should().BeNull();
    }

    private async Task<CommandMemory?> RememberAsync(TestLog log)
    {
        await using var session = await log.Log.OpenAsync();
        return await session.RememberAsync(_command);
    }
}
