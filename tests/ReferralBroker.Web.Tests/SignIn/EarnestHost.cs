using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Web.Tests.SignIn;

/// <summary>The server as it runs in earnest, with a real OpenID provider, on the demo's directory so that there is somebody to be.</summary>
internal sealed class EarnestHost : IAsyncDisposable
{
    public const string Audience = "https://referral-broker.example";

    private readonly WebApplication _app;

    private EarnestHost(WebApplication app, IdentityProvider provider) => (_app, Provider, Address) = (app, provider, new(app.Urls.First()));

    public IdentityProvider Provider { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="cluster">Where its databases are.</param>
    /// <param name="options">Whom the provider knows.</param>
    /// <param name="more">Settings besides those it needs.</param>
    /// <param name="log">Where its log lines go.</param>
    /// <param name="time">A clock other than the real one; the provider has the real one.</param>
    public static async Task<EarnestHost> StartAsync(
        TestCluster cluster, ProviderOptions options, IEnumerable<KeyValuePair<string, string?>>? more = null, LogLines? log = null, TimeProvider? time = null)
    {
        var port = BrokerProcess.FreePort();
        var address = $"http://127.0.0.1:{port}";
        var provider = await IdentityProvider.StartAsync($"{address}/log-in/return", options with { PostLogoutRedirectUris = [$"{address}/logged-out"] });
        var app = Server.Build(address, isDemo: false, services =>
        {
            if (time is not null) services.AddSingleton(time);
            if (log is not null) services.AddLogging(l => l.AddProvider(log));
        }, [
            new("Broker:Database", await cluster.NewDatabaseAsync()), new("Broker:KeyDatabase", await cluster.NewDatabaseAsync()), new("Broker:MasterKey", MasterKey.Make()),
            new("Broker:Authority", provider.Issuer), new("Broker:Audience", Audience), new("Broker:SignIn:ClientId", provider.ClientId), new("Broker:SignIn:ClientSecret", provider.ClientSecret),
            new("Broker:PublicAddress", address),
            .. more ?? [],
        ]);
        await BrokerServices.MigrateAsync(app.Services);
        await new SyntheticDirectory(app.Services.GetRequiredService<Dispatcher>(), app.Services.GetRequiredService<Reader>(), new Places()).FillAsync();
        await app.StartAsync();
        return new(app, provider);
    }

    /// <summary>Binds somebody to an organisation, and waits until the list of members knows of it.</summary>
    public async Task EnrolAsync(string user, Role role, OrganisationId organisation, UserKind kind = UserKind.Person) =>
        await DoAsync(organisation, new EnrolUser(user, kind, role));

    public async Task DoAsync<T>(OrganisationId organisation, T command) where T : IOrganisationVerb<T>
    {
        var done = await Services.GetRequiredService<Dispatcher>().OrganisationAsync(organisation, command, new(Personas.Administrator with { User = "enroller" }, Guid.CreateVersion7(), Guid.CreateVersion7()));
        var position = done.Should().BeOfType<Outcome.Done>().Subject.Position;
        (await Services.GetRequiredService<FollowerProgress>().ReachedAsync("members", position)).Should().BeTrue();
    }

    /// <summary>A system that calls with a token.</summary>
    public HttpClient System(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
