using System.Globalization;
using Npgsql;

namespace ReferralBroker.Web.Simulation;

/// <summary>One line of the calibration: what was assumed, and what came out.</summary>
/// <param name="Assumption">What was assumed.</param>
/// <param name="Seen">What is seen in the log, in the same unit; null where there was nothing to look at.</param>
/// <param name="Of">Of how many.</param>
public sealed record CalibrationLine(Assumption Assumption, double? Seen, long Of);

/// <summary>
/// Reads back from the log what the simulation's main assumptions came to. Only referrals sent long enough before the end are looked at: the later
/// ones have not had the time to start work or to close.
/// </summary>
public sealed class Calibration(NpgsqlDataSource database)
{
    /// <summary>By then a profile has mostly led to a job or to none, and a job to its 26 weeks.</summary>
    private const int DaysToTell = 400;

    private const string Sql = """
        with referral as (
            select s.owner, s.root, s.hop, s.service, s.journey, s.occurred_on as sent,
                   max(r.occurred_on) filter (where r.stage = 'first-contact') as reached,
                   max(r.occurred_on) filter (where r.stage = 'engaged') as engaged,
                   max(r.occurred_on) filter (where r.stage = 'job-start') as job,
                   max(r.occurred_on) filter (where r.stage = 'sustained-13-weeks') as weeks13,
                   max(r.occurred_on) filter (where r.stage = 'sustained-26-weeks') as weeks26,
                   max(r.occurred_on) filter (where r.stage = 'retained-13-weeks') as kept,
                   max(r.occurred_on) filter (where r.stage = 'financial-gain') as gain,
                   max(r.occurred_on) filter (where r.stage = 'withdrawn') as withdrawn,
                   max(r.occurred_on) filter (where r.stage = 'closed') as closed,
                   max(r.occurred_on) filter (where r.stage = 'accepted') as accepted,
                   (select e.data ->> 'reason' from log.event e join log.event_type t on t.id = e.type
                     where e.stream = s.owner and t.name = 'referral.declined.v1' limit 1) as declined
              from stages.stage s
              join stages.stage r on r.owner = s.owner and r.unit = s.unit and r.closed_position is null
             where s.stage = 'sent' and s.closed_position is null and s.occurred_on <= $1
             group by 1, 2, 3, 4, 5, 6),
        first as (select * from referral where hop = 0),
        chain as (
            select root, min(reached) as reached from referral group by root)
        select name, seen, total from (values
            ('returned for information and sent no further', (select 100.0 * count(*) filter (where declined = 'incomplete-information') / nullif(count(*), 0) from first), (select count(*) from first)),
            ('declined: not eligible', (select 100.0 * count(*) filter (where declined = 'not-eligible') / nullif(count(*), 0) from first), (select count(*) from first)),
            ('declined: duplicate', (select 100.0 * count(*) filter (where declined = 'duplicate') / nullif(count(*), 0) from first), (select count(*) from first)),
            ('declined: inappropriate', (select 100.0 * count(*) filter (where declined = 'inappropriate-for-service') / nullif(count(*), 0) from first), (select count(*) from first)),
            ('declined: no capacity', (select 100.0 * count(*) filter (where declined = 'no-capacity') / nullif(count(*), 0) from first), (select count(*) from first)),
            ('withdrawn before contact', (select 100.0 * count(*) filter (where withdrawn is not null and reached is null) / nullif(count(*), 0) from first), (select count(*) from first)),
            ('never reached', (select 100.0 * count(*) filter (where accepted is not null and closed is not null and reached is null) / nullif(count(*), 0) from first), (select count(*) from first)),
            ('reached directly', (select 100.0 * count(reached) / nullif(count(*), 0) from chain), (select count(*) from chain)),
            ('referral to first contact, median', (select percentile_disc(0.5) within group (order by reached - sent) from first where reached is not null)::numeric, (select count(reached) from first)),
            ('first contact within 7 days', (select 100.0 * count(*) filter (where reached - sent <= 7) / nullif(count(*), 0) from first where reached is not null), (select count(reached) from first)),
            ('first contact after 30 days', (select 100.0 * count(*) filter (where reached - sent > 30) / nullif(count(*), 0) from first where reached is not null), (select count(reached) from first)),
            ('starts a profile, or has a case opened', (select 100.0 * count(engaged) / nullif(count(reached), 0) from referral), (select count(reached) from referral)),
            ('job start, secondary mental health', (select 100.0 * count(job) / nullif(count(engaged), 0) from referral where service = $2), (select count(engaged) from referral where service = $2)),
            ('job start, primary care and Connect to Work', (select 100.0 * count(job) / nullif(count(engaged), 0) from referral where service = any($3)), (select count(engaged) from referral where service = any($3))),
            ('job start, multiple disadvantage', (select 100.0 * count(job) / nullif(count(engaged), 0) from referral where service = $4), (select count(engaged) from referral where service = $4)),
            ('job kept at 13 weeks, retention', (select 100.0 * count(kept) / nullif(count(engaged), 0) from referral where journey = 'retention'), (select count(engaged) from referral where journey = 'retention')),
            ('still in work at 13 weeks', (select 100.0 * count(weeks13) / nullif(count(job), 0) from referral), (select count(job) from referral)),
            ('still in work at 26 weeks', (select 100.0 * count(weeks26) / nullif(count(job), 0) from referral), (select count(job) from referral)),
            ('financial gain', (select 100.0 * count(gain) / nullif(count(engaged), 0) from referral where journey = 'advice'), (select count(engaged) from referral where journey = 'advice')),
            ('profile to job start, median', (select percentile_disc(0.5) within group (order by job - engaged) from referral where job is not null)::numeric, (select count(job) from referral)),
            ('closed within 90 days of sending', (select 100.0 * count(*) filter (where closed - sent <= 90) / nullif(count(*), 0) from referral where reached is not null and closed is not null), (select count(*) from referral where reached is not null and closed is not null)),
            ('closed after 180 days', (select 100.0 * count(*) filter (where closed - sent > 180) / nullif(count(*), 0) from referral where reached is not null and closed is not null), (select count(*) from referral where reached is not null and closed is not null)),
            ('appointment missed', (select 100.0 * count(*) filter (where t.name = 'referral.appointment-missed.v1') / nullif(count(*), 0) from log.event e join log.event_type t on t.id = e.type where t.name like 'referral.appointment-%' and t.name <> 'referral.appointment-booked.v1'),
                (select count(*) from log.event e join log.event_type t on t.id = e.type where t.name like 'referral.appointment-%' and t.name <> 'referral.appointment-booked.v1')),
            ('appointment cancelled', (select 100.0 * count(*) filter (where t.name = 'referral.appointment-cancelled.v1') / nullif(count(*), 0) from log.event e join log.event_type t on t.id = e.type where t.name like 'referral.appointment-%' and t.name <> 'referral.appointment-booked.v1'),
                (select count(*) from log.event e join log.event_type t on t.id = e.type where t.name like 'referral.appointment-%' and t.name <> 'referral.appointment-booked.v1')))
            as line(name, seen, total)
        """;

    /// <summary>Every assumption that can be read back, beside what is seen.</summary>
    /// <param name="from">The simulation's first day.</param>
    /// <param name="to">Its last.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<CalibrationLine>> ReadAsync(DateOnly from, DateOnly to, CancellationToken stop = default)
    {
        var until = to.AddDays(-DaysToTell);
        await using var command = database.CreateCommand(Sql);
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = IsLongEnough(from, to) ? until : to });
        command.Parameters.Add(new() { Value = Demo.Personas.FuturesPositive.Value });
        command.Parameters.Add(new() { Value = new[] { Demo.Personas.IpsInPrimaryCare.Value, Demo.Personas.ConnectToWork.Value } });
        command.Parameters.Add(new() { Value = Demo.Personas.IpsForMultipleDisadvantage.Value });
        await using var row = await command.ExecuteReaderAsync(stop);
        var lines = new List<CalibrationLine>();
        while (await row.ReadAsync(stop))
            lines.Add(new(Assumptions.All.First(a => a.Name == row.GetString(0)), row.IsDBNull(1) ? null : (double)row.GetDecimal(1), row.GetInt64(2)));
        return lines;
    }

    private static bool IsLongEnough(DateOnly from, DateOnly to) => to.AddDays(-DaysToTell) > from.AddDays(30);

    /// <summary>The table as text.</summary>
    public static IEnumerable<string> Table(IEnumerable<CalibrationLine> lines, DateOnly from, DateOnly to)
    {
        yield return IsLongEnough(from, to)
            ? $"Of referrals sent by {to.AddDays(-DaysToTell):d MMMM yyyy}; later ones have not had the time to show what becomes of them."
            : "The period is too short to tell: jobs, weeks in work and closures are still to come for most, so their shares read low.";
        yield return $"{"",-48}{"assumed",10}{"seen",10}{"of",10}  unit";
        foreach (var line in lines)
            yield return string.Create(CultureInfo.InvariantCulture, $"{line.Assumption.Name,-48}{line.Assumption.Value,10:0.#}{line.Seen,10:0.0}{line.Of,10}  {line.Assumption.Unit}");
    }
}
