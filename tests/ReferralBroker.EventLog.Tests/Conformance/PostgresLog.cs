using System.Data;
using Npgsql;
using ReferralBroker.Testing;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>What is changed in the database of a log to break it.</summary>
internal static class Break
{
    public const string PositionsInBlocks = $"alter sequence {EventTable.Sequence} cache 10";

    /// <summary>Only the last five commands are kept, as a store does that keeps them for a time.</summary>
    public const string ForgetOldCommands = """
        alter table log.command disable trigger command_never_changes;
        create function public.forget() returns trigger language plpgsql as $$
        begin
            delete from log.command where last_position not in (select last_position from log.command order by last_position desc limit 5);
            return null;
        end $$;
        create trigger forgets after insert on log.command for each row execute function public.forget();
        """;
}

/// <summary>The broker's own log in a database of its own, followed by the broker's own follower or by a hand-made one.</summary>
internal sealed class PostgresLog : ILogUnderTest
{
    private readonly TestLog _log;
    private readonly Dictionary<int, LogSession> _sessions = [];
    private readonly SemaphoreSlim _opening = new(1);
    private readonly string _applied;

    private PostgresLog(TestLog log, IFollowerUnderTest follower)
    {
        (_log, Follower) = (log, follower);
        _applied = follower is ProductFollower ? Recorder.Applied : PostgresStore.Applied;
    }

    public IFollowerUnderTest Follower { get; }

    /// <param name="cluster">Where its database is made.</param>
    /// <param name="made">The hand-made follower; the broker's own if it is left out.</param>
    /// <param name="break">Statements that break the log.</param>
    /// <param name="hurried">Whether a look is taken to wait at the first sign of it, as it may be where others look again anyway.</param>
    public static async Task<PostgresLog> StartAsync(TestCluster cluster, HandMade? made = null, string? @break = null, bool hurried = false)
    {
        var log = await TestLog.StartAsync(cluster);
        await log.RunAsync("create table public.elsewhere (x integer)");
        if (@break is not null) await log.RunAsync(@break);
        return new(log, made is null ? await ProductFollower.StartAsync(log, hurried) : new HandMadeFollower(await PostgresStore.StartAsync(log), made));
    }

    public async Task<AppendResult> AppendAsync(AppendRequest request, int session = 0) => await (await SessionAsync(session)).AppendAsync(request);

    public async Task<IOpenTransaction> BeginAsync() => new Open(await OpenAppend.BeginAsync(_log));

    public async Task<IReadOnlyList<Entry>> CommittedAsync()
    {
        await using var connection = await _log.Database.OpenConnectionAsync();
        return await EntriesAsync(connection, "log.event order by position");
    }

    public async Task<(IReadOnlyList<Entry> Committed, IReadOnlyList<Entry> Applied)> PictureAsync()
    {
        await using var connection = await _log.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
        return (await EntriesAsync(connection, "log.event order by position"), await EntriesAsync(connection, $"{_applied} order by place"));
    }

    // Made anew, so that no session keeps a block that it drew before: a crash would have ended the sessions.
    public async Task ForgetDrawnInVainAsync()
    {
        await _log.RunAsync($"alter sequence {EventTable.Sequence} restart");
        await _log.RunAsync($"select setval('{EventTable.Sequence}', max(position)) from log.event");
    }

    public async Task ClearAsync()
    {
        await Follower.RestartAsync();
        // Its triggers refuse to empty the log: as a replica's they stay silent. The sequence is made anew, so sessions forget what they have drawn.
        await _log.RunAsync($"""
            set session_replication_role = replica;
            {EventTableByHand.DeleteAll}
            delete from log.command;
            alter sequence {EventTable.Sequence} restart;
            update log.checkpoint set position = 0;
            reset session_replication_role;
            """);
        await (Follower is ProductFollower product ? product.ClearAsync() : _log.RunAsync(PostgresStore.Clear));
    }

    public async ValueTask DisposeAsync()
    {
        await Follower.DisposeAsync();
        foreach (var session in _sessions.Values) await session.DisposeAsync();
        await _log.DisposeAsync();
        _opening.Dispose();
    }

    private async Task<LogSession> SessionAsync(int session)
    {
        await _opening.WaitAsync();
        try
        {
            return _sessions.TryGetValue(session, out var open) ? open : _sessions[session] = await _log.Log.OpenAsync();
        }
        finally
        {
            _opening.Release();
        }
    }

    private static async Task<List<Entry>> EntriesAsync(NpgsqlConnection connection, string from)
    {
        await using var command = new NpgsqlCommand($"select position, stream, version from {from}", connection);
        await using var row = await command.ExecuteReaderAsync();
        var entries = new List<Entry>();
        while (await row.ReadAsync()) entries.Add(new(row.GetInt64(0), row.GetGuid(1), row.GetInt32(2)));
        return entries;
    }

    private sealed class Open(OpenAppend append) : IOpenTransaction
    {
        public Task WriteElsewhereAsync() => append.RunAsync("insert into public.elsewhere values (1)");

        public Task<long> InsertAsync(Guid stream, int version) => append.InsertAsync(stream, version);

        public Task CommitAsync() => append.CommitAsync();

        public Task RollbackAsync() => append.RollbackAsync();

        public ValueTask DisposeAsync() => append.DisposeAsync();
    }
}
