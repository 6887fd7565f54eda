using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.LogicModel;

/// <summary>The outputs of the logic model as they may leave: every figure has passed the policy it names.</summary>
public sealed record LogicModel : ReportAnswer
{
    internal LogicModel(LogicModelQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes, IReadOnlyList<OutputRow> outputs) : base(question, at, policy, notes) => Outputs = outputs;

    public IReadOnlyList<OutputRow> Outputs { get; }

    internal override IEnumerable<UsedDefinition> Used => Outputs.Select(o => new UsedDefinition(o.Output.Code, o.Output.Version));

    public override ReportTable AsTable() => LogicModelTable.Of(this);
}

/// <summary>An output with its definition beside its figure.</summary>
/// <param name="Output">What it is.</param>
/// <param name="Count">How many in the period; not applicable where nothing feeds it yet.</param>
/// <param name="Months">How many in each month, where that was asked; a month in which none counted is there with none.</param>
public sealed record OutputRow(LogicModelOutput Output, Figure Count, IReadOnlyList<MonthFigure>? Months);

/// <param name="Month">As 2026-04.</param>
/// <param name="Count">How many.</param>
public sealed record MonthFigure(string Month, Figure Count);

/// <summary>Asks for the logic model's outputs.</summary>
public sealed class LogicModelReport(Npgsql.NpgsqlDataSource database)
{
    private readonly LogicModelQuery _query = new(database);
    private readonly ReportDays _days = new(database);

    /// <summary>The outputs, or null if the day they are to stand at is not closed yet.</summary>
    public async Task<LogicModel?> AskAsync(LogicModelQuestion question, DisclosurePolicy policy, CancellationToken stop = default)
    {
        if (await _days.StandingAsync(question.AsAt, stop) is not { } at) return null;
        var counts = await _query.CountAsync(question, at.Position, stop);
        return new(question, at, policy,
            [
                "Each thing counts once, in the period in which it first counted.",
                "[z] means not applicable: nothing feeds this output yet.",
                .. question is { Organisation: null, Provider: null } ? Array.Empty<string>() : ["Only your own organisation's referrals are looked at: 'first' means the first with you."],
            ],
            [.. LogicModelOutputs.All.Select(o => Row(o, counts, question, policy))]);
    }

    private static OutputRow Row(LogicModelOutput output, IReadOnlyList<(string Output, string Month, long Count)> counts, LogicModelQuestion question, DisclosurePolicy policy)
    {
        // A conversation goes to no provider, so it has no place in a provider's table.
        if (output.Unit is null || (output.Unit == Unit.Conversation && question.Provider is not null)) return new(output, Figure.NotApplicable, null);
        var own = counts.Where(c => c.Output == output.Code).ToDictionary(c => c.Month, c => c.Count);
        return new(output, policy.Count(own.Values.Sum()),
            question.ByMonth ? [.. question.Months.Select(month => new MonthFigure(month, policy.Count(own.GetValueOrDefault(month))))] : null);
    }
}
