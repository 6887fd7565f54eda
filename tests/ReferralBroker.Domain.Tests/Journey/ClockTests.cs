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

    private static Given<Referral> Paused(Given<Referral> given, DateOnly from, DateOnly to) =>
        given.After(new Pause(PauseReason.Health, to.AddDays(30)), Who.Caseworker, from).After(new Resume(), Who.Caseworker, to);

    private static ConfirmEmployment Confirm(int weeks) => new(In.Job, weeks, 20, WageBasis.NationalLivingWageOrMore, EmploymentEvidence.Payslip);
}
