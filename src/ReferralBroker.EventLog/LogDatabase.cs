using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>How the log's own sessions are set up.</summary>
public static class LogDatabase
{
    /// <summary>
    /// A pool for appends and reads. Sessions are not reset between uses (a reset would throw the prepared statements away), and no session
    /// of the log can hold followers up: statements, idle transactions and dead TCP peers all time out.
    /// </summary>
    public static NpgsqlDataSource Open(string connectionString, int poolSize = 40) => Open(connectionString, poolSize, "30s");

    /// <summary>A pool for followers and rebuilds, each of which holds one session: a page or a comparison may take long.</summary>
    public static NpgsqlDataSource OpenForFollowers(string connectionString, int poolSize = 20) => Open(connectionString, poolSize, "15min");

    private static NpgsqlDataSource Open(string connectionString, int poolSize, string statementTimeout) => NpgsqlDataSource.Create(
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
            // What is acknowledged is on disk, and each statement sees what is committed when it begins: whatever the server's own defaults are.
            Options = $"-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c statement_timeout={statementTimeout} -c idle_in_transaction_session_timeout=30s -c tcp_user_timeout=30s",
        });
}
