using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Vault;

public class PersonVaultTests(TestCluster cluster)
{
    [Fact]
    public async Task Keys_outlive_a_restart()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();
        var token = (await vault.SealAsync(person, "Ann")).Token!;

        var restarted = vault.Another();
        await restarted.OpenAsync(TestContext.Current.CancellationToken);

        (await TestVault.KeyAsync(restarted, person))!.Open(Personal.Sealed(token)).Text.Should().Be("Ann");
        restarted.Fingerprint("nhs", "9434765919").Should().Be(vault.Vault.Fingerprint("nhs", "9434765919"));
        restarted.CommandHash("x"u8).Should().Equal(vault.Vault.CommandHash("x"u8));
    }

    [Fact]
    public async Task A_key_is_made_once()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();
        var token = (await vault.SealAsync(person, "Ann")).Token!;

        (await vault.Vault.MakeAsync(person, TestContext.Current.CancellationToken)).Should().BeTrue();

        (await TestVault.KeyAsync(vault.Another(), person))!.Open(Personal.Sealed(token)).Text.Should().Be("Ann");
    }

    [Fact]
    public async Task Somebody_without_a_key_is_left_out()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();

        var keys = await vault.Vault.KeysAsync([person, new(Guid.CreateVersion7())], TestContext.Current.CancellationToken);

        keys.Keys.Should().Equal(person);
    }

    [Fact]
    public async Task Opened_keys_are_held_for_a_minute_and_no_longer()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();
        (await vault.KeyAsync(person)).Should().NotBeNull();
        await vault.Another().DestroyAsync(person, TestContext.Current.CancellationToken);

        vault.Time.Pass(TimeSpan.FromSeconds(59));
        (await vault.KeyAsync(person)).Should().NotBeNull("it is held here, and another process erased the person");
        vault.Time.Pass(TimeSpan.FromSeconds(1));
        (await vault.KeyAsync(person)).Should().BeNull("using it does not prolong it");
    }

    [Fact]
    public async Task Several_processes_that_open_an_empty_vault_at_once_agree_on_its_secrets()
    {
        await using var vault = await TestVault.EmptyAsync(cluster);
        var vaults = Enumerable.Range(0, 6).Select(_ => vault.Another()).ToArray();

        await FluentActions.Awaiting(() => vaults[0].OpenAsync()).Should().ThrowAsync<VaultException>().WithMessage("*run 'migrate'*");
        await Task.WhenAll(vaults.Select(v => Task.Run(async () =>
        {
            await v.MigrateAsync();
            await v.OpenAsync();
        })));

        vaults.Select(v => v.Fingerprint("nhs", "9434765919")).Distinct().Should().ContainSingle();
        vaults.Select(v => Convert.ToHexString(v.CommandHash("x"u8))).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task No_column_of_the_vault_holds_a_key_as_it_is()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var raw = new List<byte[]> { Convert.FromBase64String(vault.Master) };
        for (var i = 0; i < 5; i++) raw.Add(RawKey(await vault.KeyAsync(await vault.PersonAsync())));

        var rows = await vault.AskAsync<string>("""
            select string_agg(encode(wrapped, 'hex') || ' ' || master, ' ') from (select wrapped, master from vault.person_key union all select wrapped, master from vault.secret union all select wrapped, master from vault.web_key) as all_rows
            """);
        var columns = await vault.AskAsync<string[]>("select array_agg(table_name || '.' || column_name order by 1) from information_schema.columns where table_schema = 'vault' and data_type in ('bytea', 'text')");

        columns.Should().BeEquivalentTo("person_key.wrapped", "person_key.master", "secret.wrapped", "secret.master", "secret.name", "web_key.wrapped", "web_key.master", "web_key.name", "look_anchor.seal");
        foreach (var key in raw) rows.Should().NotContain(Convert.ToHexStringLower(key)).And.NotContain(Convert.ToHexStringLower(key[..8]));
    }

    [Fact]
    public async Task A_vault_that_was_not_opened_makes_no_hashes()
    {
        await using var vault = await TestVault.EmptyAsync(cluster);

        ((Func<string>)(() => vault.Vault.Fingerprint("nhs", "x"))).Should().Throw<VaultException>();
        ((Func<byte[]>)(() => vault.Vault.CommandHash("x"u8))).Should().Throw<VaultException>();
    }

    private static byte[] RawKey(PersonKey key) => (byte[])typeof(PersonKey)
        .GetField("_key", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(key)!;
}
