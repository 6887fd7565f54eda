using ReferralBroker.Testing;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests;

public class ClaimTests(TestCluster cluster)
{
    private readonly Guid _holder = Guid.CreateVersion7();
    private readonly Guid _other = Guid.CreateVersion7();

    [Fact]
    public async Task A_held_claim_refuses_naming_the_holder_and_writes_nothing()
    {
        await using var log = await StartAsync(cluster);
        await ClaimAsync(log, _holder, "k");

        var result = await log.AppendAsync(Request(At(_other, 0)) with { Claims = [new("free", _other), new("k", _other)] });

        result.Should().Be(new AppendResult.ClaimHeld(new("k", _holder)));
        (await log.EventsAsync()).Should().Be(1);
        (await HolderAsync(log, "free")).Should().BeNull();
        (await HolderAsync(log, "k")).Should().Be(_holder);
    }

    [Fact]
    public async Task A_released_claim_can_be_taken_again()
    {
        await using var log = await StartAsync(cluster);
        await ClaimAsync(log, _holder, "k");

        await log.AppendAsync(Request(At(_holder, 1)) with { Releases = [new("k", _holder)] });
        (await HolderAsync(log, "k")).Should().BeNull();
        await ClaimAsync(log, _other, "k");

        (await HolderAsync(log, "k")).Should().Be(_other);
    }

    [Fact]
    public async Task Nobody_can_release_the_claim_of_another_stream()
    {
        await using var log = await StartAsync(cluster);
        await ClaimAsync(log, _holder, "k");

        (await log.AppendAsync(Request(At(_other, 0)) with { Releases = [new("k", _other), new("never held", _other)] })).Should().BeOfType<AppendResult.Appended>();

        (await HolderAsync(log, "k")).Should().Be(_holder);
    }

    [Fact]
    public async Task One_append_can_pass_a_claim_from_one_stream_to_another()
    {
        await using var log = await StartAsync(cluster);
        await ClaimAsync(log, _holder, "k");

        var result = await log.AppendAsync(Request(At(_holder, 1), At(_other, 0)) with { Releases = [new("k", _holder)], Claims = [new("k", _other)] });

        result.Should().BeOfType<AppendResult.Appended>();
        (await HolderAsync(log, "k")).Should().Be(_other);
    }

    [Fact]
    public async Task A_refused_append_releases_nothing()
    {
        await using var log = await StartAsync(cluster);
        await ClaimAsync(log, _holder, "k");

        (await log.AppendAsync(Request(At(_holder, 0)) with { Releases = [new("k", _holder)] })).Should().BeOfType<AppendResult.VersionConflict>();

        (await HolderAsync(log, "k")).Should().Be(_holder);
    }

    [Fact]
    public async Task Of_two_racing_claims_one_wins_and_the_other_learns_who_holds_it()
    {
        await using var log = await StartAsync(cluster);
        await using var first = await log.Log.OpenAsync(TestContext.Current.CancellationToken);
        await using var second = await log.Log.OpenAsync(TestContext.Current.CancellationToken);

        for (var round = 0; round < 100; round++)
        {
            Guid left = Guid.CreateVersion7(), right = Guid.CreateVersion7();
            var key = $"k-{round}";
            var results = await Task.WhenAll(
                Task.Run(() => first.AppendAsync(Request(At(left, 0)) with { Claims = [new(key, left)] })),
                Task.Run(() => second.AppendAsync(Request(At(right, 0)) with { Claims = [new(key, right)] })));
            var holder = results[0] is AppendResult.Appended ? left : right;
            results.OfType<AppendResult.Appended>().Should().ContainSingle();
            results.OfType<AppendResult.ClaimHeld>().Should().ContainSingle().Which.Held.Should().Be(new Claim(key, holder));
            (await HolderAsync(log, key)).Should().Be(holder);
        }

        (await log.EventsAsync()).Should().Be(100);
    }

    private static async Task ClaimAsync(TestLog log, Guid stream, string key) =>
        (await log.AppendAsync(Request(At(stream, 0)) with { Claims = [new(key, stream)] })).Should().BeOfType<AppendResult.Appended>();

    private static Task<Guid?> HolderAsync(TestLog log, string key) => log.Log.HolderOfAsync(key);
}
