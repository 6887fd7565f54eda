using ReferralBroker.Application.Looks;
using ReferralBroker.Application.People;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Looks;

/// <summary>Whatever is shown of a person was recorded first, and what they were shown by can be asked for.</summary>
public sealed class LookedAtTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_cannot_be_recorded_is_not_shown()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Clinician), Stop)).View.Should().NotBeNull();
        await using (var command = broker.Database.CreateCommand("alter table looks.look add constraint full_disk check (false) not valid")) await command.ExecuteNonQueryAsync(Stop);
        await FluentActions.Awaiting(() => broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Clinician), Stop)).Should().ThrowAsync<Npgsql.PostgresException>();
    }

    [Fact]
    public async Task Each_look_says_who_at_whom_at_what_and_why_and_a_refused_one_that_nothing_was_seen()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        var person = (await broker.ReferralAsync(referral)).Terms!.Person;
        await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Clinician), Stop);
        await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Worker), Stop);
        await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.OtherWorker), Stop);
        await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.OtherClinician), Stop);

        var looks = (await new LookSearch(broker.Database).PageAsync(new() { People = [person.Value] }, null, 100, Stop)).Select(l => l.Look).Reverse().ToArray();
        looks.Select(l => (l.By, l.Ground, l.Record, l.Refused)).Should().Equal(
            (TestBroker.Clinician, LookGround.DealsWithPerson, null, null), (TestBroker.Worker, LookGround.PartyToReferral, referral.Value, null),
            (TestBroker.OtherWorker, LookGround.None, referral.Value, "organisation.not-party"), (TestBroker.OtherClinician, LookGround.None, null, "organisation.not-party"));
        (await new LookSearch(broker.Database).PageAsync(new() { Organisation = TestBroker.OtherWorker.Organisation, RefusedOnly = true }, null, 100, Stop)).Should().ContainSingle();
    }

    [Fact]
    public async Task Broken_glass_shows_anothers_referral_for_reading_alone_until_it_runs_out_and_each_look_says_so()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync(who: TestBroker.Somebody(nhsNumber: "9990000018"));
        var agreement = await broker.AgreeAsync(person);
        var referral = await broker.SendAsync(TestBroker.Sending(person, agreement) with { NeedSummary = Personal.Of("the-need") });
        await broker.DoAsync(referral, new AddNote(NoteVisibility.Own, Personal.Of("own-note")), TestBroker.Worker);
        await broker.DoAsync(person, new StateRelationship(Relationship.UnderOurCare), TestBroker.OtherClinician);
        (await broker.Reader.ReferralsAsync(person, TestBroker.Asking(TestBroker.OtherClinician), Stop)).Referrals.Should().BeEmpty("it is another organisation's");
        (await broker.Reader.DisclosuresAsync(person, TestBroker.Asking(TestBroker.OtherClinician), Stop)).Disclosures.Should().BeEmpty("nor are they told where it went");
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.OtherWorker), Stop)).Refusal.Should().Be(Refusals.NotParty);

        await TestBroker.DoAsync(broker.Dispatcher.BreakGlassAsync(person, new(BreakGlassReason.RiskToLife, Personal.Of("in-words")), TestBroker.By(TestBroker.OtherClinician), Stop));
        (await broker.Reader.ReferralsAsync(person, TestBroker.Asking(TestBroker.OtherClinician), Stop)).Referrals.Should().ContainSingle(r => r.Id == referral);
        (await broker.Reader.DisclosuresAsync(person, TestBroker.Asking(TestBroker.OtherClinician), Stop)).Disclosures.Should().ContainSingle();
        var view = (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.OtherClinician), Stop)).View!;
        view.Timeline.Single(e => e.Event == "referral.sent.v1").Details["needSummary"]!.GetValue<string>().Should().Be("the-need");
        view.Timeline.Should().NotContain(e => e.Event == "referral.note-added.v1", "an own note never leaves its organisation");
        view.AvailableActions.Should().BeEmpty();
        await TestBroker.RefusedAsync(broker.Dispatcher.ReferralAsync(referral, new AddNote(NoteVisibility.Shared, Personal.Of("x")), TestBroker.By(TestBroker.OtherClinician), Stop), "organisation.not-party");
        (await new LookSearch(broker.Database).PageAsync(new() { Ground = LookGround.BreakGlass }, null, 100, Stop)).Should().HaveCount(3).And.OnlyContain(l => l.Look.By == TestBroker.OtherClinician);

        broker.Time.Now += BreakGlass.Lasts;
        (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.OtherClinician), Stop)).Refusal.Should().Be(Refusals.NotParty);
        await TestBroker.RefusedAsync(broker.Dispatcher.BreakGlassAsync(person, new(BreakGlassReason.RiskToLife, Personal.Of("in-words")), TestBroker.By(TestBroker.OtherWorker), Stop), "break-glass.never-referred");
    }

    [Fact]
    public async Task Two_records_that_were_both_opened_can_be_merged_and_read()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        foreach (var id in new[] { survivor, record })
            await TestBroker.DoAsync(broker.Dispatcher.BreakGlassAsync(id, new(BreakGlassReason.Safeguarding, Personal.Of("in-words")), TestBroker.By(TestBroker.OtherClinician), Stop));
        await broker.MergeAsync(survivor, record);
        (await broker.Reader.PersonAsync(survivor, TestBroker.Asking(TestBroker.OtherClinician), Stop)).View.Should().NotBeNull();
        (await broker.Reader.PersonAsync(record, TestBroker.Asking(TestBroker.Clinician), Stop)).View.Should().NotBeNull();
    }

    [Fact]
    public async Task A_service_that_took_a_self_referral_sees_the_person_by_their_agreement_alone()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync(TestBroker.Worker);
        var agreement = await broker.AgreeAsync(person, by: TestBroker.Worker);
        var referral = await broker.SendAsync(TestBroker.Sending(person, agreement) with { Source = ReferralSource.Self }, TestBroker.Worker);
        (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Worker), Stop)).View!.Person.Should().NotBeNull();
        await broker.DoAsync(person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone), TestBroker.Worker);
        var view = (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Worker), Stop)).View!;
        (view.Person, view.Alerts.Select(a => a.Code).Single()).Should().Be((null, ContactAlert.AgreementWithdrawn));
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Worker), Stop)).Refusal.Should().Be(Refusals.NotParty);
        await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(referral, new EnterInError(Personal.Of("not them"), WrongPerson: true), TestBroker.By(TestBroker.Worker), Stop));
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Worker), Stop)).Refusal.Should().Be(Refusals.NotParty, "no word of its own gives it back what was withdrawn");

        await broker.AgreeAsync(person, by: TestBroker.Worker);
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Worker), Stop)).View.Should().NotBeNull("somebody who comes back is asked anew");
        await TestBroker.RefusedAsync(broker.Dispatcher.PersonAsync(person, new GiveAgreement(new(Guid.NewGuid()), AgreementScope.ContactOnly, AgreementGiven.InPerson, "1"), TestBroker.By(TestBroker.OtherWorker), Stop), "organisation.not-party");
    }

    [Fact]
    public async Task What_a_service_sends_itself_shows_it_nothing_of_a_person_others_have_registered()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        await broker.DoAsync(person, new RecordDemographics(new(Gender: Gender.Female)));
        await broker.SendAsync(TestBroker.Sending(person, await broker.AgreeAsync(person, AgreementScope.ContactOnly)));
        var taken = await broker.AgreeAsync(person, AgreementScope.HealthDetail, TestBroker.Worker);
        await broker.SendAsync(TestBroker.Sending(person, taken, TestBroker.ConnectToWork) with { Source = ReferralSource.Self }, TestBroker.Worker);
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Worker), Stop)).View!.Demographics.Should().BeNull();
        await broker.SendAsync(TestBroker.Sending(person, taken, TestBroker.OtherService));
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.OtherWorker), Stop)).View!.Demographics.Should().NotBeNull("whoever else is sent the person is shown what was agreed");
    }

    [Fact]
    public async Task To_whom_a_person_was_visible_and_until_when_can_be_asked_for()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var (kept, withdrawn) = (await broker.AgreeAsync(person, AgreementScope.ContactOnly), await broker.AgreeAsync(person, AgreementScope.HealthDetail));
        var sentAt = broker.Time.Now;
        var standing = await broker.SendAsync(TestBroker.Sending(person, kept));
        var declined = await broker.SendAsync(TestBroker.Sending(person, kept, TestBroker.OtherService));
        var taken = await broker.SendAsync(TestBroker.Sending(person, withdrawn, TestBroker.ThirdService));
        var wrong = await broker.SendAsync(TestBroker.Sending(person, kept, TestBroker.MoneyAdvice));
        await broker.Reader.ReferralAsync(standing, TestBroker.Asking(TestBroker.Worker), Stop);
        broker.Time.Now += TimeSpan.FromHours(1);
        await broker.DoAsync(declined, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.OtherWorker);
        await broker.DoAsync(person, new WithdrawAgreement(withdrawn, AgreementGiven.ByPhone));
        await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(wrong, new EnterInError(Personal.Of("somebody else"), WrongPerson: true), TestBroker.By(TestBroker.Clinician), Stop));

        var seen = (await broker.Reader.DisclosuresAsync(person, TestBroker.Asking(TestBroker.Clinician), Stop)).Disclosures;
        seen.Select(d => (d.Referral, d.Provider, d.Scope, d.From, d.Until, d.EndedBy, d.Looks)).Should().BeEquivalentTo(new (ReferralId, OrganisationId, AgreementScope, DateTimeOffset, DateTimeOffset?, string?, long)[]
        {
            (standing, TestBroker.Worker.Organisation, AgreementScope.ContactOnly, sentAt, null, null, 1),
            (declined, TestBroker.OtherWorker.Organisation, AgreementScope.ContactOnly, sentAt, broker.Time.Now, "referral.declined.v1", 0),
            (taken, TestBroker.OtherWorker.Organisation, AgreementScope.HealthDetail, sentAt, broker.Time.Now, "person.agreement-withdrawn.v1", 0),
            (wrong, TestBroker.Adviser.Organisation, AgreementScope.ContactOnly, sentAt, broker.Time.Now, "referral.entered-in-error.v1", 0),
        });
        (await broker.Reader.DisclosuresAsync(person, TestBroker.Asking(TestBroker.Worker), Stop)).Refusal.Should().Be(Refusals.RoleNotAllowed);
        (await broker.Reader.DisclosuresAsync(person, TestBroker.Asking(TestBroker.Governance), Stop)).Refusal.Should().Be(Refusals.NotParty, "its organisation is none here");
    }

    [Fact]
    public async Task The_copy_for_the_person_holds_what_was_recorded_in_the_clear_and_who_looked()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var talk = (await TestBroker.DoAsync(broker.Dispatcher.RecordAsync(new(Domain.Conversations.Setting.GeneralPractice, Domain.Conversations.ProfessionalRole.Nurse, [Domain.Conversations.Topic.OutOfWork], person, Note: Personal.Of("the-talk")), TestBroker.By(TestBroker.Clinician), Stop))).Target;
        var referral = await broker.SendAsync(TestBroker.Sending(person, await broker.AgreeAsync(person)) with { NeedSummary = Personal.Of("the-need") });
        await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Worker), Stop);
        var access = new SubjectAccess(broker.Database, broker.Log, broker.Opener, broker.Looks, new LookSearch(broker.Database), broker.Time);
        var copy = (await access.MakeAsync(person, TestBroker.Governance, Stop))!;
        var text = string.Join("\n", copy.Events.Select(e => e.Details.ToJsonString()));
        text.Should().Contain("Testwood").And.Contain("the-need").And.Contain("the-talk").And.NotContain("v1.", "nothing in it is sealed");
        copy.Events.Select(e => e.About).Distinct().Should().BeEquivalentTo([person.Value, talk, referral.Value]);
        copy.Looks.Select(l => (l.Organisation, l.Ground)).Should().Equal(("Organisation of worker", LookGround.PartyToReferral), ("the broker", LookGround.SubjectAccess));
        (await access.MakeAsync(new(Guid.NewGuid()), TestBroker.Governance, Stop)).Should().BeNull();
    }
}
