using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace ReferralBroker.Web.Tests.SignIn;

/// <summary>A provider, and a site that sends people there to sign in as the broker would.</summary>
public sealed class ProviderAndSite : IAsyncLifetime
{
    internal const string Nonce = "a-nonce";
    internal const string Verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789";
    private readonly WebApplication _site = NewSite();

    internal IdentityProvider Provider { get; private set; } = null!;

    internal Uri SignInAddress => new(Site, "/sign-in");

    internal Uri SignOutAddress => new(Site, "/sign-out");

    internal string RedirectUri => new Uri(Site, "/signed-in").AbsoluteUri;

    internal Uri Site => new(_site.Urls.First());

    private string SignedOutUri => new Uri(Site, "/signed-out").AbsoluteUri;

    public async ValueTask InitializeAsync()
    {
        _site.MapGet("/sign-in", () => Results.Redirect(AuthorizeAddress()));
        _site.MapGet("/signed-in", () => "in");
        _site.MapGet("/sign-out", () => Results.Redirect(EndSessionAddress()));
        _site.MapGet("/signed-out", () => "out");
        await _site.StartAsync();
        Provider = await IdentityProvider.StartAsync(RedirectUri, new()
        {
            PostLogoutRedirectUris = [SignedOutUri],
            Accounts =
            {
                ["ada"] = new() { ["name"] = "Ada Testwood", ["organisation"] = "7d7c", ["role"] = "clinician", ["acr"] = "strong" },
                ["bea"] = new() { ["name"] = "Bea Testwood", ["role"] = new JsonArray("commissioner", "clinician") },
            },
            Machines = { ["machine"] = new() { ["role"] = "hub-officer" } },
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Provider is not null) await Provider.DisposeAsync();
        await _site.DisposeAsync();
    }

    internal string AuthorizeAddress(string? challenge = null) => QueryHelpers.AddQueryString($"{Provider.Issuer}/auth", new Dictionary<string, string?>
    {
        ["response_type"] = "code",
        ["client_id"] = Provider.ClientId,
        ["redirect_uri"] = RedirectUri,
        ["scope"] = "openid profile",
        ["state"] = "a-state",
        ["nonce"] = Nonce,
        ["code_challenge"] = challenge ?? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
        ["code_challenge_method"] = "S256",
    });

    private string EndSessionAddress() => QueryHelpers.AddQueryString($"{Provider.Issuer}/session/end", new Dictionary<string, string?>
    {
        ["client_id"] = Provider.ClientId,
        ["post_logout_redirect_uri"] = SignedOutUri,
    });

    private static WebApplication NewSite()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var site = builder.Build();
        site.Urls.Add("http://127.0.0.1:0");
        return site;
    }
}

/// <summary>The provider of the tests does what a provider does.</summary>
public sealed class IdentityProviderTests(ProviderAndSite fixture) : IClassFixture<ProviderAndSite>
{
    private readonly IdentityProvider _provider = fixture.Provider;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_where_everything_is()
    {
        var discovery = await DiscoveryAsync();
        ((string?)discovery["issuer"]).Should().Be(_provider.Issuer);
        ((string?)discovery["authorization_endpoint"]).Should().Be($"{_provider.Issuer}/auth");
        ((string?)discovery["token_endpoint"]).Should().Be($"{_provider.Issuer}/token");
        ((string?)discovery["end_session_endpoint"]).Should().Be($"{_provider.Issuer}/session/end");
    }

    [Fact]
    public async Task Somebody_signs_in_and_the_token_says_who()
    {
        using var browser = new Browser(fixture.Site);
        var token = Payload(await IdTokenAsync(await SignInAsync(browser, "ada")));
        ((string?)token["iss"], (string?)token["aud"], (string?)token["sub"]).Should().Be((_provider.Issuer, _provider.ClientId, "ada"));
        ((string?)token["nonce"], (string?)token["acr"]).Should().Be((ProviderAndSite.Nonce, "strong"));
        ((string?)token["name"], (string?)token["organisation"], (string?)token["role"]).Should().Be(("Ada Testwood", "7d7c", "clinician"));
    }

    [Fact]
    public async Task An_account_may_have_several_roles_and_no_level_of_assurance()
    {
        using var browser = new Browser(fixture.Site);
        var token = Payload(await IdTokenAsync(await SignInAsync(browser, "bea")));
        token["role"]!.AsArray().Select(r => (string?)r).Should().Equal("commissioner", "clinician");
        token["acr"].Should().BeNull();
    }

    [Fact]
    public async Task An_address_changed_on_the_way_changes_what_the_token_says()
    {
        using var browser = new Browser(fixture.Site);
        var token = Payload(await IdTokenAsync(await SignInAsync(browser, "ada", address => new(address.AbsoluteUri.Replace(ProviderAndSite.Nonce, "another", StringComparison.Ordinal)))));
        ((string?)token["nonce"]).Should().Be("another");
    }

    [Fact]
    public async Task A_login_that_nobody_has_is_not_let_in()
    {
        using var browser = new Browser(fixture.Site);
        (await browser.SignInAsync(fixture.SignInAddress, "nobody")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        browser.Address!.AbsoluteUri.Should().StartWith(_provider.Issuer);
    }

    [Fact]
    public async Task A_log_in_without_a_challenge_is_refused()
    {
        using var browser = new Browser(fixture.Site);
        var response = await browser.FollowAsync(await browser.GetAsync(new Uri(fixture.AuthorizeAddress(challenge: ""))));
        browser.Address!.Query.Should().Contain("error=invalid_request").And.NotContain("code=");
        (await response.Content.ReadAsStringAsync(Stop)).Should().Be("in", "the refusal is told to the site");
    }

    [Fact]
    public async Task Who_is_signed_in_is_not_asked_again_until_they_sign_out()
    {
        using var browser = new Browser(fixture.Site);
        await SignInAsync(browser, "ada");
        await browser.FollowAsync(await browser.GetAsync(fixture.SignInAddress));
        browser.Address!.AbsolutePath.Should().Be("/signed-in");

        var farewell = await browser.SignOutAsync(await browser.GetAsync(fixture.SignOutAddress));
        (await farewell.Content.ReadAsStringAsync(Stop)).Should().Be("out");
        await browser.FollowAsync(await browser.GetAsync(fixture.SignInAddress));
        browser.Address!.AbsoluteUri.Should().StartWith($"{_provider.Issuer}/interaction/");
    }

    [Theory]
    [InlineData("broker")]
    [InlineData("https://broker.example/api")]
    public async Task A_machine_gets_a_token_for_an_audience(string audience)
    {
        var token = await _provider.TokenAsync("machine", audience);
        var payload = Payload(token);
        ((string?)payload["aud"], (string?)payload["sub"], (string?)payload["role"]).Should().Be((audience, "machine", "hub-officer"));
        (await PublishedAsync()).Should().Contain(KeyOf(token));
    }

    [Fact]
    public async Task A_new_key_may_leave_the_old_one_published()
    {
        using var browser = new Browser(fixture.Site);
        var back = await SignInAsync(browser, "ada");
        var before = await _provider.TokenAsync("machine", "broker");
        await _provider.RotateAsync(keepOld: true);
        var after = await _provider.TokenAsync("machine", "broker");
        KeyOf(after).Should().NotBe(KeyOf(before));
        (await PublishedAsync()).Should().Contain([KeyOf(before), KeyOf(after)]);
        KeyOf(await IdTokenAsync(back)).Should().Be(KeyOf(after), "a log-in that was under way goes on");
    }

    [Fact]
    public async Task A_new_key_may_take_the_place_of_the_old_one()
    {
        var before = await _provider.TokenAsync("machine", "broker");
        await _provider.RotateAsync(keepOld: false);
        (await PublishedAsync()).Should().Equal(KeyOf(await _provider.TokenAsync("machine", "broker"))).And.NotContain(KeyOf(before));
    }

    [Fact]
    public async Task It_can_be_down_and_come_back()
    {
        var before = await PublishedAsync();
        await _provider.StopAsync();
        await FluentActions.Awaiting(DiscoveryAsync).Should().ThrowAsync<HttpRequestException>();
        await _provider.StartAgainAsync();
        (await PublishedAsync()).Should().Equal(before);
    }

    [Fact]
    public async Task A_start_that_fails_says_why()
    {
        var taken = new ProviderOptions { Port = new Uri(_provider.Issuer).Port };
        await FluentActions.Awaiting(() => IdentityProvider.StartAsync(fixture.RedirectUri, taken)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*EADDRINUSE*");
    }

    /// <summary>Signs in and answers the address that it came back to.</summary>
    private async Task<Uri> SignInAsync(Browser browser, string login, Func<Uri, Uri>? change = null)
    {
        var response = await browser.SignInAsync(fixture.SignInAddress, login, change);
        (await response.Content.ReadAsStringAsync(Stop)).Should().Be("in");
        return browser.Address!;
    }

    private async Task<string> IdTokenAsync(Uri back)
    {
        var query = QueryHelpers.ParseQuery(back.Query);
        query["state"].ToString().Should().Be("a-state");
        var answer = await _provider.PostAsync("/token", new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = query["code"].ToString(),
            ["redirect_uri"] = fixture.RedirectUri,
            ["code_verifier"] = ProviderAndSite.Verifier,
            ["client_id"] = _provider.ClientId,
            ["client_secret"] = _provider.ClientSecret,
        });
        return (string)answer["id_token"]!;
    }

    private Task<JsonNode> DiscoveryAsync() => ReadAsync("/.well-known/openid-configuration");

    private async Task<string[]> PublishedAsync() => [.. (await ReadAsync("/jwks"))["keys"]!.AsArray().Select(k => (string)k!["kid"]!)];

    private async Task<JsonNode> ReadAsync(string path)
    {
        using var client = new HttpClient();
        return JsonNode.Parse(await client.GetStringAsync(new Uri(_provider.Issuer + path), Stop))!;
    }

    private static string KeyOf(string token) => (string)Part(token, 0)["kid"]!;

    private static JsonNode Payload(string token) => Part(token, 1);

    private static JsonNode Part(string token, int part) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[part]))!;
}
