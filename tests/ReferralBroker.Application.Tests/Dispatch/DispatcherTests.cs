using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Dispatch;

/// <summary>The way of every command: remembered, decided on what is so now, written whole or not at all.</summary>
public sealed class DispatcherTests(TestCluster cluster)
{
    [Fact]
    public async Task The_same_command_again_appends_nothing_and_answers_as_things_stand_now()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command) = (await broker.SentAsync(), Guid.NewGuid());
        var first = await TestBroker.DoAsync(AcceptAsync(broker, referral, command));
        first.Should().Be(new Outcome.Done(referral.Value, 3, first.Position, Changed: true));
        await broker.DoAsync(referral, new RecordContact(ContactMedium.Telephone, true), TestBroker.Worker);
        var events = await EventsAsync(broker);

        var again = await TestBroker.DoAsync(AcceptAsync(broker, referral, command));
        (again.Target, again.Version, again.Changed).Should().Be((referral.Value, 4, false));
        again.Position.Should().BeGreaterThan(first.Position);
        (await EventsAsync(broker)).Should().Be(events);
    }

    [Fact]
    public async Task The_same_sending_again_answers_with_the_referral_that_was_sent()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var (send, command) = (TestBroker.Sending(person, await broker.AgreeAsync(person)), Guid.NewGuid());
        var first = await TestBroker.DoAsync(SendAsync(broker, send, command));
        var again = await TestBroker.DoAsync(SendAsync(broker, send, command));
        (again.Target, again.Changed).Should().Be((first.Target, false));
        await TestBroker.RefusedAsync(SendAsync(broker, send with { Need = Need.MoneyWorries }, command), "command.reused");
        (await TestBroker.RefusedAsync(SendAsync(broker, send, Guid.NewGuid()), "referral.duplicate")).Related.Should().Be(first.Target);
    }

    [Fact]
    public async Task Other_content_another_target_or_another_verb_under_the_same_id_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, other, command) = (await broker.SentAsync(), await broker.SentAsync(), Guid.NewGuid());
        await TestBroker.DoAsync(NoteAsync(broker, referral, "One.", command));
        var events = await EventsAsync(broker);
        await TestBroker.RefusedAsync(NoteAsync(broker, referral, "Another.", command), "command.reused");
        await TestBroker.RefusedAsync(NoteAsync(broker, other, "One.", command), "command.reused");
        await TestBroker.RefusedAsync(AcceptAsync(broker, referral, command), "command.reused");
        (await EventsAsync(broker)).Should().Be(events);
    }

    [Fact]
    public async Task Ids_of_two_clients_never_meet()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command) = (await broker.SentAsync(), Guid.NewGuid());
        await TestBroker.DoAsync(AcceptAsync(broker, referral, command));
        (await TestBroker.DoAsync(NoteAsync(broker, referral, "The practice's.", command, TestBroker.Clinician))).Changed.Should().BeTrue();
        var colleague = TestBroker.Clinician with { User = "colleague" };
        (await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(referral, new Withdraw(WithdrawReason.Other), TestBroker.By(colleague, command), Stop))).Changed.Should().BeTrue();
    }

    [Fact]
    public async Task A_command_that_is_done_between_its_own_first_look_and_its_decision_is_the_same_command_again()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command) = (await broker.SentAsync(), Guid.NewGuid());
        broker.Time.BeforeNextLook(() => TestBroker.DoAsync(AcceptAsync(broker, referral, command)));
        var done = await TestBroker.DoAsync(AcceptAsync(broker, referral, command));
        (done.Target, done.Version, done.Changed).Should().Be((referral.Value, 3, false));

        // With the version it meant, which its own twin has moved on.
        var next = Guid.NewGuid();
        broker.Time.BeforeNextLook(() => TestBroker.DoAsync(NoteAsync(broker, referral, "Once.", next)));
        done = await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(referral, Note("Once."), TestBroker.By(TestBroker.Worker, next) with { ExpectedVersion = 3 }, Stop));
        (done.Version, done.Changed).Should().Be((4, false));
    }

    [Fact]
    public async Task Another_content_done_in_between_under_the_same_id_is_refused_as_reused()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command) = (await broker.SentAsync(), Guid.NewGuid());
        broker.VaultTime.BeforeNextLook(() => TestBroker.DoAsync(AcceptAsync(broker, referral, command)));
        await TestBroker.RefusedAsync(NoteAsync(broker, referral, "One.", command), "command.reused");
        (await StreamAsync(broker, referral)).Should().Equal("referral.sent.v1", "referral.received.v1", "referral.accepted.v1");
    }

    [Fact]
    public async Task A_lost_race_is_decided_again_on_what_is_so_now()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        broker.VaultTime.BeforeNextLook(() => TestBroker.DoAsync(NoteAsync(broker, referral, "First.", Guid.NewGuid(), TestBroker.Clinician)));
        var done = await TestBroker.DoAsync(NoteAsync(broker, referral, "Second.", Guid.NewGuid()));
        (done.Version, done.Changed).Should().Be((3, true), "both notes are there");

        broker.VaultTime.BeforeNextLook(() => broker.DoAsync(referral, new Accept(), TestBroker.Worker));
        await TestBroker.RefusedAsync(broker.Dispatcher.ReferralAsync(referral, new Decline(DeclinedBy.Service, DeclineReason.Other, Personal.Of("No place.")), TestBroker.By(TestBroker.Worker), Stop), "referral.not-now");
        (await broker.ReferralAsync(referral)).Status.Should().Be(ReferralStatus.Accepted);
    }

    [Fact]
    public async Task What_was_only_looked_at_may_not_have_changed_either()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var agreement = await broker.AgreeAsync(person);
        var send = TestBroker.Sending(person, agreement) with { NeedSummary = Personal.Of("Part-time work.") };
        // The second look at the vault's clock is the sealing, when the person has been read.
        broker.VaultTime.BeforeNextLook(() =>
        {
            broker.VaultTime.BeforeNextLook(() => TestBroker.DoAsync(broker.Dispatcher.PersonAsync(person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone), TestBroker.By(TestBroker.Clinician))));
            return Task.CompletedTask;
        });
        await TestBroker.RefusedAsync(SendAsync(broker, send, Guid.NewGuid()), "agreement.withdrawn");
        (await broker.AskAsync<long>("select count(*) from log.event e join log.event_type t on t.id = e.type where t.name = 'referral.sent.v1'")).Should().Be(0);
    }

    [Fact]
    public async Task A_version_that_has_moved_on_is_stale_before_and_during_the_command()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        await TestBroker.RefusedAsync(At(0), "version.stale");
        await TestBroker.RefusedAsync(At(2), "version.stale");
        (await TestBroker.DoAsync(At(1))).Version.Should().Be(2);
        await TestBroker.RefusedAsync(At(1), "version.stale");
        broker.VaultTime.BeforeNextLook(() => TestBroker.DoAsync(NoteAsync(broker, referral, "In between.", Guid.NewGuid())));
        await TestBroker.RefusedAsync(At(2), "version.stale");
        (await StreamAsync(broker, referral)).Should().HaveCount(3);

        Task<Outcome> At(int version) => broker.Dispatcher.ReferralAsync(referral, Note("Here."), TestBroker.By(TestBroker.Worker) with { ExpectedVersion = version }, Stop);
    }

    [Fact]
    public async Task A_command_done_before_is_done_whatever_version_it_names()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command) = (await broker.SentAsync(), Guid.NewGuid());
        for (var time = 0; time < 2; time++)
            (await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(referral, new Accept(), TestBroker.By(TestBroker.Worker, command) with { ExpectedVersion = 1 }, Stop))).Version.Should().Be(3);
    }

    [Fact]
    public async Task What_is_recorded_has_an_id_of_its_clients_command_unless_it_was_given_one()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command, own) = (await broker.SentAsync(), Guid.NewGuid(), Guid.NewGuid());
        await TestBroker.DoAsync(AcceptAsync(broker, referral, Guid.NewGuid()));
        await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(referral, new RecordContact(ContactMedium.Telephone, true), TestBroker.By(TestBroker.Worker, command), Stop));
        await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(referral, new RecordContact(ContactMedium.Video, true) { Id = own }, TestBroker.By(TestBroker.Worker), Stop));
        (await broker.ReferralAsync(referral)).Contacts.Keys.Should().BeEquivalentTo([TestBroker.By(TestBroker.Worker, command).EntryId, own]);

        var again = await broker.Dispatcher.ReferralAsync(referral, new RecordContact(ContactMedium.Telephone, false) { Id = own }, TestBroker.By(TestBroker.Worker), Stop);
        again.Should().Be(new Outcome.Refused(Refusals.EntryExists), "nothing said under an id that is taken may be lost in silence");
        (await broker.ReferralAsync(referral)).Contacts.Should().HaveCount(2);
    }

    [Fact]
    public async Task Two_clients_who_use_the_same_command_id_each_have_their_note_recorded()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command) = (await broker.SentAsync(), Guid.NewGuid());
        foreach (var actor in new[] { TestBroker.Clinician, TestBroker.Worker })
            (await TestBroker.DoAsync(broker.Dispatcher.ReferralAsync(referral, new AddNote(NoteVisibility.Shared, Personal.Of("Rang.")), TestBroker.By(actor, command), Stop))).Changed.Should().BeTrue();
        (await broker.ReferralAsync(referral)).Entries.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_refused_command_is_not_remembered()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (referral, command) = (await broker.SentAsync(), Guid.NewGuid());
        await TestBroker.RefusedAsync(broker.Dispatcher.ReferralAsync(referral, new UndoAcceptance(), TestBroker.By(TestBroker.Worker, command), Stop), "referral.not-now");
        (await TestBroker.DoAsync(AcceptAsync(broker, referral, command))).Changed.Should().BeTrue("nothing stands under this id");
        await TestBroker.RefusedAsync(broker.Dispatcher.ReferralAsync(new(Guid.NewGuid()), new Accept(), TestBroker.By(TestBroker.Worker), Stop), "referral.unknown");
    }

    [Fact]
    public async Task Somebody_whose_nhs_number_is_taken_leaves_nobody_behind()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        await broker.RegisterAsync(who: TestBroker.Somebody(nhsNumber: "999 000 0018"));
        var (events, keys, claims) = (await EventsAsync(broker), await KeysAsync(broker), await broker.AskAsync<long>("select count(*) from log.claim"));
        var register = new Register(TestBroker.Somebody("Mockford", "9990000018"));
        await TestBroker.RefusedAsync(RegisterAsync(broker, register, Guid.NewGuid()), "person.nhs-number-taken");
        await TestBroker.RefusedAsync(RegisterAsync(broker, register with { OccurredOn = broker.Today.AddDays(1) }, Guid.NewGuid()), "date.in-future");
        (await EventsAsync(broker)).Should().Be(events);
        (await broker.AskAsync<long>("select count(*) from log.claim")).Should().Be(claims);
        (await KeysAsync(broker)).Should().Be(keys, "nobody has a key who was not registered");
        (await broker.AskAsync<long>("select count(*) from vault.erased")).Should().Be(0, "nobody was erased");
    }

    [Fact]
    public async Task One_registration_sent_many_times_at_once_is_one_person_with_one_key()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (register, command, keys) = (new Register(TestBroker.Somebody(nhsNumber: "9990000018")), Guid.NewGuid(), await KeysAsync(broker));
        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TestBroker.DoAsync(RegisterAsync(broker, register, command)))));
        done.Select(d => d.Target).Distinct().Should().ContainSingle();
        done.Count(d => d.Changed).Should().Be(1);
        (await KeysAsync(broker)).Should().Be(keys + 1);
        (await broker.Reader.PersonAsync(new(done[0].Target), TestBroker.Asking(TestBroker.Clinician), Stop)).View!.Particulars!.FamilyName.Text.Should().Be("Testwood");
    }

    [Fact]
    public async Task Nothing_personal_can_be_written_about_somebody_who_was_erased_but_their_referral_goes_on()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        await broker.Vault.DestroyAsync((await broker.ReferralAsync(referral)).Terms!.Person, Stop);
        await TestBroker.RefusedAsync(NoteAsync(broker, referral, "A note.", Guid.NewGuid()), "person.erased");
        (await TestBroker.DoAsync(AcceptAsync(broker, referral, Guid.NewGuid()))).Changed.Should().BeTrue();
    }

    [Fact]
    public async Task The_same_command_at_the_same_moment_begins_the_same_stream_and_another_one_another()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var envelope = TestBroker.By(TestBroker.Clinician);
        var id = envelope.NewStreamId(TestBroker.Monday);
        (id, id.Version, id.Variant & 0xC).Should().Be(((envelope with { CorrelationId = Guid.NewGuid() }).NewStreamId(TestBroker.Monday), 7, 8));
        new[] { envelope.NewStreamId(TestBroker.Monday.AddMilliseconds(1)), TestBroker.By(TestBroker.Worker, envelope.CommandId).NewStreamId(TestBroker.Monday), TestBroker.By(TestBroker.Clinician).NewStreamId(TestBroker.Monday) }
            .Should().NotContain(id).And.OnlyHaveUniqueItems();
        DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(id.ToString("N")[..12], 16)).Should().Be(TestBroker.Monday);

        var first = await TestBroker.DoAsync(broker.Dispatcher.RegisterAsync(new Register(TestBroker.Somebody()), envelope, Stop));
        var events = await EventsAsync(broker);
        var again = await TestBroker.DoAsync(broker.AnotherDispatcher().RegisterAsync(new Register(TestBroker.Somebody()), envelope, Stop));
        (first.Target, again.Target, again.Changed).Should().Be((id, id, false));
        (await EventsAsync(broker)).Should().Be(events);
    }

    [Fact]
    public async Task Somebody_else_registered_at_once_under_the_same_command_is_refused_and_leaves_the_first_ones_key_alone()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var command = Guid.NewGuid();
        // Between the second one's key being made and its append.
        broker.VaultTime.BeforeNextLook(() => TestBroker.DoAsync(RegisterAsync(broker, new Register(TestBroker.Somebody("Testwood")), command)));
        await TestBroker.RefusedAsync(RegisterAsync(broker, new Register(TestBroker.Somebody("Mockford")), command), "command.reused");
        var person = new PersonId((await broker.EventsAsync()).Single(e => e.Type == "person.registered.v1").Stream);
        (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Clinician), Stop)).View!.Particulars!.FamilyName.Text.Should().Be("Testwood");
        (await KeysAsync(broker)).Should().Be(1);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static AddNote Note(string text) => new(NoteVisibility.Shared, Personal.Of(text));

    private static Task<Outcome> NoteAsync(TestBroker broker, ReferralId referral, string text, Guid command, Actor? by = null) =>
        broker.Dispatcher.ReferralAsync(referral, Note(text), TestBroker.By(by ?? TestBroker.Worker, command));

    private static Task<Outcome> AcceptAsync(TestBroker broker, ReferralId referral, Guid command) =>
        broker.Dispatcher.ReferralAsync(referral, new Accept(), TestBroker.By(TestBroker.Worker, command));

    private static Task<Outcome> SendAsync(TestBroker broker, Send send, Guid command) => broker.Dispatcher.SendAsync(send, TestBroker.By(TestBroker.Clinician, command));

    private static Task<Outcome> RegisterAsync(TestBroker broker, Register register, Guid command) => broker.Dispatcher.RegisterAsync(register, TestBroker.By(TestBroker.Clinician, command));

    private static Task<long> EventsAsync(TestBroker broker) => broker.AskAsync<long>("select count(*) from log.event");

    private static Task<long> KeysAsync(TestBroker broker) => broker.AskAsync<long>("select count(*) from vault.person_key");

    private static async Task<string[]> StreamAsync(TestBroker broker, ReferralId referral) => [.. (await broker.Log.ReadAsync(referral.Value)).Select(e => e.Type)];
}
