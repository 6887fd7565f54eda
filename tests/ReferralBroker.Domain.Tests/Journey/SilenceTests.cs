using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

public class SilenceTests
{
    [Theory]
    [InlineData(3, "referral.not-silent")]
    [InlineData(5, "referral.not-silent")]
    [InlineData(6, null)]
    [InlineData(8, null)]
    public void A_referral_only_sent_is_recalled_after_twice_the_two_days(int june, string? code) =>
        CodeOf(In.Sent().When(new Recall(), Who.Clinician, In.June(june))).Should().Be(code);

    [Theory]
    [InlineData(10, "referral.not-silent")]
    [InlineData(16, "referral.not-silent")]
    [InlineData(17, null)]
    public void A_referral_received_is_recalled_after_twice_the_five_days(int june, string? code) =>
        CodeOf(In.Received().When(new Recall(), Who.Clinician, In.June(june))).Should().Be(code);

    [Fact]
    public void A_recalled_referral_waits_for_its_referrer_and_may_be_sent_on()
    {
        var recalled = In.Sent().After(new Recall(), Who.Clinician, In.June(8));
        (recalled.State.Status, recalled.State.WasRecalled, recalled.State.Due.NextActor).Should().Be((ReferralStatus.Declined, true, NextActor.Referrer));
        Ask.For("re-match", recalled, Who.Clinician, In.June(8)).Records("referral.rematched.v1");
    }

    [Fact]
    public void A_promise_is_overdue_on_the_day_after_and_not_before()
    {
        In.Sent().When(new MarkOverdue(), Actor.Broker, In.June(3)).RecordsNothing();
        In.Sent().When(new MarkOverdue(), Actor.Broker, In.June(4)).Records("referral.overdue.v1")
            .Events.Single().Should().Be(new Overdue(NextActor.Service, Awaited.Acknowledgement, In.June(3)));
    }

    [Fact]
    public void Overdue_is_marked_once_for_each_state_entry_and_due_date()
    {
        var marked = In.Sent().After(new MarkOverdue(), Actor.Broker, In.June(4));
        marked.When(new MarkOverdue(), Actor.Broker, In.June(5)).RecordsNothing();
        marked.After(new AddNote(NoteVisibility.Own, Personal.Of("Rang.")) { Id = Who.Id(90) }, Who.Clinician, In.June(5))
            .When(new MarkOverdue(), Actor.Broker, In.June(8)).RecordsNothing();
        marked.After(new Acknowledge(), Who.Caseworker, In.June(5)).When(new MarkOverdue(), Actor.Broker, In.June(15)).Records("referral.overdue.v1");
    }

    [Fact]
    public void The_same_state_with_another_due_date_may_be_overdue_again()
    {
        var marked = In.Engaged().After(new MarkOverdue(), Actor.Broker, In.July(7));
        var moved = marked.After(new RecordContact(ContactMedium.Telephone, true) { Id = Who.Id(90) }, Who.Caseworker, In.July(7));
        moved.When(new MarkOverdue(), Actor.Broker, In.July(9)).Records("referral.overdue.v1");
    }

    [Fact]
    public void A_state_entered_again_may_be_overdue_again_for_the_same_day()
    {
        var marked = In.InWork().After(new MarkOverdue(), Actor.Broker, new(2026, 9, 15));
        var again = marked.After(new Pause(PauseReason.Health, new(2026, 9, 20)), Who.Caseworker, new(2026, 9, 16)).After(new Resume(), Who.Caseworker, new(2026, 9, 18));
        again.When(new MarkOverdue(), Actor.Broker, new(2026, 9, 18)).Records("referral.overdue.v1");
    }

    private static string? CodeOf(Outcome<Referral> outcome) => outcome.Decision.Refusal?.Code;
}
