using Npgsql;
using ReferralBroker.Application.Verification;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests;

/// <summary>The check of every stream finds what was broken on purpose, and nothing else.</summary>
public sealed class StreamCheckTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_that_only_decisions_wrote_has_no_fault()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        await MadeAsync(broker);
        var report = await CheckAsync(broker);
        report.Faults.Should().BeEmpty();
        report.Streams.Should().BeGreaterThan(10);
        report.Events.Should().Be(await broker.AskAsync<long>("select count(*) from log.event"));
    }

    public static TheoryData<string, string> Damage => new()
    {
        { $"delete from {EventTable.Name} where version = 2 and {EventTableByHand.Stream} = '{{0}}'", "version 2 is missing" },
        { $"{EventTableByHand.FreePosition}; update {EventTable.Name} set {EventTableByHand.Position} = {EventTableByHand.Position} + 1000000 where version = 1 and {EventTableByHand.Stream} = '{{0}}'", "positions do not rise" },
        { "delete from log.claim where key like 'open-referral:%'", "should hold the claim open-referral" },
        { "insert into log.claim values ('open-referral:of:nobody', '{0}')", "holds the claim open-referral and should not" },
        { "insert into log.claim values ('open-referral:of:nobody', gen_random_uuid())", "does not exist" },
        { $"update {EventTable.Name} set {EventTableByHand.BecomesRegistration} where {EventTableByHand.Stream} = '{{0}}' and version = 1", "mixes events" },
        { $"update {EventTable.Name} set data = '[]' where {EventTableByHand.Stream} = '{{0}}' and version = 1", "does not fold" },
        { "delete from log.command where streams[1] = '{0}'", "whose command the log does not remember" },
    };

    [Theory, MemberData(nameof(Damage))]
    public async Task What_was_broken_by_hand_is_found(string sql, string says)
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await MadeAsync(broker);
        await BreakAsync(broker, string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, referral.Value));
        (await CheckAsync(broker)).Faults.Should().Contain(f => f.What.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_erased_whose_key_is_still_there_is_found()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var governance = new Actor("lead", Role.GovernanceLead, new(Guid.Empty));
        await TestBroker.DoAsync(broker.Dispatcher.EraseAsync(person, new Erase(ErasureGround.PersonAsked), TestBroker.By(governance), Stop));
        (await CheckAsync(broker)).Faults.Should().BeEmpty();
        await BreakAsync(broker, $"insert into vault.person_key (person, wrapped, master) select '{person}', wrapped, master from vault.secret limit 1");
        (await CheckAsync(broker)).Faults.Should().ContainSingle(f => f.Stream == person.Value && f.What.Contains("still has a key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Somebody_whose_key_is_gone_is_found_and_a_vault_that_never_knew_anybody_is_refused()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        await VaultCheck.RunAsync(broker.Database, broker.Vault, Stop);
        var (gone, kept) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        await BreakAsync(broker, $"delete from vault.person_key where person = '{gone}'");
        (await CheckAsync(broker)).Faults.Should().ContainSingle(f => f.Stream == gone.Value && f.What.Contains("holds no key", StringComparison.Ordinal));
        await VaultCheck.RunAsync(broker.Database, broker.Vault, Stop);

        await BreakAsync(broker, $"delete from vault.person_key where person = '{kept}'");

        var check = () => VaultCheck.RunAsync(broker.Database, broker.Vault, Stop);
        (await check.Should().ThrowAsync<Application.Vault.VaultException>()).WithMessage("*not the vault this log was written with*");
    }

    /// <summary>One referral that is open and one that is closed.</summary>
    private static async Task<ReferralId> MadeAsync(TestBroker broker)
    {
        var closed = await broker.SentAsync();
        await broker.DoAsync(closed, new Accept(), TestBroker.Worker);
        await broker.DoAsync(closed, new Close(CloseReason.Other, CloseOutcome.Unknown), TestBroker.Worker);
        var open = await broker.SentAsync();
        await broker.DoAsync(open, new Accept(), TestBroker.Worker);
        return open;
    }

    private static Task<StreamReport> CheckAsync(TestBroker broker) => new StreamCheck(broker.Database, broker.Log, broker.Vault).RunAsync(stop: Stop);

    /// <summary>As somebody could who owns the tables and means harm, or whose disk lies.</summary>
    private static async Task BreakAsync(TestBroker broker, string sql)
    {
        await using var connection = await broker.Database.OpenConnectionAsync(Stop);
        await using var command = new NpgsqlCommand($"set session_replication_role = replica; {sql}; reset session_replication_role", connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
