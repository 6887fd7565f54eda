using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>How the log's own sessions are set up.</summary>
public static class LogDatabase
{
    /// <summary>
    /// A pool for appends and reads. Sessions are not reset between uses (a reset would throw the prepared statements away), and no session
    /// of the log can hold followers up: statements, idle transactions and dead TCP peers all time out.
    /// </summary>
    public static NpgsqlDataSource Open(string connectionString, int poolSize = 40) => Open(connectionString, poolSize, "30s", "on");

    /// <summary>A pool for followers and rebuilds, each of which holds one session: a page or a comparison may take long.</summary>
    public static NpgsqlDataSource OpenForFollowers(string connectionString, int poolSize = 20) => Open(connectionString, poolSize, "15min", "on");

    /// <summary>
    /// A pool whose commits do not wait for the disk, for filling a database that is thrown away unless it is filled to the end and then written
    /// out: never for anything that is acknowledged to somebody.
    /// </summary>
    public static NpgsqlDataSource OpenForFilling(string connectionString, int poolSize = 20) => Open(connectionString, poolSize, "15min", "off");

    private static NpgsqlDataSource Open(string connectionString, int poolSize, string statementTimeout, string synchronousCommit) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "referral-broker",
            NoResetOnClose = true,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            MaxPoolSize = poolSize,
            Timezone = "UTC",
            KeepAlive = 30,
            CommandTimeout = 0,
            // What is acknowledged is on disk (but while filling), and each statement sees what is committed when it begins: whatever the server's own defaults are.
            Options = $"-c synchronous_commit={synchronousCommit} -c default_transaction_isolation=read\\ committed -c statement_timeout={statementTimeout} -c idle_in_transaction_session_timeout=30s -c tcp_user_timeout=30s",
        });
}
