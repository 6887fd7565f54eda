using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A log in a database of its own, with short ways to write to it and to look at its rows.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    public static readonly LogActor Somebody = new("u-1", "clinician", "o-1");
    public static readonly DateOnly Today = new(2026, 3, 2);
    public const string Noted = "test.noted.v1";

    private TestLog(string connectionString)
    {
        ConnectionString = connectionString;
        Database = LogDatabase.Open(connectionString);
        Followers = LogDatabase.OpenForFollowers(connectionString);
        Log = new(Database);
        Progress = new(Database);
    }

    public string ConnectionString { get; }
    public NpgsqlDataSource Database { get; }
    public NpgsqlDataSource Followers { get; }
    public Log Log { get; }
    public FollowerProgress Progress { get; }

    public static async Task<TestLog> StartAsync(TestCluster cluster)
    {
        var log = new TestLog(await cluster.NewDatabaseAsync());
        await LogSchema.MigrateAsync(log.Database);
        return log;
    }

    public static CommandKey Command(string client = "c-1", byte content = 1) => new(client, Guid.CreateVersion7(), [content, 2, 3]);

    public static StreamAppend At(Guid stream, int version, int events = 1) =>
        new(stream, version, [.. Enumerable.Range(version + 1, events).Select(n => new NewEvent(Noted, Today, $$"""{"n":{{n}}}"""))]);

    public static AppendRequest Request(params StreamAppend[] streams) => Request(Command(), streams);

    public static AppendRequest Request(CommandKey command, params StreamAppend[] streams) =>
        new(command, Somebody, new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero), Guid.CreateVersion7(), null, streams);

    public async Task<AppendResult> AppendAsync(AppendRequest request)
    {
        await using var session = await Log.OpenAsync();
        return await session.AppendAsync(request);
    }

    /// <summary>Appends to one stream, which must succeed, and answers the position.</summary>
    public async Task<long> AppendAsync(Guid stream, int version, int events = 1) =>
        (await AppendAsync(Request(At(stream, version, events)))).Should().BeOfType<AppendResult.Appended>().Which.Position;

    public async Task<T> AskAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<int> RunAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync();
    }

    public Task<long> EventsAsync() => AskAsync<long>("select count(*) from log.event");

    public async Task CatchUpAsync(Projection projection, ILogger? logger = null)
    {
        using var follower = new Follower(Followers, projection, logger ?? NullLogger.Instance);
        await follower.CatchUpAsync();
    }

    public Task<RebuildReport> RebuildAsync(Projection projection) => new Rebuild(Followers, projection).RunAsync();

    /// <summary>The positions that stand in a projection's rows, in their order.</summary>
    public Task<long[]> SeenAsync(string schema = "seen") =>
        AskAsync<long[]>($"select coalesce(array_agg(position order by position), '{{}}') from {schema}.seen");

    /// <summary>Every committed event stands in the rows once, and was applied when all before it in its stream had been.</summary>
    public async Task ShouldEqualTheLogAsync(string schema = "seen")
    {
        var odd = await AskAsync<long>($"""
            select count(*) from (
                (select position, stream, version from log.event except all select position, stream, version from {schema}.seen)
                union all
                (select position, stream, version from {schema}.seen except all select position, stream, version from log.event)) as odd
            """);
        odd.Should().Be(0, "each event is applied exactly once");
        (await AskAsync<long>($"select count(*) from {schema}.seen where not in_order")).Should().Be(0, "a stream is applied in its order");
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Followers.DisposeAsync();
    }
}
