using Npgsql;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A role that owns nothing of the log and has the rights that whoever sets a server up gives to the one that serves.</summary>
internal sealed class ServingRole : IAsyncDisposable
{
    private readonly TestLog _log;

    private ServingRole(TestLog log, string name)
    {
        (_log, Name) = (log, name);
        Database = LogDatabase.Open(new NpgsqlConnectionStringBuilder(log.ConnectionString) { Username = name }.ConnectionString, poolSize: 5);
    }

    public string Name { get; }

    public NpgsqlDataSource Database { get; }

    public static async Task<ServingRole> OpenAsync(TestLog log)
    {
        var name = "serving_" + Guid.NewGuid().ToString("N");
        await log.RunAsync($"""
            create role {name} login;
            grant usage on schema log to {name};
            grant select, insert, update, delete on all tables in schema log, public to {name};
            grant select on all sequences in schema log to {name};
            """);
        await log.RunAsync($"do $$ begin execute format('grant connect, create on database %I to {name}', current_database()); end $$");
        return new(log, name);
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _log.RunAsync($"drop owned by {Name} cascade; drop role {Name}");
    }
}
