using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Overdue;

/// <summary>What counts for each number of what is overdue.</summary>
public static class OverdueNumbers
{
    public const string Sent = "sent", Overdue = "overdue", Silent = "silent", Within7 = "within-7", Within28 = "within-28", Over28 = "over-28";

    /// <summary>The numbers of the table, then each thing that can be awaited.</summary>
    public static readonly IReadOnlyList<CountedNumber> All = Numbers();

    private static CountedNumber[] Numbers()
    {
        var sent = Condition.In(StageNames.Sent);
        var (since, awaited) = (Course.ColumnOf(StageNames.Overdue), Course.ReasonColumnOf(StageNames.Overdue));
        var overdue = sent.And(new($"{awaited} is not null"));
        CountedNumber Number(string code, string name, string definition, Condition counts) => CountedNumber.ByItself(code, name, $"Of the referrals sent in the period: {definition}", StageNames.Overdue, StageNames.Sent, counts);
        return
        [
            CountedNumber.ByItself(Sent, "Sent", "Referrals sent in the period, each of a chain by itself.", StageNames.Sent, StageNames.Sent, sent),
            Number(Overdue, "Overdue", "somebody was to act by a day that has gone by.", overdue),
            Number(Silent, "Service silent", "overdue, and the service has neither taken it in nor decided.", overdue.And(new($"{awaited} in ({string.Join(", ", AwaitedNames.OfTheSilent.Select(code => $"'{code}'"))})"))),
            Number(Within7, "7 days late or fewer", "overdue by 7 days or fewer.", overdue.And(new($"{{until}} - {since} <= 7"))),
            Number(Within28, "8 to 28 days late", "overdue by 8 to 28 days.", overdue.And(new($"{{until}} - {since} between 8 and 28"))),
            Number(Over28, "More than 28 days late", "overdue by more than 28 days.", overdue.And(new($"{{until}} - {since} > 28"))),
            .. AwaitedNames.All.Select(a => Number(a.Code, $"Awaited: {a.Words.ToLowerInvariant()}", $"overdue, and the {a.By} is awaited for this: {a.Words.ToLowerInvariant()}.", overdue.And(new($"{awaited} = '{a.Code}'")))),
        ];
    }
}
