using Npgsql;

namespace ReferralBroker.EventLog;

/// <summary>What a follower finds before it leads, and what it makes of it before it follows.</summary>
internal sealed class FollowerStart(NpgsqlDataSource database, Projection projection)
{
    private readonly string _name = projection.CheckedName;

    /// <summary>
    /// Rebuilds rows of an older version. It needs no lead for that: an older process goes on leading, and showing the older rows, until the switch.
    /// </summary>
    public async Task UpgradeAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await LogConditions.CheckAsync(connection, stop);
        if (!projection.ActsOutside && await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop) is { } found && found.Version < projection.Version && (found.IsOfThisLog || found.Position == 0))
            await new Rebuild(database, projection).UpgradeAsync(stop);
    }

    /// <summary>For the one that leads.</summary>
    /// <exception cref="LogException">The server, the log or the rows are not such that it may follow.</exception>
    public async Task PrepareAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await LogConditions.CheckAsync(connection, stop);
        if (await Checkpoints.ReadAsync(connection, _name, forUpdate: false, stop) is not { } found)
        {
            await CreateAsync(connection, stop);
            return;
        }
        RefuseOthers(_name, found, projection);
        if (projection.ActsOutside)
            await GoOnAsync(connection, found, stop);
        else if (!found.IsOfThisLog && found.Position > 0)
            throw new LogException($"{_name} was made from an earlier incarnation of this log: run 'rebuild {_name}'.");
        else if (found.Version < projection.Version)
            throw new LogException($"{_name} is of version {found.Version}: it is rebuilt as version {projection.Version} first.");
        else if (!found.IsOfThisLog || found.TablesHash is null)
            // Of another life of the log, but nothing of that was applied; or made before it was kept what from.
            await Checkpoints.AdoptAsync(connection, _name, found, projection, found.Position, stop);
    }

    /// <summary>Neither a follower nor a rebuild touches rows that are not this projection's, or a newer program's.</summary>
    public static void RefuseOthers(string name, Checkpoint found, Projection projection)
    {
        if (found.Version > projection.Version)
            throw new LogException($"{name} is of version {found.Version}, this program makes only version {projection.Version}: a newer program has taken over. Stop this one.");
        var isOther = found.TablesHash is { } made && !made.AsSpan().SequenceEqual(projection.TablesHash);
        if (isOther && found.Version == projection.Version)
            throw new LogException($"{name} has other tables than version {projection.Version} of this program's projection makes: either another projection had that name, or its tables were changed without a new version. Give it another name, or raise its version.");
        if (isOther && projection.ActsOutside)
            throw new LogException($"{name} stands for what was done outside, so its tables are never made anew, and version {projection.Version} needs others than there are. Leave its tables as they were, or give it another name.");
    }

    private async Task CreateAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var transaction = await connection.BeginTransactionAsync(stop);
        // An import that has begun is waited for, and one that comes later waits: it must not fill the log between the look at its end and the checkpoint.
        await Checkpoints.RunAsync(connection, "lock table log.checkpoint in row exclusive mode", [], stop);
        var from = projection.ActsOutside ? await new SettledReader(connection).LastSettledEventAsync(stop) : 0;
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
    private async Task GoOnAsync(NpgsqlConnection connection, Checkpoint found, CancellationToken stop)
    {
        if (found.IsOfThisLog && found.Version == projection.Version) return;
        var from = found.IsOfThisLog ? found.Position : await new SettledReader(connection).LastSettledEventAsync(stop);
        await Checkpoints.AdoptAsync(connection, _name, found, projection, from, stop);
    }
}
