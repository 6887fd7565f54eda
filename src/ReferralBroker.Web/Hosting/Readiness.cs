using Npgsql;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Notices;
using ReferralBroker.Application.Vault;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.Hosting;

/// <summary>Whether this process can do its work, and how far each follower is.</summary>
/// <param name="IsReady">Whether it can do its work.</param>
/// <param name="Waiting">What it waits for before it can.</param>
/// <param name="Followers">How far each follower is.</param>
/// <param name="Holds">Transactions that have been open for too long, those that hold followers up first.</param>
/// <param name="Notices">For operators: how many notices were told, wait or keep failing.</param>
/// <param name="LooksAreWhole">Whether the record of looks is what the vault knows of it; where it is not, run verify.</param>
public sealed record ReadinessAnswer(bool IsReady, IReadOnlyList<string> Waiting, IReadOnlyList<FollowerAnswer> Followers, IReadOnlyList<HoldAnswer> Holds, bool LooksAreWhole = true, IReadOnlyList<NoticeCount>? Notices = null);

/// <summary>Who is answered.</summary>
public enum ReadinessFor
{
    /// <summary>Anybody: that something stopped, and neither what the fault was nor which process.</summary>
    Anybody,

    /// <summary>An operator: everything that helps to mend it.</summary>
    Operators,
}

/// <summary>A follower on the health page, or a rebuild beside it. No content, only figures.</summary>
public sealed record FollowerAnswer(string Name, long Position, long Behind, double LagSeconds, long Parked, bool LeadsHere, string? Fault, bool IsRebuild);

/// <summary>A transaction on the health page, by its process on the server: who opened it is for the operator, whom 'status' tells.</summary>
public sealed record HoldAnswer(bool HoldsFollowers, int? Process, string State, double? Seconds);

/// <summary>Asks whether the database, the vault and every projection are ready.</summary>
public sealed class Readiness(FollowerProgress progress, LogHolds holds, PersonVault vault, LookTrail looks, Followers followers, IEnumerable<Projection> projections, NoticeQueue notices)
{
    private const long FarBehind = 1000;

    public async Task<ReadinessAnswer> AskAsync(ReadinessFor whom, CancellationToken stop = default)
    {
        try
        {
            var states = await progress.AllAsync(stop);
            var answers = states.Select(s => Answer(s, followers.All.FirstOrDefault(f => f.Name == s.Name), whom)).ToArray();
            var waiting = new List<string>();
            if (!await vault.IsReadyAsync(stop)) waiting.Add("the vault is not open");
            foreach (var projection in projections)
            {
                var state = states.FirstOrDefault(s => s.Name == projection.Name);
                if (state is null) waiting.Add($"{projection.Name} has not begun");
                else if (state.Version < projection.Version) waiting.Add($"{projection.Name} is being rebuilt");
                else if (state.Version > projection.Version) waiting.Add($"{projection.Name} was taken over by a newer program");
                else if (followers.All.First(f => f.Name == projection.Name).Fault is { } fault) waiting.Add($"{projection.Name} has stopped" + (whom == ReadinessFor.Operators ? $": {fault}" : ""));
                else if (state.Behind > FarBehind) waiting.Add($"{projection.Name} is {state.Behind} events behind");
            }
            return new(waiting.Count == 0, waiting, answers, [.. (await holds.AskAsync(stop)).Select(h => new HoldAnswer(h.HoldsFollowers, whom == ReadinessFor.Operators ? h.Process : null, h.State, h.Seconds is { } s ? Math.Round(s) : null))], looks.IsWhole, whom == ReadinessFor.Operators && states.Any(s => s.Name == "notices") ? await notices.CountAsync(stop) : null);
        }
        catch (NpgsqlException e)
        {
            return new(false, [e is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } ? "the tables are missing: run migrate" : "the database does not answer"], [], []);
        }
    }

    private static FollowerAnswer Answer(FollowerStatus s, Follower? here, ReadinessFor whom) =>
        new(s.Name, s.Position, s.Behind, Math.Round(s.LagSeconds, 3), s.Parked, here?.Leads ?? false, whom == ReadinessFor.Operators || here?.Fault is null ? here?.Fault : "stopped", s.IsRebuild);
}
