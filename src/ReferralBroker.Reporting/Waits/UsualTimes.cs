using Npgsql;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Statistics;

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
            select service,
                   least(on_first_contact, ended, $2) - on_sent as days,
                   coalesce(on_first_contact <= least(ended, $2), false) as was_reached
              from (select service, on_sent, on_first_contact, least(on_declined, on_recalled, on_redirected, on_withdrawn, on_closed) as ended
                      from stages.referral
                     where on_sent >= $1 and on_sent <= $2
                       -- Whoever refers themselves is there already.
                       and source <> 'self') sent
            """);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = today });
        var waits = new List<(Guid Service, int Days, bool Reached)>();
        await using (var row = await command.ExecuteReaderAsync(stop))
            while (await row.ReadAsync(stop)) waits.Add((row.GetGuid(0), Math.Max(0, row.GetInt32(1)), row.GetBoolean(2)));
        return waits.GroupBy(w => w.Service).ToDictionary(g => g.Key, g =>
        {
            var count = DisclosurePolicy.Tens.Count(g.Count());
            return new UsualTime(count.IsHidden ? null : KaplanMeier.DayOf(g.Select(w => new Wait(w.Days, w.Reached, 1)), 50), count, from);
        });
    }
}
