using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

/// <summary>Ways back: jobs that end, referrals that open again, acceptances undone and facts corrected.</summary>
public class TurnTests
{
    private static readonly Guid Second = Who.Id(91);

    [Fact]
    public void While_another_job_is_open_the_person_stays_in_work_under_its_checks()
    {
        var two = In.InWork().After(new StartJob(In.July(6), 10) { Id = Second }, Who.Caseworker, In.July(6));
        var one = two.After(new EndJob(In.Job, In.July(10)), Who.Caseworker, In.July(10)).State;
        (one.Status, one.Due).Should().Be((ReferralStatus.InWork, new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 10, 5))));
    }

    [Fact]
    public void When_the_last_open_job_ends_the_person_is_engaged_and_its_checks_lapse()
    {
        var ended = In.InWork().After(new EndJob(In.Job, In.July(10)), Who.Caseworker, In.July(10));
        (ended.State.Status, ended.State.Due).Should().Be((ReferralStatus.Engaged, new Due(NextActor.Service, Awaited.Contact, new(2026, 8, 7))));
        Ask.For("confirm-employment", ended, Who.Caseworker, new(2026, 9, 15)).IsRefused("referral.not-now");
    }

    [Fact]
    public void A_job_that_ends_during_a_pause_leaves_the_person_engaged_afterwards()
    {
        var ended = In.Paused().After(new EndJob(In.Job, In.July(20)), Who.Caseworker, In.July(20));
        ended.State.Status.Should().Be(ReferralStatus.Paused);
        ended.After(new Resume(), Who.Caseworker, In.July(27)).State.Status.Should().Be(ReferralStatus.Engaged);
    }

    [Fact]
    public void A_job_that_lasted_its_weeks_and_then_ended_can_be_confirmed_and_is_shown_as_such()
    {
        var paused = In.Paused().After(new EndJob(In.Job, new(2026, 9, 14)), Who.Caseworker, new(2026, 9, 15));
        Ask.For("confirm-employment", paused, Who.Caseworker, new(2026, 9, 15)).Records("referral.employment-confirmed.v1");
        IsPossible("confirm-employment", paused, new(2026, 9, 15)).Should().BeTrue();
    }

    [Fact]
    public void A_job_that_ended_too_soon_is_never_confirmed()
    {
        var paused = In.Paused().After(new EndJob(In.Job, new(2026, 9, 13)), Who.Caseworker, new(2026, 9, 15));
        Ask.For("confirm-employment", paused, Who.Caseworker, new(2026, 9, 15)).IsRefused("job.already-ended");
        IsPossible("confirm-employment", paused, new(2026, 9, 15)).Should().BeFalse();
    }

    [Theory]
    [InlineData(DeclinedBy.Service, DeclineReason.PersonDeclined, "referral.reason-of-the-person")]
    [InlineData(DeclinedBy.Person, DeclineReason.NoCapacity, "referral.reason-of-the-service")]
    [InlineData(DeclinedBy.Person, DeclineReason.NotEligible, "referral.reason-of-the-service")]
    [InlineData(DeclinedBy.Person, DeclineReason.IncompleteInformation, "referral.reason-of-the-service")]
    [InlineData(DeclinedBy.Person, DeclineReason.CouldNotBeContacted, "referral.reason-of-the-service")]
    public void A_reason_that_is_only_the_others_is_refused(DeclinedBy by, DeclineReason reason, string code) =>
        In.Received().When(new Decline(by, reason), Who.Caseworker, In.June(3)).IsRefused(code);

    [Theory]
    [InlineData(DeclinedBy.Person, DeclineReason.PersonDeclined)]
    [InlineData(DeclinedBy.Person, DeclineReason.OutOfArea)]
    [InlineData(DeclinedBy.Person, DeclineReason.Duplicate)]
    [InlineData(DeclinedBy.Service, DeclineReason.InappropriateForService)]
    public void A_reason_that_either_may_have_or_that_is_their_own_is_taken(DeclinedBy by, DeclineReason reason) =>
        In.Received().When(new Decline(by, reason), Who.Caseworker, In.June(3)).Records("referral.declined.v1");

    [Fact]
    public void An_accepted_referral_opens_again_as_accepted_with_a_new_first_contact_due()
    {
        var opened = In.Closed().When(new Reopen(), Who.Caseworker, In.June(17));
        (opened.Then.Status, opened.Then.Due).Should().Be((ReferralStatus.Accepted, new Due(NextActor.Service, Awaited.FirstContact, In.June(24))));
        opened.Decision.Claims.Should().Equal((ReferralRules.OpenKey(Known.PersonId, Known.ServiceId), In.Id.Value));
    }

    [Fact]
    public void A_referral_never_accepted_opens_again_to_be_decided()
    {
        var closed = In.Declined().After(new Close(CloseReason.NotRematched, CloseOutcome.Unknown), Who.Clinician, In.June(5));
        var opened = closed.After(new Reopen(), Who.Clinician, In.June(17)).State;
        (opened.Status, opened.Due).Should().Be((ReferralStatus.Received, new Due(NextActor.Service, Awaited.Decision, In.June(24))));
    }

    [Fact]
    public void An_acceptance_is_undone_after_a_failed_attempt_and_not_once_the_person_was_reached()
    {
        var attempt = new RecordContact(ContactMedium.Telephone, false) { Id = Second };
        In.Accepted().After(attempt, Who.Caseworker, In.June(4)).When(new UndoAcceptance(), Who.Caseworker, In.June(4)).Records("referral.acceptance-undone.v1")
            .Then.AcceptedOn.Should().BeNull();
        In.Accepted().After(attempt with { Reached = true }, Who.Caseworker, In.June(4)).When(new UndoAcceptance(), Who.Caseworker, In.June(4)).IsRefused("referral.contact-made");
    }

    [Theory]
    [InlineData(ContactMedium.Email)]
    [InlineData(ContactMedium.TextMessage)]
    [InlineData(ContactMedium.InstantMessage)]
    [InlineData(ContactMedium.Other)]
    public void A_message_that_was_answered_is_no_direct_contact(ContactMedium medium) =>
        In.Accepted().After(new RecordContact(medium, true) { Id = Second }, Who.Caseworker, In.June(4)).State.Status.Should().Be(ReferralStatus.Accepted);

    [Fact]
    public void A_corrected_start_of_a_job_moves_its_checks() =>
        In.InWork().After(new Correct(Job: new(In.Job, In.June(12), 20, null)), Who.Caseworker, In.June(17)).State.Due
            .Should().Be(new Due(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 11)));

    [Fact]
    public void A_contact_corrected_to_not_reached_goes_back_to_accepted()
    {
        var back = In.InContact().After(new Correct(Contact: new(In.Called, In.June(5), ContactMedium.Telephone, false)), Who.Caseworker, In.June(9)).State;
        (back.Status, back.Due).Should().Be((ReferralStatus.Accepted, new Due(NextActor.Service, Awaited.FirstContact, In.June(10))));
    }

    [Fact]
    public void A_job_that_has_ended_can_be_corrected_and_is_shown_as_such()
    {
        // Reached at an appointment, so that there is no contact to correct.
        var engaged = In.Accepted().After(new RecordAttendance(In.Booked, Attendance.Attended), Who.Caseworker, In.June(10)).After(new StartProfile(), Who.Caseworker, In.June(10));
        var ended = engaged.After(new StartJob(In.June(11), 20) { Id = In.Job }, Who.Caseworker, In.June(11)).After(new EndJob(In.Job, In.June(12)), Who.Caseworker, In.June(15));
        IsPossible("correct", ended, In.June(17)).Should().BeTrue();
        ended.When(new Correct(Job: new(In.Job, In.June(13), 20, null)), Who.Caseworker, In.June(17)).IsRefused("date.before-start");
    }

    [Fact]
    public void Exactly_one_thing_is_corrected_at_a_time()
    {
        In.InWork().When(new Correct(), Who.Caseworker, In.June(17)).IsRefused("referral.nothing-to-correct");
        In.InWork().When(new Correct(Need: Need.KeepWork, Job: new(In.Job, In.June(12), 20, null)), Who.Caseworker, In.June(17)).IsRefused("referral.nothing-to-correct");
    }

    private static bool IsPossible(string verb, Given<Referral> given, DateOnly day) =>
        ReferralVerbs.All.Single(v => v.Name == verb).IsPossible(given.State, Who.On(Who.Caseworker, day));
}
