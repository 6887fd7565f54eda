using System.Collections.Concurrent;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// The small keys that stand for event types, actors and clients in the log's rows. They are never changed, so they are kept once seen.
/// Unknown ones are made on the connection of the append: with a second connection each, as many appends as the pool is large would wait for each other.
/// </summary>
internal sealed class Names
{
    private readonly ConcurrentDictionary<string, int> _types = new();
    private readonly ConcurrentDictionary<LogActor, int> _actors = new();
    private readonly ConcurrentDictionary<string, int> _clients = new();

    public ValueTask<int> TypeAsync(NpgsqlConnection connection, string name, CancellationToken stop) => KeyAsync(connection, _types, name,
        "with made as (insert into log.event_type (name) values ($1) on conflict do nothing returning id) select id from made union all select id from log.event_type where name = $1",
        [name], stop);

    public ValueTask<int> ActorAsync(NpgsqlConnection connection, LogActor actor, CancellationToken stop) => KeyAsync(connection, _actors, actor,
        """
        with made as (insert into log.actor ("user", role, organisation) values ($1, $2, $3) on conflict do nothing returning id)
        select id from made union all select id from log.actor where "user" = $1 and role = $2 and organisation = $3
        """,
        [actor.User, actor.Role, actor.Organisation], stop);

    public ValueTask<int> ClientAsync(NpgsqlConnection connection, string name, CancellationToken stop) => KeyAsync(connection, _clients, name,
        "with made as (insert into log.client (name) values ($1) on conflict do nothing returning id) select id from made union all select id from log.client where name = $1",
        [name], stop);

    private static async ValueTask<int> KeyAsync<T>(NpgsqlConnection connection, ConcurrentDictionary<T, int> known, T name, string sql, string[] values, CancellationToken stop) where T : notnull
    {
        if (known.TryGetValue(name, out var key)) return key;
        // Another session may be making the same row: then neither half of the statement sees it, and the next try does.
        for (var tries = 0; tries < 10; tries++)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values) command.Parameters.Add(new() { Value = value });
            if (await command.ExecuteScalarAsync(stop) is int made) return known[name] = made;
        }
        throw new LogException($"No key could be made for '{name}'.");
    }
}
