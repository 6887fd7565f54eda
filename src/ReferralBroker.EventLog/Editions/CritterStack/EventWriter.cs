using System.Runtime.ExceptionServices;
using JasperFx.Events;
using Marten.Services;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// Writes an append through Marten's quick append, in one transaction with what Marten knows nothing of: guards, claims and the memory of the command.
/// </summary>
/// <remarks>
/// Marten's function draws positions before it inserts. The transaction holds the lock of an insert from before that, or a follower could pass over what
/// it has drawn and not written yet (see <see cref="SettledReader"/>). Several round trips lie between lock and commit: a process that dies there without
/// its connection being closed holds followers up until the server ends the idle transaction, 30 seconds later.
/// </remarks>
internal static class EventWriter
{
    private const string LockTable = $"lock table {EventTable.Name} in row exclusive mode";

    private const string CheckSql = $"""
        with moved as (
            select 1 from unnest($1::uuid[], $2::int[]) as s(stream, version)
             where s.version <> coalesce((select t.version from log.mt_streams t where t.id = s.stream), 0)),
        {ClaimExchange.Parts}
        select exists (select from moved)
        """;

    private const string RememberSql = """
        insert into log.command (client, id, content_hash, last_position, streams, versions) values ($1, $2, $3, $4, $5, $6)
        """;

    // By this name it is told from other commits that wait on the server.
    private const string CommitSql = "commit /* of an append */";

    /// <summary>Writes it whole, or nothing; null where a stream has moved on since it was read.</summary>
    public static async Task<long?> WriteAsync(NpgsqlConnection connection, Names names, AppendRequest request, CancellationToken stop)
    {
        foreach (var type in request.Streams.SelectMany(s => s.Events).Select(e => e.Type).Distinct()) await names.TypeAsync(connection, type, stop);
        await names.ActorAsync(connection, request.Actor, stop);
        var client = await names.ClientAsync(connection, request.Command.Client, stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        if (await HaveMovedAsync(connection, request, stop)) return null;
        var last = await AppendAsync(transaction, request, stop);
        await RememberAndCommitAsync(connection, client, request, last, stop);
        return last;
    }

    private static async Task<bool> HaveMovedAsync(NpgsqlConnection connection, AppendRequest request, CancellationToken stop)
    {
        var check = new NpgsqlBatchCommand(CheckSql);
        foreach (var (value, type) in ClaimExchange.Parameters(request)) check.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { StreamLocks.Of(request), new NpgsqlBatchCommand(LockTable), check } };
        await using var row = await batch.ExecuteReaderAsync(stop);
        await row.NextResultAsync(stop);
        await row.ReadAsync(stop);
        return row.GetBoolean(0);
    }

    /// <summary>Appends to each stream in turn and answers the last position drawn.</summary>
    private static async Task<long> AppendAsync(NpgsqlTransaction transaction, AppendRequest request, CancellationToken stop)
    {
        await using var session = MartenEvents.Writing.LightweightSession(SessionOptions.ForTransaction(transaction));
        session.CorrelationId = request.CorrelationId.ToString();
        session.CausationId = request.CausationId?.ToString();
        var all = new List<IEvent>();
        foreach (var (stream, _, events) in request.Streams)
        {
            var written = session.Events.Append(stream, events.Select(object (e) => new Payload(e.Data)).ToArray()).Events;
            all.AddRange(written);
            foreach (var (e, kept) in events.Zip(written))
            {
                kept.Id = Guid.CreateVersion7(request.RecordedAt);
                kept.EventTypeName = e.Type;
                kept.Timestamp = request.RecordedAt.ToUniversalTime();
                kept.UserName = request.Actor.User;
                foreach (var (name, value) in MartenEvents.Headers(request.Actor, request.Command.Id, e.OccurredOn)) kept.SetHeader(name, value);
            }
        }
        try
        {
            await session.SaveChangesAsync(stop);
        }
        catch (Exception e) when (e.InnerException is NpgsqlException or OperationCanceledException)
        {
            // What went wrong is told by the server's words, whoever asked it.
            ExceptionDispatchInfo.Throw(e.InnerException);
        }
        return all.Max(e => e.Sequence);
    }

    /// <summary>Both in one round trip. Once this returns the append is on disk.</summary>
    private static async Task RememberAndCommitAsync(NpgsqlConnection connection, int client, AppendRequest request, long last, CancellationToken stop)
    {
        var command = new NpgsqlBatchCommand(RememberSql);
        command.Parameters.Add(new() { Value = client });
        command.Parameters.Add(new() { Value = request.Command.Id });
        command.Parameters.Add(new() { Value = request.Command.ContentHash });
        command.Parameters.Add(new() { Value = last });
        command.Parameters.Add(new() { Value = request.Streams.Select(s => s.Stream).ToArray() });
        command.Parameters.Add(new() { Value = request.Streams.Select(s => s.ExpectedVersion + s.Events.Count).ToArray() });
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command, new NpgsqlBatchCommand(CommitSql) } };
        await batch.ExecuteNonQueryAsync(stop);
    }
}
