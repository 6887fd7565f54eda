using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// What this server, as it is set up, can promise of an append that was acknowledged. The log waits until the server says that it is written;
/// where that is less than it seems, this says so.
/// </summary>
/// <param name="SurvivesCrash">Whether it is still there after the server, or its machine, has stopped dead.</param>
/// <param name="SurvivesFailover">Whether it is still there on the standby that takes over.</param>
/// <param name="Words">The same in words, for whoever keeps the server.</param>
public sealed record ServerPromises(bool SurvivesCrash, bool SurvivesFailover, string Words)
{
    private const string Ask = """
        select current_setting('fsync')::boolean, current_setting('full_page_writes')::boolean, current_setting('synchronous_commit'),
               current_setting('synchronous_standby_names') <> '',
               (select count(*) from pg_stat_replication where sync_state in ('sync', 'quorum')),
               exists (select from pg_stat_replication where sync_state is null)
        """;

    /// <summary>Asks the server.</summary>
    public static async Task<ServerPromises> AskAsync(NpgsqlDataSource database, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand(Ask);
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return Of(row.GetBoolean(0), row.GetBoolean(1), row.GetString(2), row.GetBoolean(3), row.GetInt64(4), row.GetBoolean(5));
    }

    /// <summary>What such settings promise.</summary>
    public static ServerPromises Of(bool fsync, bool fullPageWrites, string synchronousCommit, bool namesStandbys, long synchronousStandbys, bool mayNotSee)
    {
        if (!fsync || !fullPageWrites || synchronousCommit == "off")
            return new(false, false, $"NOT SAFE: {(fsync ? fullPageWrites ? "synchronous_commit" : "full_page_writes" : "fsync")} is off, so what was acknowledged may be lost, or the log damaged, when the machine stops.");
        if (!namesStandbys)
            return new(true, false, "What is acknowledged is on this server's disk. There is no synchronous standby: a failover may lose the last of it.");
        if (mayNotSee)
            return new(true, true, "What is acknowledged is on this server's disk and on that of its synchronous standby; this role may not see which that is (grant pg_read_all_stats).");
        return synchronousStandbys > 0
            ? new(true, true, $"What is acknowledged is on this server's disk and on that of {synchronousStandbys} synchronous standby{(synchronousStandbys == 1 ? "" : "s")}.")
            : new(true, true, "A synchronous standby is asked for and none is connected: appends wait until one is.");
    }
}
