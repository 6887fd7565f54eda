using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

/// <summary>Keeping a job, opening an advice case and being better off by it.</summary>
public class MilestoneTests
{
    private static readonly DateOnly Week13 = new(2026, 9, 14);
    private static readonly DateOnly Week26 = new(2026, 12, 14);

    [Fact]
    public void A_service_is_given_one_of_the_five_journeys_and_no_other()
    {
        var listed = Known.AListedService(Known.ServiceId, Who.Provider);
        foreach (var journey in Table.Journeys)
            listed.After(new Services.SetJourney(journey), Who.Administrator, Known.Before).State.Journey.Should().Be(journey);
        listed.When(new Services.SetJourney("individual-placement"), Who.Administrator, Known.Before).IsRefused("journey.unknown");
    }

    [Fact]
    public void A_job_is_kept_when_its_weeks_since_the_plan_are_over_and_is_confirmed_once()
    {
        In.InWork("retention").When(Kept(13), Who.Caseworker, Week13.AddDays(-1)).IsRefused("job.too-early-to-confirm");
        var kept = In.InWork("retention").When(Kept(13), Who.Caseworker, Week13).Records("referral.employment-retained.v1");
        kept.Events.OfType<EmploymentRetained>().Single().Should().BeEquivalentTo(new { Weeks = 13, ReachedOn = Week13, HoursPerWeek = 20m, Evidence = EmploymentEvidence.Payslip });
        kept.Accepted().When(Kept(13), Who.Caseworker, Week13).IsRefused("job.already-confirmed");
        kept.Accepted().When(Kept(26), Who.Caseworker, Week26.AddDays(-1)).IsRefused("job.too-early-to-confirm");
        kept.Accepted().After(Kept(26), Who.Caseworker, Week26).State.RetainedWeeks.Should().Equal(13, 26);
    }

    [Fact]
    public void A_gain_that_comes_when_the_case_is_closed_is_still_the_case_s()
    {
        var closed = In.Engaged("advice").After(new Close(CloseReason.SupportCompleted, CloseOutcome.Unknown), Who.Caseworker, In.June(20));
        var gained = closed.When(new RecordGain(1_200, GainBasis.Yearly, GainKind.BenefitIncome) { Id = Who.Id(901) }, Who.Caseworker, In.June(25)).Records("referral.financial-gain-recorded.v1");
        gained.Accepted().State.Status.Should().Be(ReferralStatus.Closed);
        gained.Accepted().State.Due.Should().Be(Due.Nothing);
    }

    [Fact]
    public void A_gain_typed_wrong_is_put_right_and_what_was_recorded_stays()
    {
        var gained = In.Engaged("advice").After(new RecordGain(180_000, GainBasis.Yearly, GainKind.BenefitIncome) { Id = Who.Id(901) }, Who.Caseworker, In.June(20));
        var right = new GainCorrection(Who.Id(901), 1_800, GainBasis.Yearly, GainKind.BenefitIncome);
        var corrected = gained.When(new Correct(Gain: right), Who.Caseworker, In.June(21)).Records("referral.financial-gain-corrected.v1");
        corrected.Accepted().State.Gains[Who.Id(901)].Pounds.Should().Be(1_800);
        corrected.Accepted().When(new Correct(Gain: right), Who.Caseworker, In.June(22)).RecordsNothing();
        gained.When(new Correct(Gain: right with { Gain = Who.Id(902) }), Who.Caseworker, In.June(21)).IsRefused("entry.unknown");
        gained.When(new Correct(Gain: right with { Pounds = 0 }), Who.Caseworker, In.June(21)).IsRefused("value.out-of-range");
    }

    [Fact]
    public void Nothing_closed_comes_back_of_somebody_erased_or_of_a_referral_sent_on()
    {
        Reopen.Decide(In.Closed().State with { IsPersonErased = true }, new(), Who.On(Who.Caseworker, In.June(20))).Refusal!.Code.Should().Be("person.erased");
        Reopen.Decide(In.Closed().State with { RematchedTo = new(Who.Id(77)) }, new(), Who.On(Who.Caseworker, In.June(20))).Refusal!.Code.Should().Be("referral.already-rematched");
    }

    [Fact]
    public void What_a_service_gave_back_stays_given_back_when_it_is_closed_or_the_person_dies()
    {
        In.Declined().State.HasLeftService.Should().BeTrue();
        var closed = In.Declined().After(new Close(CloseReason.NotRematched, CloseOutcome.Unknown), Who.Clinician, In.June(12));
        closed.State.HasLeftService.Should().BeTrue();
        closed.After(new Reopen(), Who.Clinician, In.June(13)).State.HasLeftService.Should().BeFalse("the service has it again");
        In.Closed().State.HasLeftService.Should().BeFalse("what it worked through stays its own");
    }

    [Theory]
    [InlineData(12)]
    [InlineData(0)]
    [InlineData(52)]
    public void A_job_is_looked_at_after_13_and_26_weeks_and_at_no_others(int weeks) =>
        In.InWork("retention").When(Kept(weeks), Who.Caseworker, new(2027, 7, 1)).IsRefused("value.out-of-range");

    [Theory]
    [InlineData(0, "value.out-of-range")]
    [InlineData(-1, "value.out-of-range")]
    [InlineData(100.5, "value.out-of-range")]
    [InlineData(100, null)]
    [InlineData(0.5, null)]
    public void A_job_kept_has_hours_above_none_and_no_more_than_a_hundred(decimal hours, string? code) =>
        CodeOf(In.InWork("retention").When(Kept(13) with { HoursPerWeek = hours }, Who.Caseworker, Week13)).Should().Be(code);

    [Fact]
    public void What_is_shown_as_possible_in_retention_follows_the_weeks()
    {
        IsPossible("record-retention", In.InWork("retention"), Week13.AddDays(-1)).Should().BeFalse();
        IsPossible("record-retention", In.InWork("retention"), Week13).Should().BeTrue();
        var once = In.InWork("retention").After(Kept(13), Who.Caseworker, Week13);
        IsPossible("record-retention", once, Week26.AddDays(-1)).Should().BeFalse();
        IsPossible("record-retention", once, Week26).Should().BeTrue();
        var late = In.InWork("retention").After(Kept(26), Who.Caseworker, Week26);
        IsPossible("record-retention", late, Week26).Should().BeTrue("the thirteen weeks can still be confirmed");
        IsPossible("record-retention", late.After(Kept(13), Who.Caseworker, Week26), Week26).Should().BeFalse();
    }

    [Fact]
    public void An_advice_case_is_about_something_and_names_each_matter_once()
    {
        var reached = In.InContact("advice");
        reached.When(new OpenAdviceCase([]), Who.Caseworker, In.June(8)).IsRefused("value.missing");
        reached.When(new OpenAdviceCase(default), Who.Caseworker, In.June(8)).IsRefused("value.missing");
        reached.When(new OpenAdviceCase([AdviceArea.Housing, AdviceArea.Benefits, AdviceArea.Housing]), Who.Caseworker, In.June(8))
            .Records("referral.advice-case-opened.v1")
            .Events.OfType<AdviceCaseOpened>().Single().Areas.Should().Equal(AdviceArea.Benefits, AdviceArea.Housing);
    }

    [Fact]
    public void Nobody_who_was_not_reached_has_an_advice_case()
    {
        In.Accepted("advice").When(new OpenAdviceCase([AdviceArea.Debt]), Who.Caseworker, In.June(8)).IsRefused("referral.not-now");
        var attempt = new RecordContact(ContactMedium.Telephone, false) { Id = In.Called };
        In.Accepted("advice").After(attempt, Who.Caseworker, In.June(5)).When(new OpenAdviceCase([AdviceArea.Debt]), Who.Caseworker, In.June(8)).IsRefused("referral.not-now");
    }

    [Fact]
    public void A_case_stays_open_through_a_pause_and_after_the_referral_was_closed_and_opened_again()
    {
        Ask.For("open-advice-case", In.Paused("advice"), Who.Caseworker, new(2026, 8, 13)).IsRefused("referral.not-now");
        var again = In.Engaged("advice").After(new Close(CloseReason.LostContact, CloseOutcome.Unknown), Who.Caseworker, In.June(12))
            .After(new Reopen(), Who.Caseworker, In.June(17));
        again.State.Status.Should().Be(ReferralStatus.Accepted);
        again.After(new RecordContact(ContactMedium.Telephone, true) { Id = Ask.Entry }, Who.Caseworker, In.June(18)).State.Status.Should().Be(ReferralStatus.Engaged);
    }

    [Theory]
    [InlineData("0", "value.out-of-range")]
    [InlineData("-5", "value.out-of-range")]
    [InlineData("0.001", "value.out-of-range")]
    [InlineData("12.345", "value.out-of-range")]
    [InlineData("1000000.01", "value.out-of-range")]
    [InlineData("0.01", null)]
    [InlineData("1000000", null)]
    public void A_gain_is_in_pounds_and_whole_pence_up_to_a_million(string pounds, string? code) =>
        CodeOf(In.Engaged("advice").When(Gain(pounds), Who.Caseworker, In.June(12))).Should().Be(code);

    [Fact]
    public void A_gain_said_again_under_its_id_is_known_and_another_one_is_added()
    {
        var gained = In.Engaged("advice").After(Gain("1200"), Who.Caseworker, In.June(12));
        gained.When(Gain("1200"), Who.Caseworker, In.June(12)).IsRefused("entry.already-recorded");
        gained.When(Gain("300") with { Id = Who.Id(92) }, Who.Caseworker, In.June(12)).Records("referral.financial-gain-recorded.v1");
    }

    [Fact]
    public void A_death_is_recorded_with_the_person_and_never_given_as_a_reason_for_closing()
    {
        In.Engaged().When(new Close(CloseReason.PersonDied, CloseOutcome.Unknown), Who.Caseworker, In.June(12)).IsRefused("referral.death-of-person");
        In.Declined().When(new Close(CloseReason.PersonDied, CloseOutcome.Unknown), Who.Clinician, In.June(12)).IsRefused("referral.death-of-person");
    }

    private static RecordRetention Kept(int weeks) => new(weeks, 20, EmploymentEvidence.Payslip);

    private static RecordGain Gain(string pounds) =>
        new(decimal.Parse(pounds, System.Globalization.CultureInfo.InvariantCulture), GainBasis.Once, GainKind.DebtWrittenOff) { Id = Who.Id(91) };

    private static bool IsPossible(string verb, Given<Referral> given, DateOnly day) =>
        ReferralVerbs.All.Single(v => v.Name == verb).IsPossible(given.State, Who.On(Who.Caseworker, day));

    private static string? CodeOf(Outcome<Referral> outcome) => outcome.Decision.Refusal?.Code;
}
