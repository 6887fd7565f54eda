using System.Collections.Immutable;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;

namespace ReferralBroker.Domain.Tests.Matching;

public class MatchTests
{
    private static readonly DateOnly Day = new(2026, 6, 1);
    private static readonly Circumstances Unsaid = new([Need.FindWork]);

    /// <summary>Whoever would add one on readiness, motivation or symptoms finds this list in the way: IPS turns nobody away for these.</summary>
    [Fact]
    public void A_rule_can_look_at_these_things_and_at_no_others() => Criterion.All.Select(c => c.Code).Should().Equal(
        "minimum-age", "maximum-age", "need-any-of", "work-any-of", "care-any-of", "life-any-of", "multiple-disadvantage",
        "lives-in-nottingham", "may-work-in-the-uk", "on-another-programme", "excludes-nobody-for");

    [Fact]
    public void Each_criterion_says_what_it_takes_and_what_to_ask()
    {
        Criterion.All.Should().AllSatisfy(c => c.Takes.Should().NotBeEmpty());
        Criterion.All.Where(c => c.Code != "excludes-nobody-for").Should().AllSatisfy(c => c.Asks.Should().EndWith("?"));
        Criterion.Find("readiness").Should().BeNull();
    }

    public static TheoryData<string, string, Circumstances, RuleOutcome> Rules() => new()
    {
        { "minimum-age", "18", Unsaid with { Age = 18 }, RuleOutcome.Met },
        { "minimum-age", "18", Unsaid with { Age = 17 }, RuleOutcome.NotMet },
        { "minimum-age", "18", Unsaid, RuleOutcome.NotKnown },
        { "minimum-age", "0", Unsaid with { Age = 0 }, RuleOutcome.Met },
        { "maximum-age", "64", Unsaid with { Age = 64 }, RuleOutcome.Met },
        { "maximum-age", "64", Unsaid with { Age = 65 }, RuleOutcome.NotMet },
        { "maximum-age", "64", Unsaid, RuleOutcome.NotKnown },
        // What they want is always known.
        { "need-any-of", "find-work, keep-work", Unsaid with { Needs = [Need.KeepWork, Need.MoneyWorries] }, RuleOutcome.Met },
        { "need-any-of", "money-worries", Unsaid, RuleOutcome.NotMet },
        { "work-any-of", "off-sick,at-risk", Unsaid with { Work = WorkSituation.AtRisk }, RuleOutcome.Met },
        { "work-any-of", "off-sick,at-risk", Unsaid with { Work = WorkSituation.OutOfWork }, RuleOutcome.NotMet },
        { "work-any-of", "off-sick,at-risk", Unsaid, RuleOutcome.NotKnown },
        { "care-any-of", "secondary-mental-health", Unsaid with { Care = [Care.GeneralPractice, Care.SecondaryMentalHealth] }, RuleOutcome.Met },
        { "care-any-of", "secondary-mental-health", Unsaid with { Care = [Care.PrimaryCareMentalHealth] }, RuleOutcome.NotMet },
        { "care-any-of", "secondary-mental-health", Unsaid with { Care = [] }, RuleOutcome.NotMet },
        { "care-any-of", "secondary-mental-health", Unsaid, RuleOutcome.NotKnown },
        { "life-any-of", "disability,carer", Unsaid with { Life = [LifeCircumstance.Carer] }, RuleOutcome.Met },
        { "life-any-of", "disability,carer", Unsaid with { Life = [LifeCircumstance.Refugee] }, RuleOutcome.NotMet },
        { "life-any-of", "disability,carer", Unsaid with { Life = [] }, RuleOutcome.NotMet },
        { "life-any-of", "disability,carer", Unsaid, RuleOutcome.NotKnown },
        { "multiple-disadvantage", "yes", Unsaid with { MultipleDisadvantage = MultipleDisadvantage.Yes }, RuleOutcome.Met },
        { "multiple-disadvantage", "yes", Unsaid with { MultipleDisadvantage = MultipleDisadvantage.No }, RuleOutcome.NotMet },
        { "multiple-disadvantage", "yes", Unsaid with { MultipleDisadvantage = MultipleDisadvantage.NotKnown }, RuleOutcome.NotKnown },
        { "multiple-disadvantage", "yes", Unsaid, RuleOutcome.NotKnown },
        { "lives-in-nottingham", "yes", Unsaid with { LivesInNottingham = true }, RuleOutcome.Met },
        { "lives-in-nottingham", "yes", Unsaid with { LivesInNottingham = false }, RuleOutcome.NotMet },
        { "lives-in-nottingham", "no", Unsaid with { LivesInNottingham = false }, RuleOutcome.Met },
        { "lives-in-nottingham", "yes", Unsaid, RuleOutcome.NotKnown },
        { "may-work-in-the-uk", "yes", Unsaid with { MayWorkInTheUk = true }, RuleOutcome.Met },
        { "may-work-in-the-uk", "yes", Unsaid with { MayWorkInTheUk = false }, RuleOutcome.NotMet },
        { "may-work-in-the-uk", "yes", Unsaid, RuleOutcome.NotKnown },
        { "on-another-programme", "no", Unsaid with { OnAnotherProgramme = false }, RuleOutcome.Met },
        { "on-another-programme", "no", Unsaid with { OnAnotherProgramme = true }, RuleOutcome.NotMet },
        { "on-another-programme", "no", Unsaid, RuleOutcome.NotKnown },
        { "excludes-nobody-for", "Symptoms, or not being ready", Unsaid, RuleOutcome.Met },
        // Rules of a newer program.
        { "postcode", "NG", Unsaid with { LivesInNottingham = true }, RuleOutcome.NotKnown },
        { "minimum-age", "eighteen", Unsaid with { Age = 40 }, RuleOutcome.NotKnown },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_is_met_or_not_or_has_to_be_asked(string code, string value, Circumstances circumstances, RuleOutcome outcome)
    {
        var match = Match.Of(With(Rule(code, value)), circumstances, Day);
        match.Why.Should().ContainSingle().Which.Outcome.Should().Be(outcome);
        match.Suitability.Should().Be(outcome switch
        {
            RuleOutcome.Met => Suitability.Suitable,
            RuleOutcome.NotMet => Suitability.NotSuitable,
            _ => Suitability.AskFirst,
        });
        (match.Why[0].Ask is not null).Should().Be(outcome == RuleOutcome.NotKnown);
    }

    /// <summary>What has to be asked is asked of the person, where this program knows the rule, and else of the service.</summary>
    [Theory]
    [InlineData("minimum-age", "18", "How old are they?")]
    [InlineData("on-another-programme", "no", "Are they on another employment programme at present?")]
    [InlineData("postcode", "NG", "Ask the service about this rule.")]
    [InlineData("minimum-age", "eighteen", "Ask the service about this rule.")]
    public void What_is_not_known_comes_with_what_to_ask(string code, string value, string ask) =>
        Match.Of(With(Rule(code, value)), Unsaid, Day).Why.Single().Ask.Should().Be(ask);

    [Fact]
    public void Every_criterion_there_is_was_met_above_and_each_that_can_be_was_not_met_and_not_known()
    {
        var seen = Rules().Select(row => (row.Data.Item1, row.Data.Item4)).ToHashSet();
        foreach (var code in Criterion.All.Select(c => c.Code))
        {
            seen.Should().Contain((code, RuleOutcome.Met));
            if (code == "excludes-nobody-for") continue;
            seen.Should().Contain((code, RuleOutcome.NotMet));
            if (code != "need-any-of") seen.Should().Contain((code, RuleOutcome.NotKnown));
        }
    }

    [Theory]
    [InlineData("2026-05-31", false)]
    [InlineData("2026-06-01", true)]
    [InlineData("2026-06-15", true)]
    [InlineData("2026-06-30", true)]
    [InlineData("2026-07-01", false)]
    public void A_rule_holds_from_its_first_day_to_its_last(string day, bool holds)
    {
        var service = With(Rule("minimum-age", "18") with { From = new(2026, 6, 1), To = new(2026, 6, 30) });
        var match = Match.Of(service, Unsaid with { Age = 16 }, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));
        (match.Suitability, match.Why.Count).Should().Be(holds ? (Suitability.NotSuitable, 1) : (Suitability.Suitable, 0));
    }

    [Fact]
    public void A_rule_without_a_last_day_goes_on() =>
        Match.Of(With(Rule("minimum-age", "18")), Unsaid with { Age = 16 }, new(2040, 1, 1)).Suitability.Should().Be(Suitability.NotSuitable);

    [Fact]
    public void One_rule_not_met_outweighs_all_that_is_met_or_not_known()
    {
        var service = With(Rule("minimum-age", "18"), Rule("lives-in-nottingham", "yes"), Rule("may-work-in-the-uk", "yes"));
        Match.Of(service, Unsaid with { Age = 40, LivesInNottingham = false }, Day).Suitability.Should().Be(Suitability.NotSuitable);
        Match.Of(service, Unsaid with { Age = 40, LivesInNottingham = true }, Day).Suitability.Should().Be(Suitability.AskFirst);
        var all = Match.Of(service, Unsaid with { Age = 40, LivesInNottingham = true, MayWorkInTheUk = true }, Day);
        all.Suitability.Should().Be(Suitability.Suitable);
        all.Why.Select(a => a.Rule.Code).Should().Equal("minimum-age", "lives-in-nottingham", "may-work-in-the-uk");
    }

    [Fact]
    public void A_service_without_rules_is_for_everybody()
    {
        var match = Match.Of(With(), Unsaid, Day);
        (match.Suitability, match.RestsOnUnconfirmed).Should().Be((Suitability.Suitable, false));
    }

    /// <summary>Age 40 in the city: the first rule is met; the second is not met for 50, and not known for programmes.</summary>
    [Theory]
    [InlineData("maximum-age", "64", false, false, Suitability.Suitable, false)]
    [InlineData("maximum-age", "64", false, true, Suitability.Suitable, true)]
    [InlineData("on-another-programme", "no", true, false, Suitability.AskFirst, true)]
    [InlineData("on-another-programme", "no", false, true, Suitability.AskFirst, true)]
    [InlineData("on-another-programme", "no", false, false, Suitability.AskFirst, false)]
    [InlineData("minimum-age", "50", true, false, Suitability.NotSuitable, false)]
    [InlineData("minimum-age", "50", false, true, Suitability.NotSuitable, true)]
    public void It_is_said_when_the_answer_rests_on_a_rule_still_to_be_confirmed(string code, string value, bool first, bool second, Suitability suitability, bool rests)
    {
        var service = With(Rule("lives-in-nottingham", "yes") with { ToBeConfirmed = first }, Rule(code, value) with { ToBeConfirmed = second });
        var match = Match.Of(service, Unsaid with { Age = 40, LivesInNottingham = true }, Day);
        (match.Suitability, match.RestsOnUnconfirmed).Should().Be((suitability, rests));
    }

    [Fact]
    public void A_confirmed_rule_that_is_not_met_decides_whatever_else_has_to_be_confirmed()
    {
        var service = With(Rule("minimum-age", "50") with { ToBeConfirmed = true }, Rule("lives-in-nottingham", "yes"));
        var match = Match.Of(service, Unsaid with { Age = 40, LivesInNottingham = false }, Day);
        (match.Suitability, match.RestsOnUnconfirmed).Should().Be((Suitability.NotSuitable, false));
    }

    [Theory]
    [InlineData(-1, "value.out-of-range")]
    [InlineData(131, "value.out-of-range")]
    [InlineData(0, null)]
    [InlineData(130, null)]
    [InlineData(null, null)]
    public void Circumstances_have_an_age_somebody_can_have(int? age, string? code) => ((Unsaid with { Age = age }).Refuses()?.Code).Should().Be(code);

    [Fact]
    public void Circumstances_say_what_is_wanted()
    {
        new Circumstances([]).Refuses()!.Code.Should().Be("value.missing");
        new Circumstances(default).Refuses()!.Code.Should().Be("value.missing");
        Unsaid.Refuses().Should().BeNull();
    }

    private static EligibilityRule Rule(string code, string value) => new(code, value, "In words", "Contract", false, new(2026, 1, 1));

    private static Service With(params ReadOnlySpan<EligibilityRule> rules)
    {
        ImmutableArray<EligibilityRule> all = [.. rules];
        return Known.AService().State with { Eligibility = all };
    }
}
