using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>A transaction that has been open for long.</summary>
/// <param name="HoldsFollowers">Whether it has an append open, so that no follower may go past it. Any other keeps the server from tidying up, and nobody from reading.</param>
/// <param name="Process">Its process on the server; null for a prepared transaction, which has none.</param>
/// <param name="Who">The application that opened it, or the name of a prepared transaction: for the operator's eyes. Never what it does.</param>
/// <param name="State">What its session does: <c>idle in transaction</c>, <c>active</c>, <c>prepared</c>; <c>unknown</c> where this role may not see it.</param>
/// <param name="Seconds">How long it has been open; null where this role may not see it.</param>
public sealed record LogHold(bool HoldsFollowers, int? Process, string Who, string State, double? Seconds);

/// <summary>
/// Names what holds followers up, or would. The broker's own sessions end by themselves; one opened by hand, or a prepared transaction, stays until
/// somebody ends it.
/// </summary>
public sealed class LogHolds(NpgsqlDataSource database)
{
    /// <summary>How long an open append may take before it is named. The broker's own take milliseconds.</summary>
    public static readonly TimeSpan Append = TimeSpan.FromSeconds(2);

    /// <summary>How long any other transaction may take before it is named.</summary>
    public static readonly TimeSpan Other = TimeSpan.FromMinutes(1);

    // A session of another role shows neither its state nor its age to one that may not see them, but its lock it does.
    private const string Ask = $"""
        with appending as (
            select distinct pid, virtualtransaction from pg_locks
             where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
               and database = (select oid from pg_database where datname = current_database())
               and relation = '{EventTable.Name}'::regclass),
        transactions as (
            select exists (select from appending where appending.pid = a.pid) as holds, a.pid,
                   coalesce(nullif(a.application_name, ''), 'an unnamed application') as who,
                   coalesce(a.state, 'unknown') as state, a.xact_start as begun, a.state is null as hidden
              from pg_stat_activity a
             where a.datname = current_database() and a.pid <> pg_backend_pid() and coalesce(a.backend_type, 'client backend') = 'client backend'
            union all
            select exists (select from pg_locks t join appending using (virtualtransaction) where t.locktype = 'transactionid' and t.transactionid = p.transaction),
                   null, p.gid, 'prepared', p.prepared, false
              from pg_prepared_xacts p where p.database = current_database())
        select holds, pid, who, state, extract(epoch from clock_timestamp() - begun)::double precision
          from transactions
         where clock_timestamp() - begun > case when holds then $1 else $2 end or (holds and hidden)
         order by holds desc, begun
        """;

    /// <summary>The transactions that have been open for too long, those that hold followers up first.</summary>
    public Task<IReadOnlyList<LogHold>> AskAsync(CancellationToken stop = default) => AskAsync(Append, Other, stop);

    /// <summary>The transactions that have been open for longer than this.</summary>
    public async Task<IReadOnlyList<LogHold>> AskAsync(TimeSpan append, TimeSpan other, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand(Ask);
        command.Parameters.Add(new() { Value = append });
        command.Parameters.Add(new() { Value = other });
        await using var row = await command.ExecuteReaderAsync(stop);
        var all = new List<LogHold>();
        while (await row.ReadAsync(stop)) all.Add(new(row.GetBoolean(0), row.IsDBNull(1) ? null : row.GetInt32(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetDouble(4)));
        return all;
    }
}
