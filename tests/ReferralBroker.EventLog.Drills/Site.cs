using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ReferralBroker.EventLog.Drills;

/// <summary>One log in one database, and the ledger of what was asked of it.</summary>
internal sealed class Site(DrillCluster cluster, string database, Ledger ledger)
{
    private const int AtOnce = 4;

    public DrillCluster Cluster => cluster;

    public string Database => database;

    public Ledger Ledger => ledger;

    public string ConnectionString => cluster.ConnectionString(database);

    /// <summary>A log of its own in an empty database.</summary>
    public static async Task<Site> NewAsync(DrillCluster cluster, bool migrated = true)
    {
        var site = new Site(cluster, await cluster.NewDatabaseAsync(), new(Guid.NewGuid()));
        if (migrated) await site.MigrateAsync();
        return site;
    }

    /// <summary>Makes the tables, or what is missing of them.</summary>
    public async Task MigrateAsync()
    {
        await using var pool = LogDatabase.Open(ConnectionString, 2);
        await LogSchema.MigrateAsync(pool);
    }

    /// <summary>The same log at a later time, in a database or on a server that took over from this one.</summary>
    public Site MovedTo(DrillCluster other, string? otherDatabase = null) => new(other, otherDatabase ?? database, ledger);

    /// <summary>Waits until no session of the log is left: an append may be under way on the server after the process that sent it has died.</summary>
    public async Task DesertedAsync()
    {
        await using var connection = await cluster.OpenAsync(database);
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'referral-broker'", connection);
        await Patiently.UntilAsync(async () => await command.ExecuteScalarAsync() is 0L, "the sessions of what was killed have ended");
    }

    /// <summary>
    /// Does what clients do afterwards: sends every command again that was not answered, and some or all that were; these must answer that they
    /// were done before, at the same position.
    /// </summary>
    public async Task AskAgainAsync(IEnumerable<Ask>? answered = null)
    {
        await using var pool = LogDatabase.Open(ConnectionString, AtOnce);
        var log = new Log(pool);
        var asks = new Queue<Ask>((answered ?? ledger.AllAcknowledged.Keys).Concat(ledger.InDoubt).Distinct().ToList());
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Next() is { } ask) await AskAgainAsync(log, ask);
        }));

        Ask? Next()
        {
            lock (asks) return asks.TryDequeue(out var ask) ? ask : null;
        }
    }

    /// <summary>Whether the laws that hold at every moment hold now.</summary>
    public async Task<Verdict> InspectAsync() => Verdict.Of(await PictureAsync(), ledger);

    /// <summary>
    /// The same while writers go on: what had been acknowledged before the picture was taken must be in it, and what is in it must have been asked
    /// by the time it was.
    /// </summary>
    public async Task<Verdict> InspectUnderLoadAsync()
    {
        var before = ledger.Copy();
        var picture = await PictureAsync();
        return Verdict.Of(picture, ledger.Copy(before));
    }

    /// <summary>Has the followers apply everything, and judges the log at rest.</summary>
    public async Task<Verdict> InspectAtRestAsync()
    {
        await CatchUpAsync();
        return Verdict.AtRest(await PictureAsync(), ledger);
    }

    public async Task<Picture> PictureAsync()
    {
        await using var plain = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, ApplicationName = "drill" });
        return await Picture.TakeAsync(plain);
    }

    /// <summary>Follows to the end of the log as a process does that has just been started, and answers how long that took.</summary>
    public async Task<TimeSpan> CatchUpAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var pool = LogDatabase.OpenForFollowers(ConnectionString, 4);
        using var limit = new CancellationTokenSource(Patiently.Bound);
        foreach (var projection in DrillProjection.All())
        {
            using var follower = new Follower(pool, projection, NullLogger.Instance);
            await follower.CatchUpAsync(limit.Token);
        }
        return TimeProvider.System.GetElapsedTime(began);
    }

    private async Task AskAgainAsync(Log log, Ask ask)
    {
        var before = ledger.AllAcknowledged.TryGetValue(ask, out var p) ? p : (long?)null;
        using var limit = new CancellationTokenSource(Patiently.Bound);
        while (true)
        {
            switch (await Writers.SendAsync(log, ledger.WorkOf(ask), limit.Token))
            {
                case AppendResult.VersionConflict:
                    continue;
                case AppendResult.Repeated repeated when before is null || before == repeated.Position:
                    ledger.Acknowledged(ask, repeated.Position);
                    return;
                case AppendResult.Appended appended when before is null:
                    ledger.Acknowledged(ask, appended.Position);
                    return;
                case var other:
                    ledger.Wrong($"{ask}, acknowledged at {before}, answers {other} when it is sent again");
                    return;
            }
        }
    }
}
