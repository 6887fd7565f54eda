using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.People;

/// <summary>
/// What two people do to one person at the same moment. The other command is done at each point in turn at which the first one looks at the
/// person: what it read before is no longer so, and it must be decided again.
/// </summary>
public sealed class PersonRaceTests(TestCluster cluster)
{
    /// <summary>A command looks at a key for each record it has read, and once more to seal what it appends.</summary>
    public static TheoryData<int> Looks => [1, 2];

    [Theory, MemberData(nameof(Looks))]
    public async Task A_send_to_one_record_is_refused_when_the_other_one_was_sent_and_the_two_were_merged_meanwhile(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await SomebodyAsync(broker), await SomebodyAsync(broker));
        AtLook(broker, look, async () =>
        {
            await TestBroker.DoAsync(SendAsync(broker, record));
            await broker.MergeAsync(survivor.Id, record.Id);
        });
        var refusal = await TestBroker.RefusedAsync(SendAsync(broker, survivor), "referral.duplicate");
        refusal.Related.Should().Be((await OpenAsync(broker)).Single());
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task A_send_to_the_record_that_was_merged_away_meanwhile_is_refused_and_names_the_survivor(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await SomebodyAsync(broker), await SomebodyAsync(broker));
        AtLook(broker, look, async () =>
        {
            await broker.MergeAsync(survivor.Id, record.Id);
            await TestBroker.DoAsync(SendAsync(broker, survivor));
        });
        (await TestBroker.RefusedAsync(SendAsync(broker, record), "person.merged")).Related.Should().Be(survivor.Id.Value);
        (await OpenAsync(broker)).Should().ContainSingle();
    }

    [Fact]
    public async Task Of_two_sends_and_a_merge_at_once_none_opens_a_second_referral_after_the_merge()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        for (var round = 0; round < 12; round++)
        {
            var (survivor, record) = (await SomebodyAsync(broker), await SomebodyAsync(broker));
            var outcomes = await Task.WhenAll(
                Task.Run(() => SendAsync(broker, survivor)), Task.Run(() => SendAsync(broker, record)),
                Task.Run(() => broker.Dispatcher.MergeAsync(survivor.Id, new Merge(record.Id), TestBroker.By(TestBroker.Clinician))));
            var merged = outcomes[2].Should().BeOfType<Outcome.Done>().Subject.Position;
            var sent = outcomes.Take(2).OfType<Outcome.Done>().Select(d => d.Position).ToArray();
            sent.Count(p => p > merged).Should().BeLessThanOrEqualTo(sent.Any(p => p < merged) ? 0 : 1, "round {0}", round);
            outcomes.OfType<Outcome.Refused>().Select(r => r.Refusal.Code).Should().BeSubsetOf(["referral.duplicate", "person.merged"]);
            await TestBroker.RefusedAsync(SendAsync(broker, record), "person.merged");
            if (sent.Length > 0) await TestBroker.RefusedAsync(SendAsync(broker, survivor), "referral.duplicate");
        }
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task A_redirect_comes_too_late_where_the_twin_was_sent_and_merged_meanwhile(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record) = (await SomebodyAsync(broker), await SomebodyAsync(broker));
        var passedOn = await broker.SendAsync(TestBroker.Sending(record.Id, record.Agreement, TestBroker.OtherService));
        AtLook(broker, look, async () =>
        {
            await TestBroker.DoAsync(SendAsync(broker, survivor));
            await broker.MergeAsync(survivor.Id, record.Id);
        });
        await TestBroker.RefusedAsync(broker.Dispatcher.RedirectAsync(
            passedOn, new Redirect(TestBroker.Service, RedirectReason.BetterFit, Personal.Of("Nearer.")), TestBroker.By(TestBroker.OtherWorker), Stop), "referral.duplicate");
        (await broker.ReferralAsync(passedOn)).Status.Should().Be(ReferralStatus.Sent);
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task Nothing_is_sent_for_somebody_whose_death_was_recorded_meanwhile(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await SomebodyAsync(broker);
        AtLook(broker, look, () => TestBroker.DoAsync(DieAsync(broker, person.Id)));
        await TestBroker.RefusedAsync(SendAsync(broker, person), "person.died");
        (await OpenAsync(broker)).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task A_death_closes_what_was_sent_meanwhile(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await SomebodyAsync(broker);
        ReferralId? sent = null;
        AtLook(broker, look, async () => sent = new((await TestBroker.DoAsync(SendAsync(broker, person))).Target));
        await TestBroker.DoAsync(DieAsync(broker, person.Id));
        (await OpenAsync(broker)).Should().BeEmpty();
        (await broker.ReferralAsync(sent!.Value)).Status.Should().Be(ReferralStatus.Closed);
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task A_contact_comes_too_late_where_the_death_was_recorded_meanwhile(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.ReachedAsync(await broker.SentAsync(), TestBroker.Worker);
        var person = (await broker.ReferralAsync(referral)).Terms!.Person;
        AtLook(broker, look, () => TestBroker.DoAsync(DieAsync(broker, person)));
        await TestBroker.RefusedAsync(ContactAsync(broker, referral), "referral.not-now");
        var closed = await broker.ReferralAsync(referral);
        (closed.Status, closed.Contacts.Count).Should().Be((ReferralStatus.Closed, 1));
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task A_death_closes_what_somebody_was_contacted_under_meanwhile(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.ReachedAsync(await broker.SentAsync(), TestBroker.Worker);
        var person = (await broker.ReferralAsync(referral)).Terms!.Person;
        AtLook(broker, look, () => TestBroker.DoAsync(ContactAsync(broker, referral)));
        await TestBroker.DoAsync(DieAsync(broker, person));
        var closed = await broker.ReferralAsync(referral);
        (closed.Status, closed.Contacts.Count).Should().Be((ReferralStatus.Closed, 2), "what was recorded first stands");
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task Two_merges_in_opposite_directions_are_one(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (first, second) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        AtLook(broker, look, () => broker.MergeAsync(second, first));
        // Which of the two records it had read by then decides what it finds in the way.
        await TestBroker.RefusedAsync(broker.Dispatcher.MergeAsync(first, new Merge(second), TestBroker.By(TestBroker.Clinician), Stop), look == 1 ? "person.has-merged-records" : "person.merged");
        (await CountAsync(broker, "person.record-merged.v1"), await CountAsync(broker, "person.merged-into.v1")).Should().Be((1, 1));

        var (third, fourth) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var outcomes = await Task.WhenAll(
            Task.Run(() => broker.Dispatcher.MergeAsync(third, new Merge(fourth), TestBroker.By(TestBroker.Clinician))),
            Task.Run(() => broker.Dispatcher.MergeAsync(fourth, new Merge(third), TestBroker.By(TestBroker.Clinician))));
        outcomes.OfType<Outcome.Done>().Should().ContainSingle();
        outcomes.OfType<Outcome.Refused>().Single().Refusal.Code.Should().BeOneOf("person.merged", "person.has-merged-records");
    }

    [Theory, MemberData(nameof(Looks))]
    public async Task Nothing_is_written_about_somebody_who_was_erased_meanwhile(int look)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        AtLook(broker, look, () => TestBroker.DoAsync(EraseAsync(broker, person)));
        await TestBroker.RefusedAsync(broker.Dispatcher.PersonAsync(person, new CorrectPerson(TestBroker.Somebody("Mockford")), TestBroker.By(TestBroker.Clinician), Stop), "person.erased");
        (await broker.Log.ReadAsync(person.Value, Stop)).Select(e => e.Type).Should().Equal("person.registered.v1", "person.erased.v1");
    }

    [Fact]
    public async Task What_was_written_while_somebody_was_being_erased_cannot_be_read_either()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        AtLook(broker, 1, () => broker.DoAsync(person, new SetAdjustments([Adjustment.Interpreter], Personal.Of("the-adjustment"))));
        await TestBroker.DoAsync(EraseAsync(broker, person));
        (await broker.Log.ReadAsync(person.Value, Stop)).Select(e => e.Type).Should().Equal("person.registered.v1", "person.adjustments-set.v1", "person.erased.v1");
        (await broker.Vault.KeysAsync([person], Stop)).Should().BeEmpty();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Lets something else be done before the command that follows looks at a person's key for the n-th time.</summary>
    private static void AtLook(TestBroker broker, int look, Func<Task> happens) =>
        broker.VaultTime.BeforeNextLook(() =>
        {
            if (look == 1) return happens();
            AtLook(broker, look - 1, happens);
            return Task.CompletedTask;
        });

    private static async Task<(PersonId Id, AgreementId Agreement)> SomebodyAsync(TestBroker broker)
    {
        var person = await broker.RegisterAsync();
        return (person, await broker.AgreeAsync(person));
    }

    private static Task<Outcome> SendAsync(TestBroker broker, (PersonId Id, AgreementId Agreement) person) =>
        broker.Dispatcher.SendAsync(TestBroker.Sending(person.Id, person.Agreement) with { NeedSummary = Personal.Of("Part-time work.") }, TestBroker.By(TestBroker.Clinician));

    private static Task<Outcome> ContactAsync(TestBroker broker, ReferralId referral) =>
        broker.Dispatcher.ReferralAsync(referral, new RecordContact(ContactMedium.Telephone, true, Personal.Of("Spoke.")), TestBroker.By(TestBroker.Worker));

    private static Task<Outcome> DieAsync(TestBroker broker, PersonId person) =>
        broker.Dispatcher.RecordDeathAsync(person, new RecordDeath(broker.Today), TestBroker.By(TestBroker.Clinician));

    private static Task<Outcome> EraseAsync(TestBroker broker, PersonId person) =>
        broker.Dispatcher.EraseAsync(person, new Erase(ErasureGround.PersonAsked), TestBroker.By(TestBroker.Governance));

    private static Task<long> CountAsync(TestBroker broker, string type) =>
        broker.AskAsync<long>("select count(*) from log.event e join log.event_type t on t.id = e.type where t.name = $1", type);

    private static async Task<Guid[]> OpenAsync(TestBroker broker)
    {
        var open = new List<Guid>();
        foreach (var sent in (await broker.EventsAsync()).Where(e => e.Type == "referral.sent.v1"))
            if ((await broker.ReferralAsync(new(sent.Stream))).IsOpen) open.Add(sent.Stream);
        return [.. open];
    }
}
