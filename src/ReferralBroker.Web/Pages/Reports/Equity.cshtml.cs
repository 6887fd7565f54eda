using ReferralBroker.Domain;
using ReferralBroker.Reporting.Areas;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Equity;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>Who is referred and who gets there, by group and by place.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class EquityModel : ReportPage
{
    internal override AskableReport Report => EquityAsk.Report;

    public EquityTable Result => (EquityTable)Answer;

    /// <summary>The one dimension, where there is one.</summary>
    public Dimension? One => Result.By is [var by] ? by : null;

    /// <summary>Whether it is known where people deprived of employment live, by this dimension.</summary>
    public bool IsHeldAgainst => One is { } by && Residents.Know(by);

    /// <summary>What the areas of a map are joined by; null where the dimension has none.</summary>
    public string? JoinedBy => One switch { Dimension.Ward => "ward24_code", Dimension.SmallArea => "lsoa21_code", _ => null };

    /// <summary>The rows in the order of the page: on a map's table the most reached first, for a map does not rank.</summary>
    public IEnumerable<EquityRow> Rows => JoinedBy is null ? Result.Rows : [Result.Rows[0], .. Result.Rows.Skip(1).OrderByDescending(r => r.Index.Value ?? -1)];

    /// <summary>A number of a row, with what it is made of.</summary>
    public NumberShown Opened(EquityRow row, Figure figure, Stage stage) => new(figure,
        Result.By.IsEmpty ? PartsAt(figure, stage.Code, Basis.Cohort)
            : Result.By.Length == 1 ? PartsAt(figure, stage.Code, Basis.Cohort, (Result.By[0], row.Key))
            : PartsAt(figure, stage.Code, Basis.Cohort, (Result.By[0], row.Key), (Result.By[1], row.CrossedKey)),
        $"{row.Label}{(row.CrossedLabel is { } crossed ? $", {crossed}" : "")}, {stage.Name}");

    public override IReadOnlyList<Choice> Breakdowns => [.. Enum.GetValues<Dimension>().Select(d => new Choice(Codes.Name(d), Dimensions.NameOf(d)))];
}
