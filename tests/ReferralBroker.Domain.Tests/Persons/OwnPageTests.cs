using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Persons;

/// <summary>Somebody sees what is done for them on a page of their own, where they chose it and it is safe.</summary>
public class OwnPageTests
{
    private static readonly DateOnly Today = new(2026, 9, 20);
    private static readonly Personal Mailbox = Personal.Of("ada@example.org");
    private static readonly ContactPreferences Safe = new(false, [ContactMedium.Email], [new(ContactMedium.Email, Mailbox, Safe: true, MayLeaveMessage: true)]);
    private static readonly Actor Themselves = Actor.Themselves(Known.PersonId);

    [Fact]
    public void It_is_chosen_at_a_mailbox_that_is_safe_and_again_records_nothing()
    {
        var chosen = WhoSaid(Safe).When(new ChooseOwnPage(Mailbox), Who.Clinician, Today).Records("person.own-page-chosen.v1").Accepted();
        chosen.State.OwnPageAt.Should().Be(Mailbox);
        chosen.When(new ChooseOwnPage(Mailbox), Who.Clinician, Today).RecordsNothing();
        chosen.After(new EndOwnPage(), Who.Clinician, Today).State.OwnPageAt.Should().BeNull();
        WhoSaid(Safe).When(new EndOwnPage(), Who.Clinician, Today).RecordsNothing();
    }

    public static TheoryData<ContactPreferences, string> Risks => new()
    {
        { Safe with { DoNotContact = true }, "own-page.unsafe" },
        { Safe with { MustNotBeTold = Personal.Of("My partner") }, "own-page.unsafe" },
        { Safe with { Points = [Safe.Points[0] with { Safe = false }] }, "own-page.mailbox-not-safe" },
        { Safe with { Points = [Safe.Points[0] with { MayLeaveMessage = false }] }, "own-page.mailbox-not-safe" },
        { Safe with { Points = [.. Safe.Points, Safe.Points[0] with { Safe = false }] }, "own-page.mailbox-not-safe" },
        { Safe with { Points = [new(ContactMedium.Telephone, Mailbox, true, true)] }, "own-page.mailbox-not-safe" },
        { Safe with { Points = [] }, "own-page.mailbox-not-safe" },
    };

    [Theory]
    [MemberData(nameof(Risks))]
    public void Where_it_is_not_safe_it_is_not_chosen_and_what_was_chosen_ends_and_does_not_come_back(ContactPreferences unsafeNow, string code)
    {
        WhoSaid(unsafeNow).When(new ChooseOwnPage(Mailbox), Who.Clinician, Today).IsRefused(code);
        var ended = WhoChose().When(new SetContactPreferences(unsafeNow), Who.Clinician, Today).Records("person.contact-preferences-set.v1", "person.own-page-ended.v1").Accepted();
        ended.State.OwnPageAt.Should().BeNull();
        ended.After(new SetContactPreferences(Safe), Who.Clinician, Today).State.OwnPageAt.Should().BeNull("nobody asked them anew");
    }

    [Fact]
    public void Nobody_has_one_who_never_said_how_to_reach_them_or_who_has_died()
    {
        Known.ARegisteredPerson().When(new ChooseOwnPage(Mailbox), Who.Clinician, Today).IsRefused("own-page.mailbox-not-safe");
        WhoSaid(Safe).When(new ChooseOwnPage(Personal.Of("ada at example")), Who.Clinician, Today).IsRefused("own-page.mailbox-not-safe");
        var decision = RecordDeath.Decide(new(WhoChose().State, []), new(Today), Who.On(Who.Clinician, Today));
        WhoChose().With(decision, Who.On(Who.Clinician, Today)).State.OwnPageAt.Should().BeNull();
    }

    [Fact]
    public void They_change_how_they_are_reached_withdraw_and_end_it_and_do_nothing_else()
    {
        var given = WhoChose().After(new GiveAgreement(new(Who.Id(40)), AgreementScope.NeedSummary, AgreementGiven.InPerson, "2026-1"), Who.Clinician, Today);
        given.When(new SetContactPreferences(Safe with { BestTime = Personal.Of("mornings") }), Themselves, Today).Records("person.contact-preferences-set.v1");
        given.When(new WithdrawAgreement(new(Who.Id(40)), AgreementGiven.InWriting), Themselves, Today).Records("person.agreement-withdrawn.v1");
        given.When(new EndOwnPage(), Themselves, Today).Records("person.own-page-ended.v1");
        given.When(new ChooseOwnPage(Mailbox), Themselves, Today).IsRefused("role.not-allowed");
        given.When(new Verify(), Themselves, Today).IsRefused("role.not-allowed");
        given.When(new GiveAgreement(new(Who.Id(41)), AgreementScope.NeedSummary, AgreementGiven.InWriting, "2026-1"), Themselves, Today).IsRefused("role.not-allowed");
        given.When(new SetAdjustments([], null), Themselves, Today).IsRefused("role.not-allowed");
    }

    [Fact]
    public void Nobody_acts_on_the_page_of_another_or_on_one_that_has_ended()
    {
        WhoChose().When(new EndOwnPage(), Actor.Themselves(Records.OtherId), Today).IsRefused("organisation.not-party");
        WhoSaid(Safe).When(new SetContactPreferences(Safe with { DoNotContact = true }), Themselves, Today).IsRefused("organisation.not-party");
        WhoChose().After(new EndOwnPage(), Who.Clinician, Today).When(new SetContactPreferences(Safe), Themselves, Today).IsRefused("organisation.not-party");
        WhoChose().When(new EndOwnPage(), Themselves with { Role = Role.Operator }, Today).IsRefused("role.not-allowed");
    }

    private static Given<Person> WhoSaid(ContactPreferences preferences) => Known.ARegisteredPerson().After(new SetContactPreferences(preferences), Who.Clinician, Today);

    private static Given<Person> WhoChose() => WhoSaid(Safe).After(new ChooseOwnPage(Mailbox), Who.Clinician, Today);
}
