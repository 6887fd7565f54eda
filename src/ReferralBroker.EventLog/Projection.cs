using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>
/// Rows made from events, and nothing else: the same events give the same rows, whenever and wherever they are applied. No clock, no random
/// number, no serial id and no outside effect may enter one, or a rebuild would differ from the live rows.
/// </summary>
public abstract partial class Projection
{
    /// <summary>Its name, which is also that of the database schema its tables live in.</summary>
    public abstract string Name { get; }

    /// <summary>Raise it when the same events give other rows than before: the next start rebuilds beside the old rows and switches.</summary>
    public abstract int Version { get; }

    /// <summary>The statements that make its tables in a given, empty schema.</summary>
    protected internal abstract string Tables(string schema);

    /// <summary>
    /// Applies a page of events, each stream's in order. It runs in the transaction that also moves the checkpoint, so each event is applied
    /// exactly once. An exception parks the stream of the event that causes it.
    /// </summary>
    protected internal abstract Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop);

    /// <summary>
    /// Whether its rows stand for things done outside, such as messages to be sent. Then they are never made a second time: a rebuild is refused, a
    /// new version goes on with the rows there are, and it begins behind whatever is in the log when it first meets it, a restored or imported one too.
    /// </summary>
    public virtual bool ActsOutside => false;

    internal string CheckedName => NamePattern().IsMatch(Name) && !Taken.Contains(Name) && !Name.EndsWith(Rebuild.Suffix, StringComparison.Ordinal) && !Name.StartsWith("pg_", StringComparison.Ordinal)
        ? Name
        : throw new LogException($"'{Name}' cannot name a projection: it is also a schema's name, so small letters and underscores only, none of {string.Join(", ", Taken)}, nothing that begins with pg_ or ends with {Rebuild.Suffix}.");

    /// <summary>What its tables are made from, however it is laid out on lines.</summary>
    internal byte[] TablesHash => SHA256.HashData(Encoding.UTF8.GetBytes(Blanks().Replace(Tables("s"), " ").Trim()));

    private static readonly string[] Taken = ["log", "public", "information_schema"];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("^[a-z][a-z_]{1,40}$")]
    private static partial Regex NamePattern();
}

/// <summary>Where a projection writes: the live schema, or the one a rebuild fills beside it.</summary>
/// <param name="Schema">The schema's name: compose it into statements, it is never input.</param>
/// <param name="Connection">A connection with the page's transaction open.</param>
public sealed record ProjectionTarget(string Schema, NpgsqlConnection Connection)
{
    /// <summary>A statement with its parameters, numbered $1, $2, ...</summary>
    public NpgsqlCommand Command(string sql, params IEnumerable<object?> values)
    {
        var command = new NpgsqlCommand(sql, Connection) { CommandTimeout = LogDatabase.ApplyTimeout };
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return command;
    }

    /// <summary>Runs a statement and gives the number of rows it touched.</summary>
    public async Task<int> RunAsync(string sql, CancellationToken stop, params IEnumerable<object?> values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteNonQueryAsync(stop);
    }
}
