using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.LogicModel;

/// <summary>A question for the logic model's outputs.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="ByMonth">Whether each month is given too.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public sealed record LogicModelQuestion(DateOnly From, DateOnly To, bool ByMonth, DateOnly? AsAt) : ReportQuestion(From, To, AsAt);

/// <summary>Counts the outputs as the courses stood at a position. Its counts have passed no disclosure control: they must not leave this project.</summary>
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

    /// <summary>How many of each output, by the month in which each first counted.</summary>
    public async Task<IReadOnlyList<(string Output, string Month, long Count)>> CountAsync(LogicModelQuestion question, long position, CancellationToken stop)
    {
        var courses = new StandingCourses(position, question.Within);
        var (from, to) = (StandingCourses.Day(question.From), StandingCourses.Day(question.To));
        string In(string column, string[] codes) => $"{column} = any({courses.Add(codes, NpgsqlDbType.Array | NpgsqlDbType.Text)})";
        // Each output has things that count, and for each of them the first day on which it counted; that day decides the period.
        string Output(LogicModelOutput output, string thing, Unit unit, Stage stage, string which) => $"""
            select '{output.Code}', to_char(first_on, 'YYYY-MM'), count(*)
              from (select min({Course.ColumnOf(stage)}) as first_on from ({courses.Select(unit, $"{thing}, {Course.ColumnOf(stage)}", which)}) standing group by {thing}) counted
             where first_on >= {from} and first_on < {to} group by 2
            """;
        await using var command = courses.Command(database, string.Join("\nunion all\n",
            Output(LogicModelOutputs.Conversations, "root", Unit.Conversation, StageNames.Conversation, In("setting", HealthSettings)),
            Output(LogicModelOutputs.Referrals, "root", Unit.RootReferral, StageNames.Sent, $"{In("source", HealthSources)} and {In("journey", EmploymentJourneys)}"),
            Output(LogicModelOutputs.Engagements, "root", Unit.RootReferral, StageNames.Engaged, In("journey", [Journey.Ips.Code])),
            Output(LogicModelOutputs.Progressed, "person", Unit.RootReferral, StageNames.JobStart, $"{Course.ColumnOf(StageNames.JobStart)} is not null")));
        await using var row = await command.ExecuteReaderAsync(stop);
        var counts = new List<(string, string, long)>();
        while (await row.ReadAsync(stop)) counts.Add((row.GetString(0), row.GetString(1), row.GetInt64(2)));
        return counts;
    }
}
