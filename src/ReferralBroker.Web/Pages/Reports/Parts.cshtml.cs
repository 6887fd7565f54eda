using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>What a number is made of: its definition, its parts and, for those allowed, what was counted.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class PartsModel : ReportPage
{
    /// <summary>What says, in the address, in which report and which number of it stands.</summary>
    private static readonly string[] Which = ["of", "number", "stage", "basis", "start", "end", "loss"];

    internal override AskableReport Report => PartsAsk.Of(OpenedReport);

    public NumberParts Result => (NumberParts)Answer;

    /// <summary>The report that the number stands in, by its name.</summary>
    public string OpenedReport => Request.Query["of"].ToString() is { Length: > 0 } of ? of : FunnelAsk.Report.Name;

    /// <summary>The page of the report it stands in, over the same days.</summary>
    public string BackAt => (AskableReport.Find(OpenedReport)?.Page ?? FunnelAsk.Report.Page)
        + QueryString.Create(Request.Query.Where(q => q.Key is "from" or "to" or "asAt" or "start" or "end" or "loss" or "basis").Select(q => KeyValuePair.Create(q.Key, (string?)q.Value.ToString())));

    /// <summary>A record that was counted, and where it is read; no address where this role does not read it.</summary>
    public (string Words, string? Address) Named(CountedRecord record) => Result.Number.Unit == Unit.Conversation
        ? ($"Conversation of {DateWords.Of(record.OccurredOn)}", HttpContext.Actor().Refers ? $"/conversations/{record.ReachedBy}" : null)
        : (ReferralReference.Of(new(record.ReachedBy)), $"/referrals/{ReferralReference.Of(new(record.ReachedBy))}");

    /// <summary>What the day of a record is.</summary>
    public string DayWords => Result.Number.IsOfStage() ? "Reached on" : Result.Number.Unit == Unit.Conversation ? "Held on" : "Sent on";

    /// <summary>What its parts are made by, where one is chosen.</summary>
    public string? ChosenBy => Request.Query["by"].ToString() is { Length: > 0 } by ? by : null;

    public override IReadOnlyList<Choice> Breakdowns => [.. Enum.GetValues<Dimension>().Where(d => d != Dimension.SmallArea && !Answer.Only.ContainsKey(d) && Result.Number.HasPartsBy(d)).Select(d => new Choice(Codes.Name(d), Dimensions.NameOf(d)))];

    /// <summary>What the form asks again besides what its parts are made by.</summary>
    public IEnumerable<(string Name, string Value)> Kept => Request.Query.Where(q => q.Key is not ("by" or "after" or "as")).Select(q => (q.Key, q.Value.ToString()));

    /// <summary>Where a part is opened; null where it is hidden, or is none.</summary>
    public string? PartAt(PartsBy by, PartRow row) =>
        OpenedAt(row.Count, Request.Query.Where(q => Which.Contains(q.Key)).Select(q => (q.Key, q.Value.ToString())), [(by.By, row.Key)]);
}
