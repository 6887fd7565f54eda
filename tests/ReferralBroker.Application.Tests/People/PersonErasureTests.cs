using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.People;

/// <summary>Erasing somebody by the proof in the log and the end of their keys, under every record of theirs.</summary>
public sealed class PersonErasureTests(TestCluster cluster)
{
    [Fact]
    public async Task Nothing_of_any_record_can_be_read_and_nobody_can_be_found_by_them()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record, referral) = await MergedAsync(broker);
        await TestBroker.RefusedAsync(EraseAsync(broker, survivor), "person.has-open-referral");
        await broker.DoAsync(referral, new Withdraw(WithdrawReason.Other), TestBroker.Clinician);
        await TestBroker.RefusedAsync(broker.Dispatcher.EraseAsync(survivor, new Erase(ErasureGround.PersonAsked), TestBroker.By(TestBroker.Clinician), Stop), "role.not-allowed");
        await TestBroker.RefusedAsync(EraseAsync(broker, record), "person.merged");
        (await IndexedAsync(broker)).Should().Be(2);

        await TestBroker.DoAsync(EraseAsync(broker, survivor));
        await ShouldBeErasedAsync(broker, survivor, record, referral);
        await TestBroker.RefusedAsync(broker.Dispatcher.UnmergeAsync(survivor, new Unmerge(record), TestBroker.By(TestBroker.Clinician), Stop), "person.erased");
        (await broker.CompareAsync(broker.Projections.Single(p => p.Name == "people_index"))).Differences.Should().BeEmpty("nor does a rebuild bring them back");
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_erasure_that_was_interrupted_before_the_keys_were_destroyed_is_finished_by_asking_again(bool sameCommand)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var (survivor, record, referral) = await MergedAsync(broker);
        await broker.DoAsync(referral, new Withdraw(WithdrawReason.Other), TestBroker.Clinician);
        var command = Guid.NewGuid();
        // The process dies once the proof is appended: when the first key is to be destroyed the vault's table is gone.
        await RunAsync(broker, "alter table vault.erased rename to gone");
        await FluentActions.Awaiting(() => EraseAsync(broker, survivor, command)).Should().ThrowAsync<Npgsql.PostgresException>();
        await RunAsync(broker, "alter table vault.gone rename to erased");
        (await broker.Log.ReadAsync(survivor.Value, Stop))[^1].Type.Should().Be("person.erased.v1");
        (await broker.Vault.KeysAsync([survivor, record], Stop)).Should().HaveCount(2);

        var again = await TestBroker.DoAsync(EraseAsync(broker, survivor, sameCommand ? command : Guid.NewGuid()));
        again.Changed.Should().BeFalse();
        await ShouldBeErasedAsync(broker, survivor, record, referral);
        (await broker.Log.ReadAsync(survivor.Value, Stop)).Count(e => e.Type == "person.erased.v1").Should().Be(1);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task ShouldBeErasedAsync(TestBroker broker, PersonId survivor, PersonId record, ReferralId referral)
    {
        (await broker.AskAsync<long>("select count(*) from vault.person_key where person = any($1)", new[] { survivor.Value, record.Value })).Should().Be(0);
        (await broker.Vault.KeysAsync([survivor, record], Stop)).Should().BeEmpty();
        foreach (var stream in new[] { survivor.Value, record.Value, referral.Value })
        {
            var events = (await broker.Log.ReadAsync(stream, Stop)).Select(e => Facts.Of(e).Event).ToArray();
            if (stream != referral.Value) events[^1].Should().Be(new Erased(ErasureGround.PersonAsked));
            foreach (var e in await broker.Opener.OpenAsync(events, Stop))
                e.WithPersonal(value =>
                {
                    value.IsReadable.Should().BeFalse("{0} is erased", e.GetType().Name);
                    return value;
                });
        }
        await broker.CatchUpAsync();
        (await IndexedAsync(broker)).Should().Be(0);
        foreach (var person in new[] { survivor, record }) (await broker.Reader.PersonAsync(person, TestBroker.Asking(TestBroker.Clinician), Stop)).View?.Particulars.Should().BeNull();
        (await broker.Reader.ReferralAsync(referral, TestBroker.Asking(TestBroker.Clinician), Stop)).View!.Person!.Particulars.Should().BeNull();
    }

    private static async Task<(PersonId Survivor, PersonId Record, ReferralId Referral)> MergedAsync(TestBroker broker)
    {
        var survivor = await broker.RegisterAsync();
        var record = await broker.RegisterAsync(who: TestBroker.Somebody("Mockford"));
        var referral = await broker.SendAsync(TestBroker.Sending(record, await broker.AgreeAsync(record)) with { NeedSummary = Personal.Of("the-need"), HealthDetail = Personal.Of("the-health") });
        await broker.MergeAsync(survivor, record);
        await broker.CatchUpAsync();
        return (survivor, record, referral);
    }

    private static Task<Outcome> EraseAsync(TestBroker broker, PersonId person, Guid? command = null) =>
        broker.Dispatcher.EraseAsync(person, new Erase(ErasureGround.PersonAsked), TestBroker.By(TestBroker.Governance, command));

    private static Task<long> IndexedAsync(TestBroker broker) => broker.AskAsync<long>("select count(*) from people_index.person");

    private static async Task RunAsync(TestBroker broker, string sql)
    {
        await using var command = broker.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
