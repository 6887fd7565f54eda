using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>What a number is made of: its definition, its parts and, for those allowed, what was counted.</summary>
[RequiresRight(Right.ReadReports)]
public sealed class PartsModel : ReportPage
{
    internal override AskableReport Report => PartsAsk.Report;

    public NumberParts Result => (NumberParts)Answer;

    /// <summary>A record that was counted, and where it is read; no address where this role does not read it.</summary>
    public (string Words, string? Address) Named(CountedRecord record) => Result.Definition.Unit == Unit.Conversation
        ? ("A conversation", HttpContext.Actor().Refers ? $"/conversations/{record.ReachedBy}" : null)
        : ($"Referral {ReferralReference.Of(new(record.ReachedBy))}", $"/referrals/{ReferralReference.Of(new(record.ReachedBy))}");

    /// <summary>What its parts are made by, where one is chosen.</summary>
    public string? ChosenBy => Request.Query["by"].ToString() is { Length: > 0 } by ? by : null;

    public override IReadOnlyList<Choice> Breakdowns => [.. Enum.GetValues<Dimension>().Where(d => d != Dimension.SmallArea && !Answer.Only.ContainsKey(d) && (Result.Definition.Unit != Unit.Conversation || !Dimensions.OfReferralsOnly.Contains(d))).Select(d => new Choice(Codes.Name(d), Dimensions.NameOf(d)))];

    /// <summary>What the form asks again besides what its parts are made by.</summary>
    public IEnumerable<(string Name, string Value)> Kept => Request.Query.Where(q => q.Key is not ("by" or "after" or "as")).Select(q => (q.Key, q.Value.ToString()));
}
