using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

public class ClockTests
{
    [Fact]
    public void An_answered_question_gives_the_service_its_whole_time_to_decide_again() =>
        In.AwaitingInformation().After(new ProvideInformation(Personal.Of("Mondays.")), Who.Clinician, In.June(8)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Decision, In.June(15)));

    [Fact]
    public void After_a_pause_the_first_contact_has_its_whole_time_again() =>
        Paused(In.Accepted(), In.June(4), In.June(22)).State.Due.Should().Be(new Due(NextActor.Service, Awaited.FirstContact, In.June(29)));

    [Fact]
    public void After_a_pause_the_first_meeting_has_its_whole_time_again() =>
        Paused(In.InContact(), In.June(8), In.June(22)).State.Due.Should().Be(new Due(NextActor.Service, Awaited.FirstMeeting, In.July(13)));

    [Fact]
    public void After_a_pause_silence_is_counted_anew() =>
        Paused(In.Engaged(), In.June(9), In.June(22)).State.Due.Should().Be(new Due(NextActor.Service, Awaited.Contact, In.July(20)));

    [Fact]
    public void No_pause_moves_the_checks_of_a_job()
    {
        var resumed = Paused(In.InWork(), In.July(13), new(2026, 8, 13));
        resumed.State.Due.Should().Be(new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 14)));
        var confirmed = resumed.After(Confirm(13), Who.Caseworker, new(2026, 9, 14));
        Paused(confirmed, new(2026, 9, 20), new(2026, 11, 1)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Confirmation26Weeks, new(2026, 12, 14)));
    }

    [Fact]
    public void After_both_checks_a_job_is_looked_at_again_four_weeks_after_the_last_activity() =>
        In.InWork().After(Confirm(13), Who.Caseworker, new(2026, 9, 14)).After(Confirm(26), Who.Caseworker, new(2026, 12, 14)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Review, new(2027, 1, 11)));

    [Fact]
    public void A_job_is_not_confirmed_before_its_weeks_are_over_nor_twice()
    {
        In.InWork().When(Confirm(13), Who.Caseworker, new(2026, 9, 13)).IsRefused("job.too-early-to-confirm");
        In.InWork().When(Confirm(5), Who.Caseworker, new(2026, 9, 14)).IsRefused("value.out-of-range");
        In.InWork().After(Confirm(13), Who.Caseworker, new(2026, 9, 14)).When(Confirm(13), Who.Caseworker, new(2026, 9, 14)).IsRefused("job.already-confirmed");
    }

    /// <summary>Somebody spoken to on 20 June, twelve days after the profile or case: 28 days of silence are over later than 30 days from then.</summary>
    [Theory]
    [InlineData("ips", true)]
    [InlineData("supported-employment", true)]
    [InlineData("retention", false)]
    [InlineData("advice", false)]
    [InlineData("employer-hub", false)]
    public void An_employer_is_owed_within_30_calendar_days_in_ips_and_supported_employment_and_elsewhere_only_no_silence(string journey, bool owed)
    {
        var spoken = In.Engaged(journey).After(new RecordContact(ContactMedium.Telephone, true) { Id = Who.Id(90) }, Who.Caseworker, In.June(20));
        spoken.State.Due.Should().Be(owed
            ? new Due(NextActor.Service, Awaited.EmployerContact, In.July(8))
            : new Due(NextActor.Service, Awaited.Contact, In.July(18)));
    }

    [Theory]
    [InlineData("ips", "2026-06-29")]
    [InlineData("supported-employment", "2026-06-29")]
    public void The_days_to_an_employer_are_those_of_the_service_and_end_with_the_first_contact(string journey, string by)
    {
        var service = Known.AServiceWithJourney(Known.ServiceId, Who.Provider, new(EmployerContactInCalendarDays: 21), journey).State;
        var engaged = In.SentTo(service, Known.APersonWhoAgreed().State)
            .After(new Accept(), Who.Caseworker, In.June(2))
            .After(new RecordContact(ContactMedium.Telephone, true) { Id = In.Called }, Who.Caseworker, In.June(5))
            .After(new StartProfile(), Who.Caseworker, In.June(8));
        engaged.State.Due.Should().Be(new Due(NextActor.Service, Awaited.EmployerContact, DateOnly.Parse(by, System.Globalization.CultureInfo.InvariantCulture)));
        engaged.After(new RecordEmployerContact(false) { Id = Who.Id(90) }, Who.Caseworker, In.June(12)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Contact, In.July(10)));
    }

    [Fact]
    public void No_pause_moves_the_weeks_of_a_job_that_is_kept()
    {
        var resumed = Paused(In.InWork("retention"), In.July(13), new(2026, 8, 13));
        resumed.State.Due.Should().Be(new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 14)));
        var kept = resumed.After(Kept(13), Who.Caseworker, new(2026, 9, 14));
        Paused(kept, new(2026, 9, 20), new(2026, 11, 1)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Confirmation26Weeks, new(2026, 12, 14)));
        Paused(In.InWork("retention"), In.July(13), new(2026, 10, 1)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 14)), "a pause beyond the day leaves it overdue");
    }

    /// <summary>A question can only be asked before the acceptance: the plan, and its weeks, come after it.</summary>
    [Fact]
    public void No_question_moves_the_weeks_of_a_job_that_is_kept()
    {
        var asked = In.AwaitingInformation("retention").After(new ProvideInformation(Personal.Of("Mondays.")), Who.Clinician, In.June(8))
            .After(new Accept(), Who.Caseworker, In.June(9))
            .After(new RecordContact(ContactMedium.Telephone, true) { Id = In.Called }, Who.Caseworker, In.June(10))
            .After(new StartProfile(), Who.Caseworker, In.June(11))
            .After(new AgreePlan() { Id = In.Plan, OccurredOn = In.June(11) }, Who.Caseworker, In.June(12));
        asked.State.Due.Should().Be(new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 10)), "it was agreed the day before it was recorded");
        asked.When(new RequestInformation(Personal.Of("Still there?")), Who.Caseworker, In.June(15)).IsRefused("referral.not-now");
    }

    [Fact]
    public void A_plan_agreed_anew_and_a_referral_opened_again_leave_the_weeks_where_they_were()
    {
        var again = In.InWork("retention").After(new AgreePlan() { Id = Who.Id(90) }, Who.Caseworker, In.July(20));
        again.State.Due.Should().Be(new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 14)));
        again.After(new Close(CloseReason.LostContact, CloseOutcome.Unknown), Who.Caseworker, In.July(21))
            .After(new Reopen(), Who.Caseworker, In.July(27))
            .After(new RecordContact(ContactMedium.Telephone, true) { Id = Who.Id(91) }, Who.Caseworker, In.July(28)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 14)));
    }

    [Fact]
    public void After_both_checks_a_job_that_is_kept_is_looked_at_again_four_weeks_after_the_last_activity()
    {
        In.InWork("retention").After(Kept(13), Who.Caseworker, new(2026, 9, 14)).After(Kept(26), Who.Caseworker, new(2026, 12, 14)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Review, new(2027, 1, 11)));
        In.InWork("retention").After(Kept(26), Who.Caseworker, new(2026, 12, 14)).State.Due.Awaited
            .Should().Be(Awaited.Review, "who kept it for 26 weeks has kept it for 13");
    }

    [Fact]
    public void Advice_owes_a_case_within_20_working_days_of_reaching_the_person_and_a_pause_gives_them_again()
    {
        var met = In.Accepted("advice").After(new RecordContact(ContactMedium.FaceToFace, true) { Id = In.Called }, Who.Caseworker, In.June(5));
        met.State.Due.Should().Be(new Due(NextActor.Service, Awaited.AdviceCase, In.July(3)));
        Paused(met, In.June(8), In.June(22)).State.Due.Should().Be(new Due(NextActor.Service, Awaited.AdviceCase, In.July(20)));
        met.After(new OpenAdviceCase([AdviceArea.EmploymentRights]), Who.Caseworker, In.June(9)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Contact, In.July(7)));
    }

    private static RecordRetention Kept(int weeks) => new(weeks, 20, EmploymentEvidence.EmployerConfirmed);

    private static Given<Referral> Paused(Given<Referral> given, DateOnly from, DateOnly to) =>
        given.After(new Pause(PauseReason.Health, to.AddDays(30)), Who.Caseworker, from).After(new Resume(), Who.Caseworker, to);

    private static ConfirmEmployment Confirm(int weeks) => new(In.Job, weeks, 20, WageBasis.NationalLivingWageOrMore, EmploymentEvidence.Payslip);
}
