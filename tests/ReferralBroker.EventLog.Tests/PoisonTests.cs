using Microsoft.Extensions.Logging;
using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class PoisonTests(TestCluster cluster)
{
    private const string Secret = "Ann Example, 943 476 5919";

    // With its blank: three digits alone stand in an id now and then.
    private const string SecretNumber = "943 476";
    private readonly Guid _bad = Guid.CreateVersion7();
    private readonly Guid _good = Guid.CreateVersion7();

    [Fact]
    public async Task An_event_that_cannot_be_applied_parks_its_stream_and_the_others_go_on()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);
        var poison = new Seen { Then = Seen.FailsOn(_bad, 2) };

        await log.CatchUpAsync(poison);

        (await VersionsAsync(log, _bad)).Should().Equal(1);
        (await VersionsAsync(log, _good)).Should().Equal(1, 2, 3, 4);
        (await log.Progress.AllAsync(TestContext.Current.CancellationToken)).Should().ContainSingle()
            .Which.Should().Be(new FollowerStatus("seen", 8, 0, 0, Parked: 1, Version: 1));
    }

    [Fact]
    public async Task Later_events_of_a_parked_stream_wait_even_when_they_could_be_applied()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(_bad, 0, 2);
        await log.CatchUpAsync(new Seen { Then = Seen.FailsOn(_bad, 2) });
        var onlyTheSecond = new Seen { Then = (e, _) => e.Stream == _bad && e.Version == 2 ? throw new InvalidOperationException() : Task.CompletedTask };

        await log.AppendAsync(_bad, 2, 2);
        await log.AppendAsync(_good, 0, 1);
        await log.CatchUpAsync(onlyTheSecond);

        (await VersionsAsync(log, _bad)).Should().Equal(1);
        (await VersionsAsync(log, _good)).Should().Equal(1);
    }

    [Fact]
    public async Task Once_it_can_be_applied_all_that_waited_is_applied_in_order()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);
        await log.CatchUpAsync(new Seen { Then = Seen.FailsOn(_bad, 2) });
        await log.AppendAsync(_bad, 4);

        await using (var following = new Following(log.Followers, new Seen())) await following.LeadsAsync();
        await log.CatchUpAsync(new Seen());

        await log.ShouldEqualTheLogAsync();
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
    }

    [Fact]
    public async Task What_still_cannot_be_applied_stays_parked_and_leaves_no_rows()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);
        await log.CatchUpAsync(new Seen { Then = Seen.FailsOn(_bad, 2) });

        await log.CatchUpAsync(new Seen { Then = Seen.FailsOn(_bad, 4) });

        (await VersionsAsync(log, _bad)).Should().Equal(1);
        (await log.AskAsync<long>("select from_position from log.parked where stream = $1", _bad)).Should().Be(3);
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_stream_is_parked_for_one_follower_only()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);

        await log.CatchUpAsync(new Seen { Then = Seen.FailsOn(_bad, 1) });
        await log.CatchUpAsync(new Seen("other"));

        await log.ShouldEqualTheLogAsync("other");
        (await log.Progress.AllAsync(TestContext.Current.CancellationToken)).Select(f => (f.Name, f.Parked)).Should().Equal(("other", 0), ("seen", 1));
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_parks_the_stream_too()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);

        await log.CatchUpAsync(new Seen
        {
            Then = (e, target) => e.Stream == _bad && e.Version == 2
                ? target.RunAsync($"insert into {target.Schema}.seen (position) values (null)", CancellationToken.None)
                : Task.CompletedTask,
        });

        (await VersionsAsync(log, _bad)).Should().Equal(1);
        (await VersionsAsync(log, _good)).Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task Neither_the_parked_row_nor_the_process_log_holds_anything_of_the_payload()
    {
        await using var log = await StartAsync(cluster);
        await log.AppendAsync(Request(new StreamAppend(_bad, 0, [new("test.named.v1", Today, $$"""{"name": "{{Secret}}"}""")])));
        await log.AppendAsync(Request(new StreamAppend(_good, 0, [new("test.named.v1", Today, $$"""{"name": "{{Secret}}"}""")])));
        var lines = new Lines();

        await log.CatchUpAsync(new Seen
        {
            Then = (e, target) => e.Stream == _bad
                ? throw new InvalidOperationException($"cannot read {e.Data}", new FormatException(e.Data))
                : target.RunAsync("select $1::int", CancellationToken.None, e.Data),
        }, lines);

        var parked = await log.AskAsync<string>("select string_agg(p::text, ' | ') from log.parked p");
        parked.Should().Contain("test.named.v1").And.Contain("InvalidOperationException").And.Contain("PostgresException").And.NotContain("Ann").And.NotContain(SecretNumber);
        lines.Text.Should().Contain("parked").And.NotContain("Ann").And.NotContain(SecretNumber);
    }

    [Fact]
    public async Task What_can_be_applied_again_is_without_a_new_start()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);
        await log.RunAsync("create table public.mended (x integer)");
        var untilMended = new Seen
        {
            Then = async (e, target) =>
            {
                if (e.Stream != _bad || e.Version < 2) return;
                await using var mended = target.Command("select count(*) from public.mended");
                if ((long)(await mended.ExecuteScalarAsync())! == 0) throw new InvalidOperationException();
            },
        };
        await using var following = new Following(log.Followers, untilMended, parkedRetry: TimeSpan.FromMilliseconds(50));
        await Eventually.TrueAsync(async () => await log.AskAsync<long>("select count(*) from log.parked") == 1, "the stream is parked");
        await log.AppendAsync(_bad, 4);
        await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 9), "the others go on");
        (await VersionsAsync(log, _bad)).Should().Equal(1);

        await log.RunAsync("insert into public.mended values (1)");

        await Eventually.TrueAsync(async () => await log.AskAsync<long>("select count(*) from log.parked") == 0, "it comes free");
        await log.ShouldEqualTheLogAsync();
        following.Follower.Fault.Should().BeNull();
    }

    [Fact]
    public async Task A_stream_that_can_neither_be_applied_nor_parked_is_not_passed_over()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);
        await log.RunAsync("create function public.no_room() returns trigger language plpgsql as $$ begin raise exception 'no room' using errcode = '54000'; end $$");
        await log.RunAsync("create trigger no_room before insert on log.parked for each row execute function public.no_room()");
        await using (var following = new Following(log.Followers, new Seen { Then = Seen.FailsOn(_bad, 2) }))
        {
            await Eventually.TrueAsync(() => following.Follower.Fault is not null, "it says so");

            following.Follower.Fault.Should().Match("seen could not apply the event at position 3 (InvalidOperationException), nor park its stream (54000)*");
            (await log.Progress.PositionAsync("seen", TestContext.Current.CancellationToken)).Should().Be(2, "all before it is applied and nothing behind it");
            await log.RunAsync("drop trigger no_room on log.parked");
            await Eventually.TrueAsync(() => log.Progress.ReachedAsync("seen", 8), "it goes on once the stream can be parked");
            (await VersionsAsync(log, _good)).Should().Equal(1, 2, 3, 4);
            (await log.AskAsync<long>("select from_position from log.parked")).Should().Be(3);
        }
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task A_table_that_is_gone_stops_the_follower_and_parks_nothing()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);
        await log.CatchUpAsync(new Seen());
        await log.RunAsync("alter table seen.tally rename to mislaid");
        await log.AppendAsync(_bad, 4);

        var follow = () => log.CatchUpAsync(new Seen());

        (await follow.Should().ThrowAsync<Npgsql.PostgresException>()).Which.SqlState.Should().Be(Npgsql.PostgresErrorCodes.UndefinedTable);
        (await log.AskAsync<long>("select count(*) from log.parked")).Should().Be(0);
        await log.RunAsync("alter table seen.mislaid rename to tally");
        await log.CatchUpAsync(new Seen());
        await log.ShouldEqualTheLogAsync();
    }

    [Fact]
    public async Task What_is_parked_is_listed_with_where_it_waits_and_why()
    {
        await using var log = await StartAsync(cluster);
        await MixAsync(log);
        await log.CatchUpAsync(new Seen { Then = Seen.FailsOn(_bad, 2) });

        var parked = (await ParkedStreams.AllAsync(log.Database, TestContext.Current.CancellationToken)).Should().ContainSingle().Which;

        parked.Should().Match<ParkedStream>(p => p.Follower == "seen" && p.Stream == _bad && p.FromPosition == 3);
        parked.Fault.Should().StartWith("InvalidOperationException at test.noted.v1 version 2");
    }

    private async Task MixAsync(TestLog log)
    {
        for (var version = 0; version < 4; version++)
        {
            await log.AppendAsync(_bad, version);
            await log.AppendAsync(_good, version);
        }
    }

    private static Task<int[]> VersionsAsync(TestLog log, Guid stream) =>
        log.AskAsync<int[]>("select coalesce(array_agg(version order by position), '{}') from seen.seen where stream = $1", stream);

    private sealed class Lines : ILogger
    {
        public string Text { get; private set; } = "";

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Text += formatter(state, exception) + exception + "\n";
    }
}
