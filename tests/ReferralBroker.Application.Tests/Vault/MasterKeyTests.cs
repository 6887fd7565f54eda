using ReferralBroker.Application.Vault;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Vault;

public class MasterKeyTests(TestCluster cluster)
{
    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISI=")]
    public void What_is_not_32_bytes_in_base64_is_refused_without_repeating_it(string key)
    {
        var make = () => new MasterKey(key);

        var message = make.Should().Throw<VaultException>().WithMessage("*32 random bytes in base64*openssl rand -base64 32*").Which.Message;
        if (key.Length > 0) message.Should().NotContain(key);
    }

    [Fact]
    public void A_made_key_is_32_bytes_and_never_the_same()
    {
        var made = MasterKey.Make();

        Convert.FromBase64String(made).Should().HaveCount(32);
        new MasterKey($" {made}\n").Id.Should().Be(new MasterKey(made).Id).And.NotBe(new MasterKey(MasterKey.Make()).Id);
    }

    [Fact]
    public async Task Another_master_key_than_the_vaults_is_refused_naming_both()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();
        var wrong = MasterKey.Make();
        var open = () => vault.Another(wrong).OpenAsync();

        var message = (await open.Should().ThrowAsync<VaultException>()).Which.Message;

        message.Should().Contain(new MasterKey(vault.Master).Id).And.Contain(new MasterKey(wrong).Id).And.Contain("configure");
        message.Should().NotContain(wrong).And.NotContain(vault.Master);
        (await vault.Another(wrong).IsReadyAsync(TestContext.Current.CancellationToken)).Should().BeFalse();
        (await vault.Another().IsReadyAsync(TestContext.Current.CancellationToken)).Should().BeTrue();
        await ((Func<Task>)(() => vault.Another(wrong).KeysAsync([person]))).Should().ThrowAsync<VaultException>();
    }

    [Fact]
    public async Task A_wrapped_key_moved_to_another_person_does_not_unwrap()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        await vault.PersonAsync();
        var other = await vault.PersonAsync();
        await vault.AskAsync<int>($"update vault.person_key set wrapped = (select wrapped from vault.person_key where person <> '{other}') where person = '{other}' returning 1");

        var open = () => vault.KeyAsync(other);

        await open.Should().ThrowAsync<System.Security.Cryptography.CryptographicException>();
    }
}
