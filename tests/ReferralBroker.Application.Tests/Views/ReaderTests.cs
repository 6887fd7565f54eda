using System.Text.Json;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;
using Record = ReferralBroker.Domain.Conversations.Record;

namespace ReferralBroker.Application.Tests.Views;

/// <summary>One record as each side sees it.</summary>
public sealed class ReaderTests(TestCluster cluster)
{
    private static readonly JsonSerializerOptions Plain = EventJson.Make(new PlainPersonalConverter());

    [Fact]
    public async Task Both_sides_see_what_was_agreed_and_nobody_else_sees_anything()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, _, _) = await DetailedAsync(broker);
        foreach (var actor in new[] { TestBroker.Clinician, TestBroker.Worker })
        {
            var view = await SeenAsync(broker, referral, actor);
            var sent = view.Timeline.Single(e => e.Event == "referral.sent.v1");
            ((string?)sent.Details["needSummary"], (string?)sent.Details["healthDetail"], (string?)sent.Details["riskDetail"]).Should().Be(("the-need", "the-health", "the-risk"));
            (sent.Withheld, sent.Erased).Should().Be((null, null));
            view.Person!.Particulars!.FamilyName.Text.Should().Be("Testwood");
            view.Version.Should().Be(1);
        }
        foreach (var actor in new[] { TestBroker.OtherClinician, TestBroker.OtherWorker })
        {
            (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(actor), Stop)).Should().Be((null, Refusals.NotParty));
        }
        foreach (var role in new[] { Role.Commissioner, Role.HubOfficer, Role.GovernanceLead, Role.Administrator, Role.Operator })
            (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Clinician with { Role = role }), Stop)).View.Should().BeNull("{0} does not deal with people", role);
        (await broker.Reader.ReferralAsync(new(Guid.NewGuid()), TestBroker.Asking(TestBroker.Clinician), Stop)).Should().Be((null, Refusals.ReferralUnknown));
    }

    [Fact]
    public async Task What_must_not_be_overlooked_comes_first_and_an_unsafe_number_stands_only_where_it_is_marked()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var agreement = await broker.AgreeAsync(person);
        var referral = await broker.SendAsync(TestBroker.Sending(person, agreement));
        await PersonAsync(broker, person, new SetContactPreferences(new(true, [], [new(ContactMedium.Telephone, Personal.Of("+44 7700 900123"), false, false)], Personal.Of("the-partner"))));
        var view = await SeenAsync(broker, referral, TestBroker.Worker);
        view.Alerts.Select(a => a.Code).Should().Equal(ContactAlert.DoNotContact, ContactAlert.UnsafeContact, ContactAlert.MustNotBeTold);
        view.Person!.Particulars!.Phone.Should().BeNull("it is the number that is not safe, written otherwise");
        JsonSerializer.Serialize(view, Plain).Should().StartWith("{\"alerts\":[{\"code\":\"do-not-contact\",\"words\":\"Do not contact this person.\"}");

        await PersonAsync(broker, person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone));
        (await SeenAsync(broker, referral, TestBroker.Worker)).Alerts.Select(a => a.Code).Should().Equal([ContactAlert.AgreementWithdrawn, ContactAlert.DoNotContact], "who no longer sees them still must not ring them");
    }

    [Theory]
    [InlineData(AgreementScope.ContactOnly)]
    [InlineData(AgreementScope.NeedSummary)]
    public async Task What_lies_beyond_the_agreement_is_not_even_sent(AgreementScope scope)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var send = TestBroker.Sending(person, await broker.AgreeAsync(person, scope)) with { RiskDetail = Personal.Of("the-risk") };
        await TestBroker.RefusedAsync(Sending(send with { HealthDetail = Personal.Of("the-health") }), "agreement.beyond-scope");
        if (scope == AgreementScope.ContactOnly) await TestBroker.RefusedAsync(Sending(send with { NeedSummary = Personal.Of("the-need") }), "agreement.beyond-scope");
        var view = await SeenAsync(broker, await broker.SendAsync(send), TestBroker.Worker);
        view.Sharing.Scope.Should().Be(scope);
        ((string?)view.Timeline[0].Details["riskDetail"]).Should().Be("the-risk", "what keeps people safe goes with every agreement");

        Task<Outcome> Sending(Send command) => broker.Dispatcher.SendAsync(command, TestBroker.By(TestBroker.Clinician));
    }

    [Fact]
    public async Task After_a_withdrawal_the_service_sees_what_it_recorded_itself_and_that_the_rest_is_withheld()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, person, agreement) = await DetailedAsync(broker);
        await broker.DoAsync(referral, new RequestInformation(Personal.Of("our-question")), TestBroker.Worker);
        await broker.DoAsync(referral, new ProvideInformation(Personal.Of("their-answer")), TestBroker.Clinician);
        await TestBroker.DoAsync(broker.Dispatcher.PersonAsync(person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone), TestBroker.By(TestBroker.Clinician), Stop));

        var service = await SeenAsync(broker, referral, TestBroker.Worker);
        (service.Person, service.Sharing.Withdrawn).Should().Be((null, true));
        Entry(service, "referral.sent.v1").Withheld.Should().BeEquivalentTo("needSummary", "healthDetail", "riskDetail", "need", "risks", "source", "setting");
        (service.Need, service.Risks, service.Setting).Should().Be((null, null, null));
        Entry(service, "referral.information-provided.v1").Withheld.Should().Equal("answer");
        ((string?)Entry(service, "referral.information-requested.v1").Details["question"]).Should().Be("our-question");
        Text(service).Should().NotContainAny("the-need", "the-health", "the-risk", "their-answer", "Testwood", "07700");
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Worker), Stop)).Should().Be((null, Refusals.NotParty));

        var referrer = await SeenAsync(broker, referral, TestBroker.Clinician);
        Text(referrer).Should().ContainAll("the-need", "the-health", "the-risk", "their-answer", "our-question", "Testwood");
        referrer.Timeline.Should().OnlyContain(e => e.Withheld == null);
    }

    [Fact]
    public async Task An_own_note_is_on_no_other_organisations_timeline()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        foreach (var (actor, name) in new[] { (TestBroker.Clinician, "practice"), (TestBroker.Worker, "service") })
            foreach (var visibility in new[] { NoteVisibility.Own, NoteVisibility.Shared })
                await broker.DoAsync(referral, new AddNote(visibility, Personal.Of($"{name}-{visibility}")), actor);
        var (service, practice) = (await SeenAsync(broker, referral, TestBroker.Worker), await SeenAsync(broker, referral, TestBroker.Clinician));
        Notes(service).Should().Equal("practice-Shared", "service-Own", "service-Shared");
        Notes(practice).Should().Equal("practice-Own", "practice-Shared", "service-Shared");
        (service.Timeline.Select(e => e.Version).Contains(2), service.Version).Should().Be((false, 5), "the version is the stream's, whatever of it is seen");

        static string?[] Notes(ReferralView view) => [.. view.Timeline.Where(e => e.Event == "referral.note-added.v1").Select(e => (string?)e.Details["text"])];
    }

    [Fact]
    public async Task A_redirected_referral_is_seen_by_the_old_service_to_its_end_and_by_the_new_one_from_its_start()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (first, _, _) = await DetailedAsync(broker);
        await broker.DoAsync(first, new AddNote(NoteVisibility.Own, Personal.Of("ours-alone")), TestBroker.Worker);
        await TestBroker.DoAsync(broker.Dispatcher.RedirectAsync(first, new Redirect(TestBroker.OtherService, RedirectReason.BetterFit, Personal.Of("why-redirected")), TestBroker.By(TestBroker.Worker), Stop));
        var next = (await broker.Log.ReadAsync(first.Value, Stop)).Select(e => Facts.Of(e).Event).OfType<Redirected>().Single().To;

        var old = await SeenAsync(broker, first, TestBroker.Worker);
        (old.State, old.NextActor, old.DueOn).Should().Be((ReferralStatus.Redirected, NextActor.Nobody, null));
        Text(old).Should().ContainAll("why-redirected", "ours-alone").And.NotContainAny("the-need", "Testwood");
        (await broker.Reader.ReferralAsync(next, TestBroker.Asking(TestBroker.Worker), Stop)).Refusal.Should().Be(Refusals.NotParty, "what happens there is no longer its business");

        var begun = await SeenAsync(broker, next, TestBroker.OtherWorker);
        (begun.State, begun.Root, begun.Previous, begun.Service.Id).Should().Be((ReferralStatus.Sent, first, first, TestBroker.OtherService));
        Text(begun).Should().ContainAll("the-need", "the-health", "the-risk", "Testwood").And.NotContainAny("why-redirected", "ours-alone");
        (await broker.Reader.ReferralAsync(first, TestBroker.Asking(TestBroker.OtherWorker), Stop)).Refusal.Should().Be(Refusals.NotParty);

        Text(await SeenAsync(broker, first, TestBroker.Clinician)).Should().Contain("why-redirected").And.NotContain("ours-alone");
        Text(await SeenAsync(broker, next, TestBroker.Clinician)).Should().Contain("the-need");
    }

    [Fact]
    public async Task Of_an_erased_person_nothing_can_be_read_and_each_field_says_that_it_was_erased()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, person, _) = await DetailedAsync(broker);
        await PersonAsync(broker, person, new SetAdjustments([Adjustment.Interpreter], Personal.Of("the-adjustment")));
        await PersonAsync(broker, person, new SetContactPreferences(new(false, [], [new(ContactMedium.Telephone, Personal.Of("07700 900999"), false, false)], Personal.Of("the-mother"))));
        await broker.DoAsync(referral, new Accept(), TestBroker.Worker);
        await broker.DoAsync(referral, new RecordContact(ContactMedium.Telephone, true, Personal.Of("the-outcome")), TestBroker.Worker);
        Text(await SeenAsync(broker, referral, TestBroker.Worker)).Should().ContainAll("the-need", "the-adjustment", "07700 900999", "the-mother", "the-outcome");

        await broker.Vault.DestroyAsync(person, Stop);
        foreach (var actor in new[] { TestBroker.Worker, TestBroker.Clinician })
        {
            var view = await SeenAsync(broker, referral, actor);
            view.Person!.Particulars.Should().BeNull();
            Entry(view, "referral.sent.v1").Erased.Should().BeEquivalentTo("needSummary", "healthDetail", "riskDetail");
            Entry(view, "referral.contact-recorded.v1").Erased.Should().Equal("outcome");
            view.Timeline.Should().OnlyContain(e => e.Withheld == null);
            view.State.Should().Be(ReferralStatus.InContact, "what happened stays");
            Text(view).Should().NotContainAny("the-need", "the-health", "the-risk", "the-adjustment", "07700", "the-mother", "the-outcome", "Testwood", "Ada", "1988");
            Text(view).Should().NotContain("v1.", "nor is the sealed form shown");
        }
        var alone = (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Clinician), Stop)).View!;
        alone.Particulars.Should().BeNull();
        JsonSerializer.Serialize(alone, Plain).Should().NotContainAny("the-adjustment", "07700", "the-mother", "Testwood", "Ada", "1988", "v1.");
    }

    [Fact]
    public async Task What_a_service_withheld_from_and_what_was_erased_are_told_apart()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, person, agreement) = await DetailedAsync(broker);
        await PersonAsync(broker, person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone));
        await broker.Vault.DestroyAsync(person, Stop);
        var service = Entry(await SeenAsync(broker, referral, TestBroker.Worker), "referral.sent.v1");
        (service.Withheld!.Count, service.Erased).Should().Be((7, null), "whoever may not see it is not told what became of it");
    }

    [Fact]
    public async Task A_person_is_seen_by_those_who_deal_with_them()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (_, person, agreement) = await DetailedAsync(broker);
        foreach (var actor in new[] { TestBroker.Clinician, TestBroker.Worker })
        {
            var view = (await broker.Reader.PersonAsync(person, TestBroker.Asking(actor), Stop)).View!;
            view.Particulars!.GivenName.Text.Should().Be("Ada");
            view.Agreements!.Select(a => a.Id).Should().Equal(agreement);
            view.Version.Should().Be(3, "registered, agreed, referred");
        }
        foreach (var actor in new[] { TestBroker.OtherClinician, TestBroker.OtherWorker })
            (await broker.Reader.PersonAsync(person, TestBroker.Asking(actor), Stop)).Should().Be((null, Refusals.NotParty));
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Administrator), Stop)).Should().Be((null, Refusals.RoleNotAllowed));
        (await broker.Reader.PersonAsync(new(Guid.NewGuid()), TestBroker.Asking(TestBroker.Clinician), Stop)).Should().Be((null, Refusals.PersonUnknown));
    }

    [Fact]
    public async Task A_conversation_is_seen_by_the_organisation_that_held_it_with_its_note_and_in_error_too()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var record = new Record(Domain.Conversations.Setting.GeneralPractice, Domain.Conversations.ProfessionalRole.Nurse, [Domain.Conversations.Topic.OutOfWork], person, Note: Personal.Of("the-note"));
        var id = new ConversationId((await TestBroker.DoAsync(broker.Dispatcher.RecordAsync(record, TestBroker.By(TestBroker.Clinician), Stop))).Target);
        var (seen, version, _) = await broker.Reader.ConversationAsync(id, TestBroker.Asking(TestBroker.Clinician), Stop);
        (seen!.Recorded!.Note!.Text, version).Should().Be(("the-note", 1));
        (await broker.Reader.ConversationAsync(id, TestBroker.Asking(TestBroker.OtherClinician), Stop)).Should().Be((null, 0, Refusals.NotParty));
        (await broker.Reader.ConversationAsync(id, TestBroker.Asking(TestBroker.Worker), Stop)).Should().Be((null, 0, Refusals.RoleNotAllowed));
        await TestBroker.DoAsync(broker.Dispatcher.ConversationAsync(id, new Domain.Conversations.EnterConversationInError(Personal.Of("Wrong.")), TestBroker.By(TestBroker.Clinician), Stop));
        (await broker.Reader.ConversationAsync(id, TestBroker.Asking(TestBroker.Clinician), Stop)).Conversation!.IsInError.Should().BeTrue();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Somebody is referred with all that can be said, under an agreement to all of it.</summary>
    private static async Task<(ReferralId, PersonId, AgreementId)> DetailedAsync(TestBroker broker)
    {
        var person = await broker.RegisterAsync();
        var agreement = await broker.AgreeAsync(person);
        var send = TestBroker.Sending(person, agreement) with { NeedSummary = Personal.Of("the-need"), HealthDetail = Personal.Of("the-health"), RiskDetail = Personal.Of("the-risk") };
        return (await broker.SendAsync(send), person, agreement);
    }

    private static Task PersonAsync<T>(TestBroker broker, PersonId person, T command) where T : IPersonVerb<T> =>
        TestBroker.DoAsync(broker.Dispatcher.PersonAsync(person, command, TestBroker.By(TestBroker.Clinician)));

    private static async Task<ReferralView> SeenAsync(TestBroker broker, ReferralId referral, Actor by)
    {
        var (view, refusal) = await broker.Reader.ReferralAsync(referral, TestBroker.Asking(by));
        refusal.Should().BeNull();
        return view!;
    }

    private static TimelineEntry Entry(ReferralView view, string name) => view.Timeline.Single(e => e.Event == name);

    /// <summary>All that leaves, as it leaves.</summary>
    private static string Text(ReferralView view) => JsonSerializer.Serialize(view, Plain);
}
