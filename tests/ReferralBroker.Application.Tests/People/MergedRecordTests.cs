using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.People;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.People;

/// <summary>Two records of one person: who sees what, what is found, and that taking them apart gives each back.</summary>
public sealed class MergedRecordTests(TestCluster cluster)
{
    private static readonly Personal Born = Personal.Of("1988-05-03");

    [Fact]
    public async Task Whoever_knew_only_the_other_record_sees_the_survivor_until_the_two_are_taken_apart()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var survivor = await broker.RegisterAsync();
        var record = await broker.RegisterAsync(TestBroker.OtherClinician, TestBroker.Somebody("Mockford"));
        var agreement = await broker.AgreeAsync(record, by: TestBroker.OtherClinician);
        await broker.SendAsync(TestBroker.Sending(record, agreement), TestBroker.OtherClinician);
        await broker.DoAsync(record, new StateRelationship(Relationship.UnderOurCare));
        foreach (var actor in new[] { TestBroker.OtherClinician, TestBroker.Worker }) (await SeenAsync(broker, survivor, actor)).Refusal.Should().Be(Refusals.NotParty);

        await broker.MergeAsync(survivor, record);
        foreach (var actor in new[] { TestBroker.OtherClinician, TestBroker.Worker })
        {
            var view = (await SeenAsync(broker, survivor, actor)).View!;
            view.Particulars!.FamilyName.Text.Should().Be("Testwood");
            (view.MergedRecords?.Length ?? 0).Should().Be(actor == TestBroker.Worker ? 0 : 1, "which records are of one person is for those who keep them");
            view.Agreements!.Select(a => a.Id).Should().Equal(agreement);
            (await SeenAsync(broker, record, actor)).View!.MergedInto.Should().Be(survivor);
        }
        (await TestBroker.RefusedAsync(broker.Dispatcher.PersonAsync(record, new CorrectPerson(TestBroker.Somebody()), TestBroker.By(TestBroker.OtherClinician), Stop), "person.merged"))
            .Related.Should().Be(survivor.Value);

        await broker.UnmergeAsync(survivor, record);
        foreach (var actor in new[] { TestBroker.OtherClinician, TestBroker.Worker })
        {
            (await SeenAsync(broker, survivor, actor)).Refusal.Should().Be(Refusals.NotParty);
            var view = (await SeenAsync(broker, record, actor)).View!;
            (view.Particulars!.FamilyName.Text, view.MergedInto).Should().Be(("Mockford", null));
        }
        (await SeenAsync(broker, survivor, TestBroker.Clinician)).View!.Should().Match<PersonView>(v => v.MergedRecords == null && v.Agreements!.Count == 0);
    }

    [Fact]
    public async Task A_referral_under_a_merged_record_shows_the_survivor_and_what_is_unsafe_on_either()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var survivor = await broker.RegisterAsync();
        var record = await broker.RegisterAsync(who: TestBroker.Somebody("Mockford"));
        var referral = await broker.SendAsync(TestBroker.Sending(record, await broker.AgreeAsync(record)));
        await broker.DoAsync(survivor, new SetContactPreferences(new(false, [], [Point("07700 900111", true), Point("07700 900222", false), Point("07700 900333", true)])));
        await broker.DoAsync(record, new SetContactPreferences(new(true, [], [Point("07700 900333", false), Point("07700 900444", false)], Personal.Of("the-mother"))));
        await broker.MergeAsync(survivor, record);

        var person = (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Worker), Stop)).View!.Person!;
        (person.Id, person.Particulars!.FamilyName.Text).Should().Be((survivor, "Testwood"));
        var preferences = person.ContactPreferences!;
        (preferences.DoNotContact, preferences.MustNotBeTold!.Text).Should().Be((true, "the-mother"));
        preferences.Points.Where(p => !p.Safe).Select(p => p.Value.Text).Should().BeEquivalentTo("07700 900222", "07700 900333", "07700 900444");
        preferences.Points.Where(p => p.Safe).Select(p => p.Value.Text).Should().Equal(["07700 900111"], "a number that is unsafe on one record is safe on none");

        await broker.UnmergeAsync(survivor, record);
        person = (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Worker), Stop)).View!.Person!;
        (person.Id, person.Particulars!.FamilyName.Text, person.ContactPreferences!.Points.Length).Should().Be((record, "Mockford", 2));
    }

    [Fact]
    public async Task Whoever_must_not_be_told_on_one_record_or_the_other_must_not_be_told()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        await broker.DoAsync(survivor, new SetContactPreferences(new(false, [], [], Personal.Of("the-mother"))));
        await broker.DoAsync(record, new SetContactPreferences(new(false, [], [], Personal.Of("the-partner"))));
        await broker.MergeAsync(survivor, record);
        (await SeenAsync(broker, survivor, TestBroker.Clinician)).View!.ContactPreferences!.MustNotBeTold!.Text.Should().ContainAll("the-mother", "the-partner");
    }

    [Fact]
    public async Task The_agreement_of_either_record_holds_for_the_person_and_its_withdrawal_reaches_the_referral_under_the_other()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var (own, other) = (await broker.AgreeAsync(survivor), await broker.AgreeAsync(record));
        await TestBroker.RefusedAsync(broker.Dispatcher.SendAsync(TestBroker.Sending(survivor, other), TestBroker.By(TestBroker.Clinician), Stop), "agreement.unknown");
        await broker.MergeAsync(survivor, record);
        var sent = await broker.SendAsync(TestBroker.Sending(survivor, other, TestBroker.MoneyAdvice));
        (await broker.Reader.ReferralAsync(sent, TestBroker.Asking(TestBroker.Adviser), Stop)).View!.Sharing.Withdrawn.Should().BeFalse();

        await broker.UnmergeAsync(survivor, record);
        var view = (await broker.Reader.ReferralAsync(sent, TestBroker.Asking(TestBroker.Adviser), Stop)).View!;
        (view.Sharing.Withdrawn, view.Person).Should().Be((true, null), "somebody else agreed to that");
        view.AvailableActions.Should().NotContain("redirect");
        (await broker.Reader.ReferralAsync(sent, TestBroker.Asking(TestBroker.Clinician), Stop)).View!.Person!.Id.Should().Be(survivor);

        await broker.MergeAsync(record, survivor);
        await broker.DoAsync(record, new WithdrawAgreement(own, AgreementGiven.ByPhone));
        (await broker.Reader.ReferralAsync(sent, TestBroker.Asking(TestBroker.Adviser), Stop)).View!.Sharing.Withdrawn.Should().BeFalse("the other one stands, and is of the person again");
        await broker.DoAsync(record, new WithdrawAgreement(other, AgreementGiven.ByPhone));
        (await broker.Reader.ReferralAsync(sent, TestBroker.Asking(TestBroker.Adviser), Stop)).View!.Sharing.Withdrawn.Should().BeTrue();
    }

    [Fact]
    public async Task A_closed_referral_is_not_reopened_beside_an_open_twin_under_the_other_record()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var closed = await broker.ReachedAsync(await broker.SendAsync(TestBroker.Sending(record, await broker.AgreeAsync(record))), TestBroker.Worker);
        await broker.DoAsync(closed, new Close(CloseReason.Other, CloseOutcome.Unknown), TestBroker.Worker);
        await broker.MergeAsync(survivor, record);
        var open = await broker.SendAsync(TestBroker.Sending(survivor, await broker.AgreeAsync(survivor)));

        (await TestBroker.RefusedAsync(ReopenAsync(), "referral.duplicate")).Related.Should().Be(open.Value);
        (await ActionsAsync()).Should().NotContain("reopen");
        await broker.DoAsync(open, new Withdraw(WithdrawReason.Other), TestBroker.Clinician);
        (await ActionsAsync()).Should().Contain("reopen");
        await TestBroker.DoAsync(ReopenAsync());
        (await TestBroker.RefusedAsync(broker.Dispatcher.SendAsync(TestBroker.Sending(survivor, await broker.AgreeAsync(survivor)), TestBroker.By(TestBroker.Clinician), Stop), "referral.duplicate"))
            .Related.Should().Be(closed.Value);

        Task<Outcome> ReopenAsync() => broker.Dispatcher.ReferralAsync(closed, new Reopen(), TestBroker.By(TestBroker.Worker), Stop);
        async Task<IReadOnlyList<string>> ActionsAsync() => (await broker.Reader.ReferralAsync(closed, TestBroker.Asking(TestBroker.Worker), Stop)).View!.AvailableActions;
    }

    [Fact]
    public async Task The_survivor_is_found_by_the_number_and_by_the_name_of_the_merged_record()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var survivor = await broker.RegisterAsync(who: At("Testwood", null));
        var record = await broker.RegisterAsync(who: At("Mockford", "9990000026"));
        await broker.SendAsync(TestBroker.Sending(record, await broker.AgreeAsync(record)));
        await broker.MergeAsync(survivor, record);
        await broker.CatchUpAsync();
        var search = new PeopleSearch(broker.Database, broker.Log, broker.Vault, broker.Opener, broker.Dispatcher, broker.Reader, broker.Looks, broker.Time);
        PersonQuestion[] questions =
        [
            ByNumber("999 000 0026"), ByName("Testwood"), ByName("mockford"),
        ];
        foreach (var actor in new[] { TestBroker.Clinician, TestBroker.OtherClinician })
            foreach (var question in questions)
                (await FindAsync(question, actor)).Should().Equal([survivor], "{0} asks", actor.User);
        (await FindAsync(ByNumber("999 000 0026"), TestBroker.Worker)).Should().Equal([survivor], "the service was sent somebody under that record");
        (await FindAsync(ByNumber("999 000 0026"), TestBroker.OtherWorker)).Should().BeEmpty();
        (await broker.Log.ReadAsync(record.Value, Stop)).Should().ContainSingle(e => e.Type == "person.relationship-stated.v1", "who asks is known to the record that fits, were the merge a mistake");

        await broker.UnmergeAsync(survivor, record);
        (await FindAsync(ByNumber("999 000 0026"), TestBroker.Clinician)).Should().Equal(record);
        (await FindAsync(ByName("Testwood"), TestBroker.Clinician)).Should().Equal(survivor);

        async Task<PersonId[]> FindAsync(PersonQuestion question, Actor by)
        {
            var (found, refusal) = await search.FindAsync(question, TestBroker.By(by), Stop);
            refusal.Should().BeNull();
            return [.. found.Select(p => p.Id)];
        }

        static PersonQuestion ByNumber(string number) => new(Born, Relationship.UnderOurCare, Personal.Of(number));
        static PersonQuestion ByName(string name) => new(Born, Relationship.UnderOurCare, FamilyName: Personal.Of(name), Postcode: Personal.Of("NG1 1AA"));
        static Particulars At(string name, string? number) => TestBroker.Somebody(name, number) with { Postcode = Personal.Of("NG1 1AA") };
    }

    [Fact]
    public async Task A_merge_and_its_undoing_sent_twice_append_once()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record, command) = (await broker.RegisterAsync(), await broker.RegisterAsync(), Guid.NewGuid());
        foreach (var changed in new[] { true, false })
            (await TestBroker.DoAsync(broker.Dispatcher.MergeAsync(survivor, new Merge(record), TestBroker.By(TestBroker.Clinician, command), Stop))).Changed.Should().Be(changed);
        await broker.UnmergeAsync(survivor, record);
        (await TestBroker.DoAsync(broker.Dispatcher.MergeAsync(survivor, new Merge(record), TestBroker.By(TestBroker.Clinician, command), Stop))).Changed.Should().BeFalse("that command was done");
        (await broker.Log.ReadAsync(record.Value, Stop)).Select(e => e.Type).Should().Equal("person.registered.v1", "person.merged-into.v1", "person.unmerged-from.v1");
        await TestBroker.RefusedAsync(broker.Dispatcher.UnmergeAsync(survivor, new Unmerge(record), TestBroker.By(TestBroker.Clinician), Stop), "person.not-merged");
    }

    [Fact]
    public async Task A_death_closes_the_referrals_of_every_record_and_a_corrected_one_lets_the_service_go_on()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var own = await broker.ReachedAsync(await broker.SendAsync(TestBroker.Sending(survivor, await broker.AgreeAsync(survivor), TestBroker.OtherService)), TestBroker.OtherWorker);
        var other = await broker.SendAsync(TestBroker.Sending(record, await broker.AgreeAsync(record)));
        await broker.MergeAsync(survivor, record);
        await TestBroker.DoAsync(broker.Dispatcher.RecordDeathAsync(survivor, new RecordDeath(), TestBroker.By(TestBroker.Clinician), Stop));
        foreach (var (referral, worker) in new[] { (own, TestBroker.OtherWorker), (other, TestBroker.Worker) })
        {
            var view = (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(worker), Stop)).View!;
            (view.State, view.Person!.HasDied, view.NextActor).Should().Be((ReferralStatus.Closed, true, NextActor.Nobody));
            view.AvailableActions.Should().NotContain("reopen");
            await TestBroker.RefusedAsync(broker.Dispatcher.ReferralAsync(referral, new Reopen(), TestBroker.By(worker), Stop), "person.died");
        }
        broker.Time.Now = broker.Time.Now.AddDays(1);
        await TestBroker.DoAsync(broker.Dispatcher.CorrectDeathAsync(survivor, new CorrectDeath(Personal.Of("Somebody of that name.")), TestBroker.By(TestBroker.Clinician), Stop));
        ((await broker.ReferralAsync(own)).Status, (await broker.ReferralAsync(other)).Status).Should().Be((ReferralStatus.Accepted, ReferralStatus.Received));
    }

    private static ContactPoint Point(string number, bool safe) => new(ContactMedium.Telephone, Personal.Of(number), safe, false);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Task<(PersonView? View, Refusal? Refusal)> SeenAsync(TestBroker broker, PersonId person, Actor by) => broker.Reader.PersonAsync(person, TestBroker.Asking(by));
}
