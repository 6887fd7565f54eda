using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Vault;

/// <summary>A vault in a database of its own.</summary>
internal sealed class TestVault : IAsyncDisposable
{
    private TestVault(NpgsqlDataSource keys, string master)
    {
        Keys = keys;
        Master = master;
        Vault = Another();
    }

    public NpgsqlDataSource Keys { get; }
    public string Master { get; }
    public Clock Time { get; } = new();
    public PersonVault Vault { get; }

    public static async Task<TestVault> EmptyAsync(TestCluster cluster) =>
        new(NpgsqlDataSource.Create(await cluster.NewDatabaseAsync()), MasterKey.Make());

    public static async Task<TestVault> OpenAsync(TestCluster cluster)
    {
        var vault = await EmptyAsync(cluster);
        await vault.Vault.MigrateAsync();
        await vault.Vault.OpenAsync();
        return vault;
    }

    /// <summary>Another process over the same database.</summary>
    public PersonVault Another(string? master = null) => new(Keys, new MasterKey(master ?? Master), Time);

    public async Task<PersonId> PersonAsync()
    {
        var person = new PersonId(Guid.CreateVersion7());
        (await Vault.MakeAsync(person)).Should().BeTrue();
        return person;
    }

    public static async Task<PersonKey?> KeyAsync(PersonVault vault, PersonId person) => (await vault.KeysAsync([person])).GetValueOrDefault(person);

    public async Task<PersonKey> KeyAsync(PersonId person) => (await KeyAsync(Vault, person))!;

    public async Task<Personal> SealAsync(PersonId person, string text) => (await KeyAsync(person)).Seal(Personal.Of(text));

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = Keys.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => Keys.DisposeAsync();
}

/// <summary>A clock that is moved by hand.</summary>
internal sealed class Clock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Pass(TimeSpan time) => _now += time;
}
