using System.Diagnostics;
using Npgsql;
using ReferralBroker.EventLog.Drills.Faults;

namespace ReferralBroker.EventLog.Drills;

/// <summary>
/// The long form of the kills: a victim works on a log, it or the server under it is killed at a point chosen by the seed, the rows are judged
/// at once, everything unanswered is sent again, and the next victim starts on whatever the last one left. Each kill is one cycle. After some
/// tens of them the log is brought to rest, judged whole and thrown away.
/// </summary>
internal sealed class KillCycles(int cycles, int seed, Action<string> progress)
{
    private const int KillsForEachLog = 25;
    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Outcome> _outcomes = [];
    private VictimProcess? _next;
    private int _kills;
    private IReadOnlyCollection<Ask> _struck = [];

    /// <summary>Runs them and answers an outcome for each kind of kill. Stopped early, it answers what it has.</summary>
    public async Task<IReadOnlyList<Outcome>> RunAsync(CancellationToken stop)
    {
        await using var cluster = await DrillCluster.StartNewAsync();
        try
        {
            var clock = Stopwatch.StartNew();
            for (var cycle = 0; cycle < cycles && !stop.IsCancellationRequested;) cycle = await OneLogAsync(cluster, cycle, clock, stop);
        }
        finally
        {
            _next?.Dispose();
        }
        return [.. KindsInOrder().Where(_outcomes.ContainsKey).Select(kind => _outcomes[kind])];
    }

    private async Task<int> OneLogAsync(DrillCluster cluster, int cycle, Stopwatch clock, CancellationToken stop)
    {
        var site = await Site.NewAsync(cluster, migrated: false);
        // A rebuild is worth killing only once it takes more than a page.
        var filled = false;
        var parked = false;
        for (var kills = 0; kills < KillsForEachLog && cycle < cycles && !stop.IsCancellationRequested; kills++)
        {
            var kind = Choose(kills == 0, parked);
            if (!filled && !kind.Point.NeedsEmpty)
            {
                await site.MigrateAsync();
                await ProcessKilled.FillAsync(site, 11);
                filled = true;
            }
            var counted = _kills;
            try
            {
                parked = await KillAsync(site, kind);
            }
            catch (Exception e) when (e is DrillException or NpgsqlException or TimeoutException)
            {
                // What went wrong with one kill is told at the end; the others still count. The log it happened to is given up.
                Note(new(kind.Name, 1, 0, 0, 0, true, [], [$"{e.GetType().Name}: {e.Message}"], []));
                await cluster.StartIfEndedAsync();
                return cycle + _kills - counted;
            }
            cycle += _kills - counted;
            var sum = _outcomes.Values.Aggregate((one, other) => one.And(other));
            progress($"{cycle} of {cycles} kills, {clock.Elapsed:hh\\:mm\\:ss}, "
                + $"{sum.Acknowledged} acknowledged, {sum.Lost} lost, {sum.Doubled} doubled, {sum.Faults.Count} faults ({kind.Name})");
        }
        await site.MigrateAsync();
        // Each was asked again right after its kill; now some of them once more, much later.
        await site.AskAgainAsync(site.Ledger.AllAcknowledged.Keys.Where(a => a.Number % 5 == 0).ToList());
        var rest = await site.InspectAtRestAsync();
        Note(Outcome.Of("log at rest, judged whole", rest, []) with { Acknowledged = 0, Cycles = 0 });
        await cluster.DropAsync(site.Database);
        return cycle;
    }

    /// <summary>One kill and its judgement. Answers whether it left streams parked.</summary>
    private async Task<bool> KillAsync(Site site, Kind kind)
    {
        var known = site.Ledger.AllAcknowledged.Keys.ToHashSet();
        var wrong = site.Ledger.AllWrong.Count;
        var lastBefore = await LastAsync(site);
        using var victim = _next ?? VictimProcess.Start();
        _next = null;
        await victim.OrderAsync(ProcessKilled.OrdersFor(site, kind.Point, 1 + _random.Next(kind.Point.Latest)), site.Ledger);
        // The one after it starts meanwhile, and waits.
        _next = VictimProcess.Start();
        var recovery = RecoveredAsync(site, lastBefore, victim);
        if (await StrikeAsync(site, victim, kind, known)) kind = Kinds.Single(k => k.Point == Anywhere && k.Server is null);
        await victim.KillAsync();
        await site.DesertedAsync();
        await site.MigrateAsync();
        var fresh = site.Ledger.AllAcknowledged.Keys.Where(a => !known.Contains(a)).ToList();
        var atOnce = await site.InspectAsync();
        await site.AskAgainAsync(fresh);
        var picture = await site.PictureAsync();
        var verdict = Verdict.Of(picture, site.Ledger);
        // What was wrong with an earlier kill is told once.
        var faults = atOnce.Faults.Concat(verdict.Faults).Distinct().Where(f => !site.Ledger.AllWrong.Take(wrong).Contains(f));
        Note(new(kind.Name, 1, fresh.Count - _struck.Count, Math.Max(atOnce.Lost, verdict.Lost), Math.Max(atOnce.Doubled, verdict.Doubled),
            atOnce.ProjectionsEqual && verdict.ProjectionsEqual, await recovery is { } time ? [time] : [], [.. faults], []));
        return picture.Parked.Count > 0;
    }

    /// <summary>How long the victim's followers took, from its orders on, to apply what its forerunner had left; null if it died before.</summary>
    private static async Task<TimeSpan?> RecoveredAsync(Site site, long position, VictimProcess victim)
    {
        var began = TimeProvider.System.GetTimestamp();
        var caughtUp = $"select count(*) from log.checkpoint where position >= {position} and follower in ('given', 'sums')";
        await using var enquirer = new Enquirer(site);
        while (!victim.HasEnded)
        {
            if (await enquirer.AskAsync<bool>("select to_regclass('log.checkpoint') is not null") is true && await enquirer.AskAsync<long>(caughtUp) == 2)
                return TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(10);
        }
        return null;
    }

    private static async Task<long> LastAsync(Site site) =>
        await site.Cluster.AskAsync<bool>(site.Database, "select to_regclass('log.event') is not null")
            ? await site.Cluster.AskAsync<long>(site.Database, "select coalesce(max(position), 0) from log.event") : 0;

    private Kind Choose(bool isEmpty, bool parked)
    {
        if (isEmpty) return Pick(Kinds.Where(k => k.Point.NeedsEmpty));
        // What can be killed only now is killed now, or it would come up too seldom.
        if (parked && _random.Next(2) == 0) return Pick(Kinds.Where(k => k.Point.NeedsParked));
        return Pick(Kinds.Where(k => !k.Point.NeedsEmpty && !k.Point.NeedsParked));
    }

    private Kind Pick(IEnumerable<Kind> kinds)
    {
        var all = kinds.ToList();
        return all[_random.Next(all.Count)];
    }

    private void Note(Outcome outcome)
    {
        _kills += outcome.Cycles;
        _outcomes[outcome.Fault] = _outcomes.TryGetValue(outcome.Fault, out var sum) ? sum.And(outcome) : outcome;
    }

    private static IEnumerable<string> KindsInOrder() => Kinds.Select(k => k.Name).Append("log at rest, judged whole");

    /// <summary>
    /// Does what the kind of kill asks for. Where that is to strike the server, the victim must go on, which is judged as a kill of its own;
    /// answers whether the victim's death is then yet to come.
    /// </summary>
    private async Task<bool> StrikeAsync(Site site, VictimProcess victim, Kind kind, IReadOnlySet<Ask> known)
    {
        _struck = [];
        if (kind.Server is null)
        {
            if (kind.Point != Anywhere)
            {
                if (await victim.DiesAsync(Patiently.Bound) is { } instead) site.Ledger.Wrong($"the victim never came to {kind.Point.Name}: {instead}");
                return false;
            }
            await victim.Working;
            await Task.Delay(_random.Next(400));
            return false;
        }
        await MoreAsync(site, 20 + _random.Next(60));
        var began = TimeProvider.System.GetTimestamp();
        await kind.Server(site);
        await MoreAsync(site, 20);
        var recovery = TimeProvider.System.GetElapsedTime(began);
        var verdict = await site.InspectUnderLoadAsync();
        _struck = [.. site.Ledger.AllAcknowledged.Keys.Where(a => !known.Contains(a))];
        Note(new(kind.Name, 1, _struck.Count, verdict.Lost, verdict.Doubled, verdict.ProjectionsEqual, [recovery], verdict.Faults, []));
        return true;
    }

    private static Task<TimeSpan> MoreAsync(Site site, int more)
    {
        var enough = site.Ledger.AcknowledgedCount + more;
        return Patiently.UntilAsync(() => site.Ledger.AcknowledgedCount >= enough, "the victim's appends are acknowledged");
    }

    /// <summary>A way to kill: a victim at a point, or the server (or one of its backends) under a victim that goes on and is killed after that.</summary>
    private sealed record Kind(string Name, KillPoint Point, Func<Site, Task>? Server = null);

    private static readonly KillPoint Anywhere = KillPoint.Named("any-moment");

    private static IReadOnlyList<Kind> Kinds { get; } =
    [
        .. KillPoint.All.Select(point => new Kind(point.Name, point)),
        new("server stopped immediately", Anywhere, async site =>
        {
            await site.Cluster.CrashAsync();
            await site.Cluster.StartAsync();
        }),
        new("server killed", Anywhere, async site =>
        {
            await site.Cluster.KillAsync();
            await site.Cluster.StartAsync();
        }),
        new("follower's backend killed", Anywhere, ServerCrash.KillFollowersBackendAsync),
        new("writer's backend killed", Anywhere, ServerCrash.KillWritersBackendAsync),
    ];
}
