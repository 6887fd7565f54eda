using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>A count before disclosure control. It must not leave this project.</summary>
/// <param name="Key">The value of the breakdown; null for all.</param>
/// <param name="Label">Its name.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Stage">The stage's code.</param>
/// <param name="Count">How many.</param>
/// <param name="PoundsAYear">What they gain together, in pounds a year; null where the stage has no amount.</param>
internal sealed record StageCount(string? Key, string? Label, Unit Unit, string Stage, long Count, decimal? PoundsAYear);

/// <summary>Counts the stage rows as they stood at a position.</summary>
internal sealed class FunnelQuery(NpgsqlDataSource database)
{
    /// <summary>The counts, for all together and for each value of the breakdown.</summary>
    public async Task<IReadOnlyList<StageCount>> CountAsync(FunnelQuestion question, long position, CancellationToken stop)
    {
        var counts = new List<StageCount>(await RunAsync(question with { By = Breakdown.None }, position, stop));
        if (question.By != Breakdown.None) counts.AddRange(await RunAsync(question, position, stop));
        return counts;
    }

    // A chain of redirects and re-matches counts once, by its root: for each stage the first day any referral of the chain reached it. Broken
    // down by service, a chain counts once for each service it went to, so the services may add up to more than the total.
    private static string Sql(Breakdown by, Basis basis)
    {
        var key = by switch
        {
            Breakdown.Journey => "s.journey",
            Breakdown.Service => "s.service::text",
            Breakdown.Setting => "coalesce(talk.setting, s.setting)",
            Breakdown.Organisation => "s.organisation::text",
            _ => "null::text",
        };
        var month = by == Breakdown.Month;
        var counted = basis == Basis.Cohort
            ? $"""
                entered as (
                    select key, unit, root, first_on from reached
                     where stage = case unit when 'conversation' then 'conversation' else 'sent' end and first_on >= $2 and first_on < $3),
                counted as (
                    select {(month ? "to_char(e.first_on, 'YYYY-MM')" : "e.key")} as key, r.unit, r.stage, r.pounds
                      from entered e join reached r on r.unit = e.unit and r.root = e.root and r.key is not distinct from e.key)
                """
            : $"""
                counted as (
                    select {(month ? "to_char(r.first_on, 'YYYY-MM')" : "r.key")} as key, r.unit, r.stage, r.pounds
                      from reached r where r.first_on >= $2 and r.first_on < $3)
                """;
        return $"""
            with reached as (
                select {key} as key, s.unit, s.root, s.stage, min(s.occurred_on) as first_on, sum(s.pounds_a_year) as pounds
                  from stages.stage s
                  left join stages.stage talk on s.stage = 'referral-sent' and (talk.owner, talk.unit, talk.stage) = (s.root, 'conversation', 'conversation')
                       and talk.position <= $1 and (talk.closed_position is null or talk.closed_position > $1)
                 where s.position <= $1 and (s.closed_position is null or s.closed_position > $1)
                   and (s.stage <> 'referral-sent' or talk.owner is not null)
                   and ($4 is null or s.organisation = $4)
                   and ($5 is null or s.provider = $5)
                   and ($6 is null or s.service = $6)
                   and ($7 is null or coalesce(talk.setting, s.setting) = $7)
                   and ($8 is null or s.journey = $8)
                   {(by is Breakdown.Service or Breakdown.Journey ? "and s.service is not null" : "")}
                 group by 1, 2, 3, 4),
            {counted}
            select c.key, {Label(by)}, c.unit, c.stage, count(*), sum(c.pounds) from counted c group by 1, 2, 3, 4 order by 2, 1
            """;
    }

    private static string Label(Breakdown by) => by switch
    {
        Breakdown.Service => "(select name from directory.service d where d.service::text = c.key)",
        Breakdown.Organisation => "(select name from directory.organisation d where d.organisation::text = c.key)",
        _ => "null::text",
    };

    private async Task<List<StageCount>> RunAsync(FunnelQuestion question, long position, CancellationToken stop)
    {
        await using var command = database.CreateCommand(Sql(question.By, question.Basis));
        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        Add(position, NpgsqlDbType.Bigint);
        Add(question.From, NpgsqlDbType.Date);
        Add(question.To, NpgsqlDbType.Date);
        Add(question.Organisation, NpgsqlDbType.Uuid);
        Add(question.Provider, NpgsqlDbType.Uuid);
        Add(question.Service, NpgsqlDbType.Uuid);
        Add(question.Setting, NpgsqlDbType.Text);
        Add(question.Journey, NpgsqlDbType.Text);
        await using var row = await command.ExecuteReaderAsync(stop);
        var counts = new List<StageCount>();
        while (await row.ReadAsync(stop))
            counts.Add(new(row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1),
                Codes.Parse<Unit>(row.GetString(2))!.Value, row.GetString(3), row.GetInt64(4), row.IsDBNull(5) ? null : row.GetDecimal(5)));
        return counts;
    }

    /// <summary>The journey each service follows, by its code.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> JourneysAsync(CancellationToken stop)
    {
        await using var command = database.CreateCommand("select service, journey from directory.service where journey is not null");
        await using var row = await command.ExecuteReaderAsync(stop);
        var journeys = new Dictionary<Guid, string>();
        while (await row.ReadAsync(stop)) journeys[row.GetGuid(0)] = row.GetString(1);
        return journeys;
    }
}
