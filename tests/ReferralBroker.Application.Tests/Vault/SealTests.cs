using System.Buffers.Text;
using System.Security.Cryptography;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Vault;

public class SealTests(TestCluster cluster)
{
    [Theory]
    [InlineData("")]
    [InlineData("O'Brien-Núñez \ud83d\ude42\n\0")]
    [InlineData("943 476 5919")]
    public async Task What_was_sealed_is_opened_again(string text)
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();

        var token = (await vault.SealAsync(person, text)).Token!;
        var opened = (await vault.KeyAsync(person)).Open(Personal.Sealed(token));

        opened.Text.Should().Be(text);
        opened.Token.Should().Be(token);
        PersonKey.OwnerOf(Personal.Sealed(token)).Should().Be(person);
    }

    [Fact]
    public async Task The_same_text_never_looks_the_same_twice_and_never_shows()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();

        var tokens = new[] { (await vault.SealAsync(person, "Ann Example")).Token!, (await vault.SealAsync(person, "Ann Example")).Token! };

        tokens.Should().OnlyHaveUniqueItems();
        foreach (var token in tokens)
            System.Text.Encoding.Latin1.GetString(Base64Url.DecodeFromChars(token.Split('.')[2])).Should().NotContain("Ann");
    }

    [Fact]
    public async Task A_value_that_is_sealed_already_is_left_as_it_is()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();
        var once = Personal.Sealed((await vault.SealAsync(person, "x")).Token!);

        (await vault.KeyAsync(person)).Seal(once).Should().BeSameAs(once);
    }

    [Fact]
    public async Task A_change_of_any_one_byte_is_found_out()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var person = await vault.PersonAsync();
        var key = await vault.KeyAsync(person);
        var parts = (await vault.SealAsync(person, "Ann")).Token!.Split('.');
        var bytes = Base64Url.DecodeFromChars(parts[2]);

        for (var i = 0; i < bytes.Length; i++)
        {
            var changed = (byte[])bytes.Clone();
            changed[i] ^= 1;
            var open = () => key.Open(Personal.Sealed($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(changed)}"));
            open.Should().Throw<CryptographicException>($"byte {i} was changed");
        }
        var cut = () => key.Open(Personal.Sealed($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(bytes.AsSpan(0, 20))}"));
        cut.Should().Throw<CryptographicException>();
    }

    [Fact]
    public async Task What_was_sealed_for_one_person_does_not_open_as_anothers()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var (one, other) = (await vault.PersonAsync(), await vault.PersonAsync());
        var key = await vault.KeyAsync(other);
        var token = (await vault.SealAsync(one, "Ann")).Token!;
        var relabelled = $"v1.{Base64Url.EncodeToString(other.Value.ToByteArray(bigEndian: true))}.{token.Split('.')[2]}";

        ((Func<Personal>)(() => key.Open(Personal.Sealed(token)))).Should().Throw<CryptographicException>();
        ((Func<Personal>)(() => key.Open(Personal.Sealed(relabelled)))).Should().Throw<CryptographicException>();
    }

    [Theory]
    [InlineData("v2.AAAA.AAAA")]
    [InlineData("Ann Example")]
    [InlineData("v1.AAAA")]
    public void A_form_that_is_not_known_is_said_without_repeating_it(string token)
    {
        var ask = () => PersonKey.OwnerOf(Personal.Sealed(token));

        ask.Should().Throw<VaultException>().Which.Message.Should().NotContain(token);
    }
}
