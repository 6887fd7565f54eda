using Npgsql;

namespace ReferralBroker.EventLog.Tests;

/// <summary>A projection that records what it was given; a test may have it do more with an event, such as to fail.</summary>
internal sealed class Seen(string name = "seen", int version = 1) : Projection
{
    /// <summary>Called when the event's row has been written and not yet committed.</summary>
    public Func<RecordedEvent, ProjectionTarget, Task> Then { get; set; } = (_, _) => Task.CompletedTask;

    public override string Name => name;

    public override int Version => version;

    // No key on the position: what is applied twice stands there twice.
    protected override string Tables(string schema) => $"""
        create table {schema}.seen (position bigint not null, stream uuid not null, version integer not null, in_order boolean not null, made_by integer not null);
        create index on {schema}.seen (stream);
        create table {schema}.tally (only_row boolean primary key, events bigint not null);
        """;

    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        foreach (var e in page)
        {
            await target.RunAsync($"""
                insert into {target.Schema}.seen (position, stream, version, in_order, made_by)
                select $1, $2, $3, $3 = 1 + (select count(*) from {target.Schema}.seen where stream = $2), $4
                """, stop, e.Position, e.Stream, e.Version, version);
            await Then(e, target);
        }
        await target.RunAsync($"insert into {target.Schema}.tally as t values (true, $1) on conflict (only_row) do update set events = t.events + $1", stop, (long)page.Count);
    }

    /// <summary>Fails on every event of one stream from one version on.</summary>
    public static Func<RecordedEvent, ProjectionTarget, Task> FailsOn(Guid stream, int version) => (e, _) =>
        e.Stream == stream && e.Version >= version ? throw new InvalidOperationException($"cannot read {e.Data}") : Task.CompletedTask;

    /// <summary>Has the server end the session, in the middle of the page.</summary>
    public static async Task EndSessionAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select pg_terminate_backend(pg_backend_pid())", connection);
        await command.ExecuteNonQueryAsync();
    }
}
