using Npgsql;
using ReferralBroker.Application.Looks;
using ReferralBroker.Domain;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Looks;

/// <summary>The record of looks takes many at once, refuses every change, and misses whatever somebody took from it who could.</summary>
public sealed class LookTrailTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_who_look_at_once_through_several_processes_are_each_recorded_once_and_in_one_chain()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        LookTrail[] processes = [broker.Looks, new(broker.Database, broker.Vault), new(broker.Database, broker.Vault)];
        await Task.WhenAll(Enumerable.Range(0, 150).Select(i => Task.Run(() => processes[i % 3].RecordAsync(ALook(broker, i), Stop))));
        (await CheckAsync(broker)).Should().Be(new LookReport(150, null));
        (await broker.AskAsync<long>("select count(distinct what) from looks.look")).Should().Be(150);
    }

    [Theory]
    [InlineData("update looks.look set \"user\" = 'somebody-else' where number = 3")]
    [InlineData("delete from looks.look where number = 3")]
    [InlineData("truncate looks.look")]
    public async Task A_change_is_refused(string change)
    {
        await using var broker = await FilledAsync();
        await FluentActions.Awaiting(() => RunAsync(broker, change)).Should().ThrowAsync<PostgresException>().WithMessage("*append-only*");
        (await CheckAsync(broker)).Fault.Should().BeNull();
    }

    [Theory]
    [InlineData("update looks.look set \"user\" = 'somebody-else' where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set role = 'commissioner' where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set organisation = gen_random_uuid() where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set at = at + interval '1 microsecond' where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set people = '{}' where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set ground = 'governance' where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set ground = 'curiosity' where number = 3", "look 3 is of a form*")]
    [InlineData("update looks.look set refused = 'organisation.not-party' where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set record = gen_random_uuid() where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set sought = 'x' where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set correlation = gen_random_uuid() where number = 3", "look 3 is not as it was recorded*")]
    [InlineData("delete from looks.look where number = 3", "look 3 is missing")]
    [InlineData("delete from looks.look where number = 3; update looks.look set number = number - 1 where number > 3", "look 3 is not as it was recorded*")]
    [InlineData("update looks.look set number = -number where number in (3, 4); update looks.look set number = 7 + number where number < 0", "look 3 is not as it was recorded*")]
    [InlineData("insert into looks.look select 9, at, \"user\", role, organisation, what, ground, people, correlation, record, sought, refused, seal from looks.look where number = 8", "look 9 is not as it was recorded*")]
    [InlineData("delete from looks.look where number > 6", "it ends with look 6, though it had come to 8*")]
    [InlineData("delete from looks.look", "it ends with look 0, though it had come to 8*")]
    public async Task Whoever_can_turn_the_triggers_off_is_found_out(string change, string fault)
    {
        await using var broker = await FilledAsync();
        (await broker.Looks.AnchorAsync(Stop)).Should().BeTrue();
        // "number > 0" is in the way of a swap by hand only.
        await RunAsync(broker, $"alter table looks.look disable trigger user; alter table looks.look drop constraint look_number_check; {change}");
        (await CheckAsync(broker)).Fault.Should().Match(fault);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_is_missed_also_when_as_many_looks_again_were_recorded()
    {
        await using var broker = await FilledAsync();
        await broker.Looks.AnchorAsync(Stop);
        await RunAsync(broker, "alter table looks.look disable trigger user; delete from looks.look where number > 5");
        for (var i = 0; i < 10; i++) await broker.Looks.RecordAsync(ALook(broker, i), Stop);
        (await broker.Looks.AnchorAsync(Stop)).Should().BeFalse();
        broker.Looks.IsWhole.Should().BeFalse("the health page says so");
        (await CheckAsync(broker)).Fault.Should().Be("look 8 is not the one the vault knows");
    }

    [Fact]
    public async Task Without_the_vaults_own_key_nobody_makes_a_seal_that_holds()
    {
        await using var broker = await FilledAsync();
        await using var other = await TestBroker.StartAsync(cluster);
        await new LookTrail(broker.Database, other.Vault).RecordAsync(ALook(broker, 9), Stop);
        (await CheckAsync(broker)).Fault.Should().StartWith("look 9 is not as it was recorded");
    }

    private async Task<TestBroker> FilledAsync()
    {
        var broker = await TestBroker.StartAsync(cluster);
        for (var i = 1; i <= 8; i++) await broker.Looks.RecordAsync(ALook(broker, i) with { Record = i % 2 == 0 ? Guid.NewGuid() : null }, Stop);
        return broker;
    }

    private static Look ALook(TestBroker broker, int i) =>
        new(broker.Time.Now.AddTicks(i), TestBroker.Clinician, $"look-{i}", LookGround.DealsWithPerson, [Guid.NewGuid(), Guid.NewGuid()], Guid.NewGuid());

    private static Task<LookReport> CheckAsync(TestBroker broker) => new LookTrailCheck(broker.Database, broker.Vault).RunAsync(Stop);

    private static async Task RunAsync(TestBroker broker, string sql)
    {
        await using var command = broker.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
