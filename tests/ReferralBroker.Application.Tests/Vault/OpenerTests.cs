using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Vault;

public class OpenerTests(TestCluster cluster)
{
    private static readonly Registered Ann = new(new(Personal.Of("Example"), Personal.Of("Ann"), Personal.Of("1990-01-31"), NhsNumber: Personal.Of("9434765919")));

    [Fact]
    public async Task An_event_is_sealed_whole_stored_and_opened_whole()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var opener = new Opener(vault.Vault);
        var person = await vault.PersonAsync();

        var stored = EventJson.Write((await opener.SealAsync(Ann, person, TestContext.Current.CancellationToken))!);
        var read = EventJson.Read("person.registered.v1", stored);
        var opened = await opener.OpenAsync([read], TestContext.Current.CancellationToken);

        stored.Should().NotContain("Example").And.NotContain("Ann").And.NotContain("9434765919").And.NotContain("1990");
        opened.Should().ContainSingle().Which.Should().Be(Ann);
        ((Func<string>)(() => EventJson.Write(Ann))).Should().Throw<System.Text.Json.JsonException>();
    }

    [Fact]
    public async Task Events_of_several_people_are_opened_in_their_order_and_the_erased_stay_sealed()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var opener = new Opener(vault.Vault);
        var (one, erased) = (await vault.PersonAsync(), await vault.PersonAsync());
        var events = new[] { await StoredAsync(opener, one), await StoredAsync(opener, erased), new IdentityVerified(), await StoredAsync(opener, one) };
        await vault.Vault.DestroyAsync(erased, TestContext.Current.CancellationToken);

        var opened = await opener.OpenAsync(events, TestContext.Current.CancellationToken);

        opened.Should().HaveCount(4);
        opened[0].Should().Be(Ann);
        opened[1].Should().Be(events[1]).And.Match<Registered>(e => !e.Particulars.GivenName.IsReadable);
        opened[2].Should().BeOfType<IdentityVerified>();
        opened[3].Should().Be(Ann);
    }

    [Fact]
    public async Task Nothing_personal_can_be_sealed_for_an_erased_an_unknown_or_no_person()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var opener = new Opener(vault.Vault);
        var erased = await vault.PersonAsync();
        await vault.Vault.DestroyAsync(erased, TestContext.Current.CancellationToken);

        (await opener.SealAsync(Ann, erased, TestContext.Current.CancellationToken)).Should().BeNull();
        (await opener.SealAsync(Ann, new PersonId(Guid.CreateVersion7()), TestContext.Current.CancellationToken)).Should().BeNull();
        (await opener.SealAsync(Ann, null, TestContext.Current.CancellationToken)).Should().BeNull();
    }

    [Fact]
    public async Task An_event_without_personal_values_needs_no_key()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var verified = new IdentityVerified();

        (await new Opener(vault.Vault).SealAsync(verified, null, TestContext.Current.CancellationToken)).Should().BeSameAs(verified);
    }

    [Fact]
    public async Task Sealed_values_are_opened_in_their_order_with_nothing_for_those_that_cannot_be()
    {
        await using var vault = await TestVault.OpenAsync(cluster);
        var (one, erased) = (await vault.PersonAsync(), await vault.PersonAsync());
        var tokens = new[] { (await vault.SealAsync(one, "a")).Token, null, (await vault.SealAsync(erased, "b")).Token, (await vault.SealAsync(one, "c")).Token };
        await vault.Vault.DestroyAsync(erased, TestContext.Current.CancellationToken);

        (await new Opener(vault.Vault).OpenAsync(tokens, TestContext.Current.CancellationToken)).Should().Equal("a", null, null, "c");
    }

    private static async Task<DomainEvent> StoredAsync(Opener opener, PersonId person) =>
        EventJson.Read("person.registered.v1", EventJson.Write((await opener.SealAsync(Ann, person))!));
}
