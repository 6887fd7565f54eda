using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// How the log's own sessions are set up. None of them can hold followers up, and none waits for ever: not the server for a client that is gone, nor
/// the client for a server that is, even where the network between them swallows everything without a word.
/// </summary>
public static class LogDatabase
{
    /// <summary>How long, in seconds, a follower waits for an answer that takes milliseconds.</summary>
    internal const int LookTimeout = 8;

    /// <summary>How long, in seconds, one statement of a projection may take.</summary>
    internal const int ApplyTimeout = 120;

    /// <summary>How long, in seconds, one statement may take that looks at the whole log or at all rows of a projection.</summary>
    internal const int LongTimeout = 30 * 60;

    /// <summary>
    /// A pool for appends and reads. Sessions are not reset between uses: a reset would throw the prepared statements away.
    /// </summary>
    public static NpgsqlDataSource Open(string connectionString, int poolSize = 40) => Open(connectionString, poolSize, 30, "on", deadAfter: 30);

    /// <summary>A pool for followers. Each holds one session, and a rebuild at its start two more.</summary>
    public static NpgsqlDataSource OpenForFollowers(string connectionString, int poolSize = 20) => Open(connectionString, poolSize, ApplyTimeout, "on", deadAfter: 8);

    /// <summary>A pool for work on the whole log: rebuilds, checks, exports and imports.</summary>
    public static NpgsqlDataSource OpenForLongWork(string connectionString, int poolSize = 10) => Open(connectionString, poolSize, LongTimeout, "on", deadAfter: 60);

    /// <summary>
    /// A pool whose commits do not wait for the disk, for filling a database that is thrown away unless it is filled to the end and then written
    /// out: never for anything that is acknowledged to somebody.
    /// </summary>
    public static NpgsqlDataSource OpenForFilling(string connectionString, int poolSize = 20) => Open(connectionString, poolSize, LongTimeout, "off", deadAfter: 60);

    private static NpgsqlDataSource Open(string connectionString, int poolSize, int statementTimeout, string synchronousCommit, int deadAfter)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "referral-broker",
            NoResetOnClose = true,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = poolSize,
            Timezone = "UTC",
            KeepAlive = 30,
            // The server ends a statement first and says so; the client's own limit, here or with a command, is for a server that says nothing any more.
            CommandTimeout = statementTimeout + 5,
            // What is acknowledged is on disk (but while filling), and each statement sees what is committed when it begins: whatever the server's own
            // defaults are. A client that is dead is noticed, also while a statement of its runs, and with its session goes its lead: a follower's within 8
            // seconds. One that writes a file may be slow to read for longer than that. To compile a statement takes longer than any of these takes to run.
            Options = $"{new NpgsqlConnectionStringBuilder(connectionString).Options} -c synchronous_commit={synchronousCommit} -c default_transaction_isolation=read\\ committed -c jit=off -c statement_timeout={statementTimeout}s"
                + $" -c idle_in_transaction_session_timeout=30s -c client_connection_check_interval=2s -c tcp_user_timeout={deadAfter}s -c tcp_keepalives_idle=5 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3",
        };
        if (!(settings.Host ?? "").Split(',').All(h => h.StartsWith('/')))
        {
            settings.TcpKeepAlive = true;
            settings.TcpKeepAliveTime = 5;
            settings.TcpKeepAliveInterval = 1;
        }
        // Where several servers are named the primary among them is meant, whichever that is after a failover.
        return settings.Host?.Contains(',') == true
            ? new NpgsqlDataSourceBuilder(settings.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : NpgsqlDataSource.Create(settings);
    }
}
