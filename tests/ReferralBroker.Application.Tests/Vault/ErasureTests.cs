using Npgsql;
using ReferralBroker.Domain;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Vault;

public class ErasureTests(TestCluster cluster)
{
    [Fact]
    public async Task An_erased_person_stays_sealed_and_never_gets_a_key_again()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var (person, other) = (await vault.PersonAsync(), await vault.PersonAsync());
        await vault.SealAsync(person, "Ann");

        await vault.Vault.DestroyAsync(person, TestContext.Current.CancellationToken);
        await vault.Vault.DestroyAsync(person, TestContext.Current.CancellationToken);

        (await vault.Vault.MakeAsync(person, TestContext.Current.CancellationToken)).Should().BeFalse();
        (await vault.Another().MakeAsync(person, TestContext.Current.CancellationToken)).Should().BeFalse();
        (await TestVault.KeyAsync(vault.Vault, person)).Should().BeNull();
        (await TestVault.KeyAsync(vault.Another(), person)).Should().BeNull();
        (await TestVault.KeyAsync(vault.Vault, other)).Should().NotBeNull();
        (await vault.AskAsync<long>("select count(*) from vault.person_key")).Should().Be(1);
    }

    [Fact]
    public async Task Somebody_may_be_erased_before_they_were_ever_given_a_key()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = new PersonId(Guid.CreateVersion7());

        await vault.Vault.DestroyAsync(person, TestContext.Current.CancellationToken);

        (await vault.Vault.MakeAsync(person, TestContext.Current.CancellationToken)).Should().BeFalse();
    }

    [Fact]
    public async Task A_key_that_was_on_its_way_when_the_person_was_erased_is_not_left_behind()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = new PersonId(Guid.CreateVersion7());
        // Another session is making the same key, and will not finish: it holds the making up while the erasure is under way.
        await using var connection = await vault.Keys.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var unfinished = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var insert = new NpgsqlCommand($"insert into vault.person_key (person, wrapped, master) values ('{person}', '', '')", connection);
        await insert.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var making = vault.Vault.MakeAsync(person, TestContext.Current.CancellationToken);
        await WaitingAsync(vault, 1);
        var erasing = vault.Vault.DestroyAsync(person, TestContext.Current.CancellationToken);
        await WaitingAsync(vault, 2, erasing);

        await unfinished.RollbackAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(making, erasing);

        (await vault.AskAsync<long>("select count(*) from vault.person_key")).Should().Be(0);
        (await TestVault.KeyAsync(vault.Another(), person)).Should().BeNull();
    }

    [Fact]
    public async Task Whoever_is_erased_while_their_key_is_being_made_ends_without_one()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var stop = TestContext.Current.CancellationToken;
        for (var round = 0; round < 100; round++)
        {
            var person = new PersonId(Guid.CreateVersion7());
            await Task.WhenAll(vault.Vault.MakeAsync(person, stop), vault.Vault.DestroyAsync(person, stop));
        }

        (await vault.AskAsync<long>("select count(*) from vault.person_key")).Should().Be(0);
    }

    /// <summary>Until so many sessions of this vault wait for a lock, or the task has ended without waiting.</summary>
    private static async Task WaitingAsync(TestVault vault, long sessions, Task? unless = null)
    {
        for (var tries = 0; tries < 2000; tries++, await Task.Delay(10, TestContext.Current.CancellationToken))
        {
            if (unless?.IsCompleted == true) return;
            if (await vault.AskAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") >= sessions) return;
        }
        Assert.Fail($"There are not {sessions} sessions waiting.");
    }
}
