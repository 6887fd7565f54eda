using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Tests.Matching;

public class SetEligibilityTests
{
    private static readonly EligibilityRule Good = new("minimum-age", "18", "Adults only.", "Contract, schedule 2", false, new(2026, 4, 1));

    public static TheoryData<string, string, bool> Values() => new()
    {
        { "minimum-age", "0", true },
        { "minimum-age", "130", true },
        { "minimum-age", "131", false },
        { "minimum-age", "-1", false },
        { "minimum-age", "18.5", false },
        { "minimum-age", " 18", false },
        { "minimum-age", "", false },
        { "maximum-age", "64", true },
        { "maximum-age", "sixty", false },
        { "need-any-of", "find-work", true },
        { "need-any-of", "find-work, keep-work", true },
        { "need-any-of", "find-work,", false },
        { "need-any-of", "", false },
        { "need-any-of", "readiness", false },
        { "work-any-of", "out-of-work,off-sick,at-risk,in-work,in-education-or-training", true },
        { "work-any-of", "retired", false },
        { "care-any-of", "primary-care-mental-health", true },
        { "care-any-of", "hospital", false },
        { "life-any-of", "care-leaver,armed-forces", true },
        { "life-any-of", "care-leaver;armed-forces", false },
        { "multiple-disadvantage", "yes", true },
        { "multiple-disadvantage", "maybe", false },
        { "lives-in-nottingham", "yes", true },
        { "lives-in-nottingham", "no", true },
        { "lives-in-nottingham", "Yes", false },
        { "may-work-in-the-uk", "yes", true },
        { "may-work-in-the-uk", "true", false },
        { "on-another-programme", "no", true },
        { "on-another-programme", "", false },
        { "excludes-nobody-for", "Symptoms", true },
        { "excludes-nobody-for", "", false },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Each_rule_has_a_value_that_its_criterion_takes(string code, string value, bool taken) =>
        CodeOf(Good with { Code = code, Value = value }).Should().Be(taken ? null : "value.out-of-range");

    [Theory]
    [InlineData("readiness")]
    [InlineData("motivation")]
    [InlineData("symptoms")]
    [InlineData("Minimum-Age")]
    [InlineData("")]
    public void A_rule_on_anything_else_is_refused(string code) => CodeOf(Good with { Code = code }).Should().Be("service.rule-unknown");

    [Fact]
    public void A_rule_says_in_words_what_it_asks_and_where_that_is_laid_down()
    {
        Refused(Good with { Words = " " }).Should().Be(("value.missing", "rules.words"));
        Refused(Good with { Source = "" }).Should().Be(("value.missing", "rules.source"));
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(501, "value.too-long")]
    public void No_text_of_a_rule_is_longer_than_500_characters(int length, string? code)
    {
        var text = new string('x', length);
        CodeOf(Good with { Words = text }).Should().Be(code);
        CodeOf(Good with { Source = text }).Should().Be(code);
        CodeOf(Good with { Code = "excludes-nobody-for", Value = text }).Should().Be(code);
    }

    [Fact]
    public void A_rule_ends_no_earlier_than_it_begins()
    {
        CodeOf(Good with { To = new(2026, 4, 1) }).Should().BeNull();
        Refused(Good with { To = new(2026, 3, 31) }).Should().Be(("date.before-start", "rules.to"));
    }

    [Fact]
    public void One_bad_rule_among_good_ones_refuses_all() =>
        Setting(Good, Good with { Code = "readiness" }, Good).IsRefused("service.rule-unknown");

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "value.out-of-range")]
    public void A_service_has_at_most_a_hundred_rules(int count, string? code) =>
        (Setting([.. Enumerable.Repeat(Good, count)]).Decision.Refusal?.Code).Should().Be(code);

    [Fact]
    public void The_rules_replace_those_before_and_the_same_again_records_nothing()
    {
        Known.AService().When(new SetEligibility(default), Who.Administrator, Known.Before).IsRefused("value.missing");
        var set = Setting(Good).Records("service.eligibility-set.v1").Accepted();
        set.When(new SetEligibility([Good with { }]), Who.Administrator, Known.Before).RecordsNothing();
        set.After(new SetEligibility([]), Who.Administrator, Known.Before).State.Eligibility.Should().BeEmpty();
    }

    [Fact]
    public void Only_those_who_keep_the_directory_say_whom_a_service_is_for() =>
        Known.AService().When(new SetEligibility([Good]), Who.Manager, Known.Before).IsRefused("role.not-allowed");

    private static Outcome<Service> Setting(params EligibilityRule[] rules) => Known.AService().When(new SetEligibility([.. rules]), Who.Administrator, Known.Before);

    private static string? CodeOf(EligibilityRule rule) => Setting(rule).Decision.Refusal?.Code;

    private static (string? Code, string? Field) Refused(EligibilityRule rule) => (Setting(rule).Decision.Refusal?.Code, Setting(rule).Decision.Refusal?.Field);
}
