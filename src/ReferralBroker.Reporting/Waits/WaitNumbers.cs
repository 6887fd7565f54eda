using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Waits;

/// <summary>What counts for each number of waits between two stages.</summary>
public static class WaitNumbers
{
    public const string Referrals = "referrals", Reached = "reached", Waiting = "waiting", Within7 = "within-7", Within30 = "within-30", Over30 = "over-30";

    /// <summary>The numbers of waits from one stage to another, in the order of the table.</summary>
    public static IReadOnlyList<CountedNumber> Between(Stage start, Stage end)
    {
        var (began, reached) = (Course.ColumnOf(start), Course.ColumnOf(end));
        var days = $"greatest(0, {reached} - {began})";
        var all = Condition.In(start).And(new($"source <> '{Codes.Name(ReferralSource.Self)}'"));
        var there = all.And(new($"coalesce({reached} <= least({Course.EndedOn}, {{until}}), false)"));
        var waiting = all.And(new($"{reached} is null and {Course.EndedOn} is null"));
        CountedNumber Number(string code, string name, string definition, Condition counts) => CountedNumber.ByItself(code, name, definition, end, start, counts);
        var (from, to) = ($"Referrals that were at “{start.Name}” in the period", $"“{end.Name}”");
        return
        [
            Number(Referrals, "Referrals", $"{from}; self-referrals are left out.", all),
            Number(Reached, $"{end.Name}: reached", $"{from} and came to {to} before they ended.", there),
            Number(Waiting, $"{end.Name}: waiting still", $"{from}, have not come to {to} and have not ended.", waiting),
            Number(Within7, $"{end.Name}: after 7 days or fewer", $"{from} and came to {to} after 7 days or fewer.", there.And(new($"{days} <= 7"))),
            Number(Within30, $"{end.Name}: after 8 to 30 days", $"{from} and came to {to} after 8 to 30 days.", there.And(new($"{days} between 8 and 30"))),
            Number(Over30, $"{end.Name}: after more than 30 days", $"{from} and came to {to} after more than 30 days.", there.And(new($"{days} > 30"))),
        ];
    }
}
