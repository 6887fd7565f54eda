using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Vault;

public class FingerprintTests(TestCluster cluster)
{
    [Fact]
    public async Task Fingerprints_meet_for_the_same_kind_and_text_only()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var of = vault.Vault.Fingerprint;

        of("nhs", "9434765919").Should().Be(of("nhs", "9434765919")).And.MatchRegex("^[0-9a-f]{64}$");
        new[] { of("nhs", "9434765919"), of("nhs", "9434765918"), of("phone", "9434765919"), of("nhs", ""), of("", "nhs") }.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Fingerprints_and_hashes_of_two_vaults_never_meet()
    {
        await using var one = await TestVault.OpenAsync(cluster);
        await using var other = await TestVault.OpenAsync(cluster);

        one.Vault.Fingerprint("nhs", "9434765919").Should().NotBe(other.Vault.Fingerprint("nhs", "9434765919"));
        one.Vault.CommandHash("x"u8).Should().NotEqual(other.Vault.CommandHash("x"u8));
    }

    [Fact]
    public async Task The_hash_of_a_command_is_not_its_fingerprint()
    {
        await using var vault = await TestVault.OpenAsync(cluster);

        Convert.ToHexStringLower(vault.Vault.CommandHash("nhs\n9434765919"u8)).Should().NotBe(vault.Vault.Fingerprint("nhs", "9434765919"));
        vault.Vault.CommandHash("x"u8).Should().Equal(vault.Vault.CommandHash("x"u8)).And.NotEqual(vault.Vault.CommandHash("y"u8));
    }
}
