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
        var (from, to) = ($"stood at “{start.Name.ToLowerInvariant()}” in the period", $"“{end.Name.ToLowerInvariant()}”");
        return
        [
            Number(Referrals, "Referrals", $"Referrals that {from}; self-referrals are left out.", all),
            Number(Reached, "Reached", $"Of those that {from}: they came to {to} before the referral ended.", there),
            Number(Waiting, "Waiting still", $"Of those that {from}: they have not come to {to}, and the referral has not ended.", waiting),
            Number(Within7, "7 days or fewer", $"Of those that {from}: they came to {to} after 7 days or fewer.", there.And(new($"{days} <= 7"))),
            Number(Within30, "8 to 30 days", $"Of those that {from}: they came to {to} after 8 to 30 days.", there.And(new($"{days} between 8 and 30"))),
            Number(Over30, "More than 30 days", $"Of those that {from}: they came to {to} after more than 30 days.", there.And(new($"{days} > 30"))),
        ];
    }
}
