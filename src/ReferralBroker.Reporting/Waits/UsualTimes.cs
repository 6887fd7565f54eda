using System.Numerics;
using Npgsql;
using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Reporting.Waits;

/// <summary>How long it usually takes until somebody sent to a service is reached.</summary>
/// <param name="Days">Calendar days within which half of those sent were reached; null where too few were sent, or fewer than half were reached.</param>
/// <param name="Referrals">How many were sent in the time looked at, as it may leave.</param>
/// <param name="From">The first day looked at.</param>
public sealed record UsualTime(int? Days, Figure Referrals, DateOnly From);

/// <summary>The usual time from sending to first contact of each service, computed from the log.</summary>
/// <remarks>
/// The median of the Kaplan-Meier estimate (Kaplan and Meier 1958): a referral that waits still, or ended before anybody was reached, counts as
/// waiting for as long as it did. Taking only those reached would make slow services look quick.
/// </remarks>
public sealed class UsualTimes(NpgsqlDataSource database)
{
    /// <summary>How far back is looked: half a year, so that it says how things are, not how they were.</summary>
    private const int DaysBack = 182;

    /// <summary>The times of every service to which anything was sent.</summary>
    public async Task<IReadOnlyDictionary<Guid, UsualTime>> AllAsync(DateOnly today, CancellationToken stop = default)
    {
        var from = today.AddDays(-DaysBack);
        await using var command = database.CreateCommand("""
            select s.service,
                   least(r.reached, coalesce(e.ended, $2), $2) - s.occurred_on as days,
                   r.reached is not null and r.reached <= coalesce(e.ended, $2) as was_reached
              from stages.stage s
              left join lateral (select min(occurred_on) as reached from stages.stage
                    where owner = s.owner and stage = 'first-contact' and closed_position is null) r on true
              left join lateral (select min(occurred_on) as ended from stages.stage
                    where owner = s.owner and stage in ('declined', 'recalled', 'redirected', 'withdrawn', 'closed') and closed_position is null) e on true
             where s.stage = 'sent' and s.closed_position is null and s.occurred_on >= $1 and s.occurred_on <= $2
               -- Whoever refers themselves is there already.
               and s.source <> 'self'
            """);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = today });
        var waits = new List<(Guid Service, int Days, bool Reached)>();
        await using (var row = await command.ExecuteReaderAsync(stop))
            while (await row.ReadAsync(stop)) waits.Add((row.GetGuid(0), Math.Max(0, row.GetInt32(1)), row.GetBoolean(2)));
        return waits.GroupBy(w => w.Service).ToDictionary(g => g.Key, g =>
        {
            var count = DisclosurePolicy.Central.Count(g.Count());
            return new UsualTime(count.IsHidden ? null : Median([.. g.Select(w => (w.Days, w.Reached))]), count, from);
        });
    }

    /// <summary>The first day by which at least half are estimated to have been reached, or null if that never came.</summary>
    /// <param name="waits">Days waited, and whether the person was reached then or the wait was cut short.</param>
    public static int? Median(IReadOnlyCollection<(int Days, bool Reached)> waits)
    {
        // The share of those who wait still, as a fraction of whole numbers: rounding would miss exactly half.
        var (waiting, over, under) = (waits.Count, BigInteger.One, BigInteger.One);
        foreach (var day in waits.GroupBy(w => w.Days).OrderBy(g => g.Key))
        {
            (over, under) = (over * (waiting - day.Count(w => w.Reached)), under * waiting);
            if (2 * over <= under) return day.Key;
            waiting -= day.Count();
        }
        return null;
    }
}
