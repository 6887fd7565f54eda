using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>What a follower finds when it takes the lead, and what it makes of it before it follows.</summary>
internal sealed class FollowerStart(NpgsqlDataSource database, Projection projection)
{
    private readonly string _name = projection.CheckedName;

    /// <exception cref="LogException">The server, the log or the rows are not such that it may follow.</exception>
    public async Task PrepareAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await LogConditions.CheckAsync(connection, stop);
        if (await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop) is not { } checkpoint)
        {
            await CreateAsync(connection, stop);
            return;
        }
        if (checkpoint.Version > projection.Version)
            throw new LogException($"{_name} is of version {checkpoint.Version}, this program makes only version {projection.Version}: a newer program has taken over. Stop this one.");
        if (checkpoint.Version == projection.Version && checkpoint.TablesHash is { } made && !made.AsSpan().SequenceEqual(projection.TablesHash))
            throw new LogException($"{_name} has other tables than version {projection.Version} of this program's projection makes: either another projection had that name, or its tables were changed without a new version. Give it another name, or raise its version.");
        var incarnation = await Checkpoints.IncarnationAsync(connection, stop);
        if (projection.ActsOutside)
            await GoOnAsync(connection, checkpoint, isSameLog: checkpoint.Incarnation == incarnation, stop);
        else if (checkpoint.Incarnation != incarnation)
            throw new LogException($"{_name} was made from an earlier incarnation of this log: run 'rebuild {_name}'.");
        else if (checkpoint.Version < projection.Version)
            await new Rebuild(database, projection).RunAsync(stop: stop);
        else if (checkpoint.TablesHash is null)
            await Checkpoints.AdoptAsync(connection, _name, projection, checkpoint.Position, stop);
    }

    private async Task CreateAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        var from = projection.ActsOutside ? await new SettledReader(connection).LastSettledEventAsync(stop) : 0;
        await using var transaction = await connection.BeginTransactionAsync(stop);
        try
        {
            await Checkpoints.RunAsync(connection, $"create schema {_name}; {projection.Tables(_name)}", [], stop);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateSchema)
        {
            throw new LogException($"The database has a schema '{_name}' that is no projection of this log: rename that, or the projection.", e);
        }
        await Checkpoints.CreateAsync(connection, _name, projection, from, stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>What was done outside cannot be undone: the rows stay, and nothing that another log holds is done again.</summary>
    private async Task GoOnAsync(NpgsqlConnection connection, Checkpoint checkpoint, bool isSameLog, CancellationToken stop)
    {
        if (isSameLog && checkpoint.Version == projection.Version) return;
        var from = isSameLog ? checkpoint.Position : await new SettledReader(connection).LastSettledEventAsync(stop);
        await Checkpoints.AdoptAsync(connection, _name, projection, from, stop);
    }
}
