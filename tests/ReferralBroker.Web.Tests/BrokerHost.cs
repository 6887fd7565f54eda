using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ReferralBroker.Application.Clock;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.SignIn;
using ReferralBroker.Web.Simulation;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Tests;

/// <summary>The real server on a real port and real databases, with the demo's directory, and a clock that stands where the test puts it.</summary>
internal sealed class BrokerHost : IAsyncDisposable
{
    /// <summary>A Monday morning.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;
    private readonly DemoTokens _tokens;

    private BrokerHost(WebApplication app, SimulatedTime time, string database, string keyDatabase, string masterKey)
    {
        (_app, Time, Database, KeyDatabase, MasterKey) = (app, time, database, keyDatabase, masterKey);
        _tokens = app.Services.GetRequiredService<DemoTokens>();
        Address = new(app.Urls.First());
    }

    public SimulatedTime Time { get; }

    public string Database { get; }

    public string KeyDatabase { get; }

    public string MasterKey { get; }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    public DateOnly Today => EnglandTime.DateOf(Time.GetUtcNow());

    public static async Task<BrokerHost> StartAsync(
        TestCluster cluster, Action<IServiceCollection>? configure = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var (database, keys, master) = (await cluster.NewDatabaseAsync(), await cluster.NewDatabaseAsync(), Application.Vault.MasterKey.Make());
        var time = new SimulatedTime(Monday);
        var app = Build(database, keys, master, time, configure, settings);
        await BrokerServices.MigrateAsync(app.Services);
        await new SyntheticDirectory(app.Services.GetRequiredService<Dispatcher>(), app.Services.GetRequiredService<Reader>(), new Places()).FillAsync();
        await app.StartAsync();
        return new(app, time, database, keys, master);
    }

    /// <summary>Another server, on a log that is there already, with the vault and the clock of this one.</summary>
    public async Task<BrokerHost> StartAnotherAsync(string database)
    {
        var app = Build(database, KeyDatabase, MasterKey, Time, null, null);
        await app.Services.GetRequiredService<PersonVault>().OpenAsync();
        await app.StartAsync();
        return new(app, Time, database, KeyDatabase, MasterKey);
    }

    private static WebApplication Build(
        string database, string keys, string master, SimulatedTime time, Action<IServiceCollection>? configure, IEnumerable<KeyValuePair<string, string?>>? settings) =>
        Server.Build("http://127.0.0.1:0", isDemo: true, services =>
        {
            services.Configure<Settings>(s => (s.Database, s.KeyDatabase, s.MasterKey) = (database, keys, master));
            services.AddSingleton<TimeProvider>(time);
            // The test moves the clock and then lets it tick; a tick of its own would come between.
            services.Remove(services.Single(s => s.ImplementationType == typeof(ClockService)));
            configure?.Invoke(services);
        }, [.. Unlimited.ExceptBy((settings ?? []).Select(s => s.Key), s => s.Key), .. settings ?? []]);

    /// <summary>Tests ask for more in a second than anybody does in an hour.</summary>
    private static readonly KeyValuePair<string, string?>[] Unlimited = [new("Broker:RequestsPerMinute", "10000000"), new("Broker:SearchesPerMinute", "10000000")];

    /// <summary>A client that acts as one of the demo's personas.</summary>
    public Caller As(string persona) => As(Personas.All.Single(p => p.Code == persona).Actor);

    /// <summary>A client that acts as somebody, who is enrolled for it where they are not.</summary>
    public Caller As(Actor actor)
    {
        EnrolAsync(actor).GetAwaiter().GetResult();
        return new(Client(_tokens.Issue(actor)));
    }

    /// <summary>A browser, without its scripts, in which somebody is logged in; no redirect is followed.</summary>
    public async Task<HttpClient> LoggedInAsync(Actor actor)
    {
        await EnrolAsync(actor);
        await using var scope = Services.CreateAsyncScope();
        var names = scope.ServiceProvider.GetRequiredService<IOptions<Access.ClaimNames>>().Value;
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        await http.SignInAsync(Schemes.Session, new(new ClaimsIdentity(
            [new(names.User, actor.User), new(names.Role, Codes.Name(actor.Role)), new(names.Organisation, actor.Organisation.ToString()), new(SignInServices.PersonName, actor.User)], Schemes.Session)));
        var jar = new CookieContainer();
        foreach (var cookie in http.Response.Headers.SetCookie) jar.SetCookies(Address, cookie!);
        return new(new SocketsHttpHandler { CookieContainer = jar, AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    /// <summary>Binds somebody to their organisation as its administrator would.</summary>
    public async Task EnrolAsync(Actor actor, UserKind kind = UserKind.Person)
    {
        var dispatcher = Services.GetRequiredService<Dispatcher>();
        Task<Outcome> Run<T>(T command) where T : IOrganisationVerb<T> =>
            dispatcher.OrganisationAsync(actor.Organisation, command, new(Personas.Administrator with { User = "enroller" }, Guid.CreateVersion7(), Guid.CreateVersion7()));
        var enrolled = await Run(new EnrolUser(actor.User, kind, actor.Role));
        if (enrolled is Outcome.Refused { Refusal: var no } && no == Refusals.UserExists) enrolled = await Run(new ChangeRole(actor.User, actor.Role));
        enrolled.Should().BeOfType<Outcome.Done>("{0} can be {1} there, but was answered {2}", actor.User, actor.Role, (enrolled as Outcome.Refused)?.Refusal.Code);
    }

    public HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Lets time pass in England's days, each of them closed by the clock, with everything marked that falls due.</summary>
    public async Task PassAsync(int days)
    {
        for (var day = 0; day < days; day++)
        {
            Time.MoveTo(EnglandTime.StartOf(Today.AddDays(1)).AddHours(9));
            await TickAsync();
        }
    }

    public Task PassUntilAsync(DateOnly day) => PassAsync(day.DayNumber - Today.DayNumber);

    /// <summary>Lets the clock do what is due once everything is applied.</summary>
    public async Task TickAsync()
    {
        await CaughtUpAsync();
        await Services.GetRequiredService<BrokerClock>().TickAsync();
    }

    /// <summary>Waits until every projection has applied what the log holds now.</summary>
    public async Task CaughtUpAsync()
    {
        await using var command = Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand("select coalesce(max(position), 0) from log.event");
        var last = (long)(await command.ExecuteScalarAsync())!;
        foreach (var projection in Services.GetServices<Projection>())
            for (var waited = Stopwatch.StartNew(); !await Services.GetRequiredService<FollowerProgress>().ReachedAsync(projection.Name, last);)
                waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "{0} follows, stopped by: {1}", projection.Name, Services.GetRequiredService<Followers>().All.First(f => f.Name == projection.Name).Fault);
    }

    /// <summary>How many looks there are by users whose key begins so.</summary>
    public async Task<long> LooksAsync(string user)
    {
        await using var command = Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand("select count(*) from looks.look where starts_with(\"user\", $1)");
        command.Parameters.Add(new() { Value = user });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<long> EventCountAsync()
    {
        await using var command = Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand("select count(*) from log.event");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>Calls the API as somebody.</summary>
internal sealed class Caller(HttpClient client)
{
    public HttpClient Client => client;

    /// <summary>Sends a command and expects it to be done. Answers the record as it then stands.</summary>
    public async Task<JsonNode> DoAsync(string path, object? body = null, string? key = null)
    {
        using var response = await SendAsync(path, body, key);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue("{0} answers {1}: {2}", path, (int)response.StatusCode, text);
        LastPosition = long.Parse(response.Headers.GetValues("X-Log-Position").Single(), System.Globalization.CultureInfo.InvariantCulture);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Sends a command and expects a refusal with a status and a code.</summary>
    public async Task<JsonNode> RefusedAsync(string path, object? body, int status, string code)
    {
        using var response = await SendAsync(path, body, null);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        ((int)response.StatusCode, (string?)problem["code"]).Should().Be((status, code));
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        return problem;
    }

    /// <summary>The position of the last command done.</summary>
    public long LastPosition { get; private set; }

    public async Task<HttpResponseMessage> SendAsync(string path, object? body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        return await client.SendAsync(request);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await client.GetStringAsync(path))!;
}
