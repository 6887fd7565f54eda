using Npgsql;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.SignIn;

/// <summary>The table of those who are logged in, in the log's database.</summary>
public static class SessionSchema
{
    private const string Tables = """
        create schema access;

        -- A session by the hash of its cookie's secret. Whose it is stands in the cookie alone.
        create table access.session (
            id         bytea primary key,
            started_at timestamptz not null,
            seen_at    timestamptz not null);
        create index on access.session (seen_at);
        """;

    private static readonly OwnSchema Own = new("access", "session", Tables, "sessions");

    /// <inheritdoc cref="OwnSchema.MigrateAsync"/>
    public static Task MigrateAsync(NpgsqlDataSource database, CancellationToken stop = default) => Own.MigrateAsync(database, stop);

    /// <inheritdoc cref="OwnSchema.CheckAsync"/>
    public static Task CheckAsync(NpgsqlDataSource database, CancellationToken stop = default) => Own.CheckAsync(database, stop);
}
