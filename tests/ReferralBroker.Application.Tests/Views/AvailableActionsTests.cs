using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Views;

/// <summary>What each side is offered in each state, and that what is offered is done and what is not offered is refused.</summary>
public sealed class AvailableActionsTests(TestCluster cluster)
{
    private const string Talking = "add-note send-message";

    [Fact]
    public async Task Each_side_is_offered_what_the_approved_list_says()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var id = await broker.SentAsync();
        await OfferedAsync("acknowledge request-information accept decline assign redirect", "withdraw correct enter-in-error");
        await broker.DoAsync(id, new RequestInformation(Personal.Of("Which days?")), TestBroker.Worker);
        await OfferedAsync("accept decline assign redirect", "provide-information withdraw correct enter-in-error");
        await broker.DoAsync(id, new Accept(), TestBroker.Worker);
        await OfferedAsync("undo-acceptance assign record-contact book-appointment pause close redirect", "withdraw correct enter-in-error");
        await broker.DoAsync(id, new RecordContact(ContactMedium.FaceToFace, true), TestBroker.Worker);
        await OfferedAsync("assign record-contact book-appointment start-profile record-advice start-training pause close correct redirect", "withdraw correct enter-in-error");
        await broker.DoAsync(id, new StartProfile(), TestBroker.Worker);
        await OfferedAsync("assign record-contact book-appointment agree-plan record-employer-contact start-job start-training record-advice pause close correct", "withdraw correct enter-in-error");
        await broker.DoAsync(id, new StartJob(broker.Today, 16), TestBroker.Worker);
        await OfferedAsync("assign record-contact book-appointment agree-plan record-employer-contact start-job end-job start-training record-advice pause close correct", "withdraw correct enter-in-error");
        broker.Time.Now = broker.Time.Now.AddDays(91);
        await OfferedAsync("assign record-contact book-appointment agree-plan record-employer-contact start-job end-job confirm-employment start-training record-advice pause close correct", "withdraw correct enter-in-error");
        await broker.DoAsync(id, new Pause(PauseReason.Health, broker.Today.AddDays(7)), TestBroker.Worker);
        await OfferedAsync("assign record-contact book-appointment end-job confirm-employment resume close correct", "withdraw correct enter-in-error");
        await broker.DoAsync(id, new Close(CloseReason.Other, CloseOutcome.Unknown), TestBroker.Worker);
        await OfferedAsync("reopen correct", "correct enter-in-error");
        await broker.DoAsync(id, new EnterInError(Personal.Of("Wrong person.")), TestBroker.Clinician);
        (await ActionsAsync(broker, id, TestBroker.Worker)).Should().BeEmpty();
        (await ActionsAsync(broker, id, TestBroker.Clinician)).Should().BeEmpty();

        async Task OfferedAsync(string service, string referrer)
        {
            var state = (await broker.ReferralAsync(id)).Status;
            (await ActionsAsync(broker, id, TestBroker.Worker)).Should().BeEquivalentTo($"{service} {Talking}".Split(' '), "the service has it while {0}", state);
            (await ActionsAsync(broker, id, TestBroker.Clinician)).Should().BeEquivalentTo($"{referrer} {Talking}".Split(' '), "the referrer sees it while {0}", state);
        }
    }

    [Fact]
    public async Task A_declined_referral_is_the_referrers_to_tell_of_to_match_again_or_to_close()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var id = await broker.SentAsync();
        await broker.DoAsync(id, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.Worker);
        (await ActionsAsync(broker, id, TestBroker.Worker)).Should().BeEquivalentTo("add-note", "send-message");
        (await ActionsAsync(broker, id, TestBroker.Clinician)).Should().BeEquivalentTo("record-told", "close", "re-match", "correct", "enter-in-error", "add-note", "send-message");
        var terms = (await broker.ReferralAsync(id)).Terms!;
        await broker.SendAsync(TestBroker.Sending(terms.Person, terms.SharedUnder.Agreement, TestBroker.OtherService) with { RematchOf = id });
        (await ActionsAsync(broker, id, TestBroker.Clinician)).Should().NotContain(["re-match", "close"]);
    }

    [Fact]
    public async Task Recalling_is_offered_from_the_end_of_the_second_silence()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var id = await broker.SentAsync();
        broker.Time.Now = new(2026, 1, 9, 23, 59, 0, TimeSpan.Zero);
        (await ActionsAsync(broker, id, TestBroker.Clinician)).Should().NotContain("recall", "two working days, and two more");
        broker.Time.Now = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);
        (await ActionsAsync(broker, id, TestBroker.Clinician)).Should().Contain("recall");
        (await ActionsAsync(broker, id, TestBroker.Worker)).Should().NotContain("recall");
    }

    [Fact]
    public async Task Passing_on_is_offered_only_where_the_agreement_leaves_somewhere_to_pass_it_to()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        foreach (var (recipients, offered) in new[] { (Array.Empty<ServiceId>(), true), ([TestBroker.Service], false), ([TestBroker.Service, TestBroker.OtherService], true) })
        {
            var person = await broker.RegisterAsync();
            var agreement = await broker.AgreeAsync(person, AgreementScope.ContactOnly, null, recipients);
            var id = await broker.SendAsync(TestBroker.Sending(person, agreement));
            (await ActionsAsync(broker, id, TestBroker.Worker)).Contains("redirect").Should().Be(offered, "{0} services are named", recipients.Length);
            (await ActionsAsync(broker, id, TestBroker.Clinician)).Should().NotContain("redirect");
            await TestBroker.DoAsync(broker.Dispatcher.PersonAsync(person, new WithdrawAgreement(agreement, AgreementGiven.InPerson), TestBroker.By(TestBroker.Clinician), TestContext.Current.CancellationToken));
            (await ActionsAsync(broker, id, TestBroker.Worker)).Should().NotContain("redirect", "the agreement is withdrawn");
        }
    }

    [Fact]
    public async Task What_is_offered_is_done_and_what_is_not_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        foreach (var verb in ReferralVerbs.All)
        {
            var id = await broker.SentAsync();
            await broker.DoAsync(id, new Accept(), TestBroker.Worker);
            await broker.DoAsync(id, new RecordContact(ContactMedium.Video, true), TestBroker.Worker);
            var isOffered = (await ActionsAsync(broker, id, TestBroker.Worker)).Contains(verb.Name);
            var asking = new Asking(broker, id, await broker.ReferralAsync(id));
            verb.Visit(asking);
            var outcome = await asking.Outcome!;
            (outcome is Outcome.Done).Should().Be(isOffered, "{0} is {1} and was answered {2}", verb.Name, isOffered ? "offered" : "not offered", (outcome as Outcome.Refused)?.Refusal.Code);
        }
    }

    /// <summary>Sends the plainest command of a verb.</summary>
    private sealed class Asking(TestBroker broker, ReferralId id, Referral referral) : IReferralVerbVisitor
    {
        public Task<Outcome>? Outcome { get; private set; }

        public void Visit<T>() where T : IReferralVerb<T> =>
            Outcome = broker.Dispatcher.ReferralAsync(id, T.Plainest(referral, new(TestBroker.Worker, broker.Time.Now, broker.Vault.Fingerprint)), TestBroker.By(TestBroker.Worker));
    }

    private static async Task<IReadOnlyList<string>> ActionsAsync(TestBroker broker, ReferralId id, Actor by) => (await broker.Reader.ReferralAsync(id, TestBroker.Asking(by))).View!.AvailableActions;
}
