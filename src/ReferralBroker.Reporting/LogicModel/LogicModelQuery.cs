using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Reporting.LogicModel;

/// <summary>A question for the logic model's outputs.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="ByMonth">Whether each month is given too.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record LogicModelQuestion(DateOnly From, DateOnly To, bool ByMonth, DateOnly? AsAt)
{
    /// <summary>Only what this organisation sent.</summary>
    public Guid? Organisation { get; init; }

    /// <summary>Only what went to this provider.</summary>
    public Guid? Provider { get; init; }
}

/// <summary>Counts the outputs as the stage rows stood at a position. Its counts have passed no disclosure control: they must not leave this project.</summary>
internal sealed class LogicModelQuery(NpgsqlDataSource database)
{
    private static readonly string[] HealthSettings = [.. new[]
    {
        Setting.GeneralPractice, Setting.PrimaryCareMentalHealth, Setting.CommunityMentalHealth, Setting.TalkingTherapies, Setting.InpatientMentalHealth,
    }.Select(Codes.Name)];

    private static readonly string[] HealthSources = [.. new[]
    {
        ReferralSource.GeneralPractice, ReferralSource.OtherPrimaryCare, ReferralSource.MentalHealthTeam,
    }.Select(Codes.Name)];

    private static readonly string[] EmploymentJourneys = [Journey.Ips.Code, Journey.SupportedEmployment.Code, Journey.Retention.Code];

    // Each output has things that count, and for each of them the first day on which it counted; that day decides the period.
    private const string Sql = """
        with standing as not materialized (
            select * from stages.stage
             where position <= $1 and (closed_position is null or closed_position > $1)
               and ($4 is null or organisation = $4)
               and ($5 is null or provider = $5)),
        counted as (
            select 'conversations' as output, root as thing, min(occurred_on) as first_on from standing
             where unit = 'conversation' and stage = 'conversation' and setting = any($6) group by root
            union all
            select 'referrals', root, min(occurred_on) from standing
             where unit = 'root-referral' and stage = 'sent' and source = any($7) and journey = any($8) group by root
            union all
            select 'engagements-with-ips', root, min(occurred_on) from standing
             where unit = 'root-referral' and stage = 'engaged' and journey = $9 group by root
            union all
            select 'people-into-employment', person, min(occurred_on) from standing
             where unit = 'root-referral' and stage = 'job-start' group by person)
        select output, to_char(first_on, 'YYYY-MM'), count(*) from counted where first_on >= $2 and first_on < $3 group by 1, 2 order by 1, 2
        """;

    /// <summary>How many of each output, by the month in which each first counted.</summary>
    public async Task<IReadOnlyList<(string Output, string Month, long Count)>> CountAsync(LogicModelQuestion question, long position, CancellationToken stop)
    {
        await using var command = database.CreateCommand(Sql);
        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        Add(position, NpgsqlDbType.Bigint);
        Add(question.From, NpgsqlDbType.Date);
        Add(question.To, NpgsqlDbType.Date);
        Add(question.Organisation, NpgsqlDbType.Uuid);
        Add(question.Provider, NpgsqlDbType.Uuid);
        Add(HealthSettings, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Add(HealthSources, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Add(EmploymentJourneys, NpgsqlDbType.Array | NpgsqlDbType.Text);
        Add(Journey.Ips.Code, NpgsqlDbType.Text);
        await using var row = await command.ExecuteReaderAsync(stop);
        var counts = new List<(string, string, long)>();
        while (await row.ReadAsync(stop)) counts.Add((row.GetString(0), row.GetString(1), row.GetInt64(2)));
        return counts;
    }
}
