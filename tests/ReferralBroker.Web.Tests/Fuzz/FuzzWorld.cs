using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Domain;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>Somebody who calls.</summary>
/// <param name="Name">How they are called in a report.</param>
/// <param name="Token">What they send; null for nobody.</param>
/// <param name="Actor">Who they are; null where no role is bound to them.</param>
internal sealed record FuzzCaller(string Name, string? Token, Actor? Actor)
{
    public bool Holds(Right right) => Actor is not null && Rights.Holds(Actor.Role, right);
}

/// <summary>A browser: its cookies, and a form token that goes with them.</summary>
internal sealed record FuzzBrowser(string Name, string Cookies, string FormToken);

/// <summary>
/// What the broker holds before the first case. Cases name its records by index, so that a case is the same request in every run, whatever ids
/// the records were given. What cases create is never named by later ones.
/// </summary>
internal sealed class FuzzWorld
{
    public const int Size = 100;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly ServiceId Elsewhere = Personas.FuturesPositive;

    public List<FuzzCaller> Callers { get; } = [];

    public List<FuzzBrowser> Browsers { get; } = [];

    public List<Guid> People { get; } = [];

    public List<Guid> Agreements { get; } = [];

    public List<Guid> Conversations { get; } = [];

    public List<Guid> Referrals { get; } = [];

    public List<Guid> Accesses { get; } = [];

    /// <summary>The services of the directory, which no case may close.</summary>
    public List<Guid> Services { get; } = [];

    /// <summary>Services and organisations whose end would not leave everybody else without work.</summary>
    public List<Guid> SpareServices { get; } = [];

    public List<Guid> Organisations { get; } = [];

    public List<Guid> Publications { get; } = [];

    /// <summary>Cursors as the server handed them out, by where.</summary>
    public Dictionary<string, string> Cursors { get; } = [];

    /// <summary>An id of an appointment, job or note of a referral, the same in every run.</summary>
    public static Guid PartOf(int referral, int part) => new($"0fa22000-0000-7000-8000-{referral:x8}{part:x4}");

    /// <summary>Who sent a referral, and who has it.</summary>
    public FuzzCaller Sender(int index) => Callers.First(c => c.Name == (IsSecond(index) ? "second-clinician" : "clinician"));

    public FuzzCaller Provider(int index) => Callers.First(c => c.Name == (IsSecond(index) ? "second-provider" : "provider"));

    private static bool IsSecond(int index) => index % 5 == 4;

    public static async Task<FuzzWorld> FillAsync(BrokerHost broker)
    {
        var world = new FuzzWorld();
        world.AddCallers(broker);
        await world.AddDirectoryAsync(broker);
        var clinics = new[] { world.CallerOf(broker, "clinician"), world.CallerOf(broker, "second-clinician") };
        var providers = new[] { world.CallerOf(broker, "provider"), world.CallerOf(broker, "second-provider") };
        for (var index = 0; index < Size; index++) await world.AddPersonAsync(clinics[IsSecond(index) ? 1 : 0], providers[IsSecond(index) ? 1 : 0], index);
        await world.AddBrokenGlassAsync(clinics[1]);
        await broker.CaughtUpAsync();
        await world.AddPublicationsAsync(broker.As("commissioner"));
        await broker.CaughtUpAsync();
        await world.AddCursorsAsync(broker);
        await world.AddBrowsersAsync(broker);
        return world;
    }

    private async Task AddPublicationsAsync(Caller commissioner)
    {
        foreach (var report in new[] { "funnel", "waits", "logic-model" })
            Publications.Add((Guid)(await commissioner.DoAsync($"/api/reports/{report}/publish?from=2026-01-01&to=2026-02-01", new { title = $"Of {report}" }))["id"]!);
    }

    private void AddCallers(BrokerHost broker)
    {
        foreach (var persona in Personas.All) AddCaller(broker, persona.Code, persona.Actor);
        AddCaller(broker, "second-clinician", new("fuzz-second-clinician", Role.Clinician, Personas.SecondPractice));
        AddCaller(broker, "second-provider", new("fuzz-second-provider", Role.ProviderManager, Personas.SecondaryCareProvider));
        AddCaller(broker, "practice-administrator", new("fuzz-practice-administrator", Role.PracticeAdministrator, Personas.Practice));
        AddCaller(broker, "caseworker", new("fuzz-caseworker", Role.ProviderCaseworker, Personas.PrimaryCareProvider));
        AddCaller(broker, "organisation-administrator", new("fuzz-organisation-administrator", Role.OrganisationAdministrator, Personas.Practice));
        AddCaller(broker, "practice-lead", new("fuzz-practice-lead", Role.GovernanceLead, Personas.Practice));
        var tokens = broker.Services.GetRequiredService<DemoTokens>();
        Callers.Add(new("unbound", tokens.Issue(new Actor("fuzz-nobody", Role.Clinician, Personas.Practice)), null));
        Callers.Add(new("wrong-role", tokens.Issue(new Actor("demo-provider", Role.Clinician, Personas.Practice)), null));
        Callers.Add(new("no-signature", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vLWNsaW5pY2lhbiJ9.", null));
        Callers.Add(new("garbage", "nonsense", null));
        Callers.Add(new("nobody", null, null));
    }

    private void AddCaller(BrokerHost broker, string name, Actor actor) => Callers.Add(new(name, broker.As(actor).Client.DefaultRequestHeaders.Authorization!.Parameter, actor));

    private Caller CallerOf(BrokerHost broker, string name) => new(broker.Client(Callers.First(c => c.Name == name).Token));

    private async Task AddDirectoryAsync(BrokerHost broker)
    {
        var administrator = CallerOf(broker, "administrator");
        Services.AddRange((await administrator.GetAsync("/api/services?limit=200"))["items"]!.AsArray().Select(s => (Guid)s!["id"]!).Order());
        for (var spare = 0; spare < 8; spare++)
        {
            Organisations.Add((Guid)(await administrator.DoAsync("/api/organisations", new { name = $"Spare practice {spare}", kind = "general-practice" }))["id"]!);
            for (var user = 0; user < 4; user++) await administrator.DoAsync($"/api/organisations/{Organisations[^1]}/enrol-user", new { user = $"fuzz-user-{user}", kind = "person", role = "clinician" });
            SpareServices.Add((Guid)(await administrator.DoAsync("/api/services", new { name = $"Spare service {spare}", organisation = Personas.PrimaryCareProvider.Value }))["id"]!);
        }
    }

    private async Task AddPersonAsync(Caller clinician, Caller provider, int index)
    {
        var person = (Guid)(await clinician.DoAsync("/api/people", new
        {
            particulars = new
            {
                familyName = Markers.FamilyName,
                givenName = Markers.GivenName,
                title = Markers.Title,
                dateOfBirth = Markers.DateOfBirth,
                // Records of two numbers are never merged, so some have none.
                nhsNumber = index % 5 == 2 ? null : Markers.NhsNumbers[index],
                phone = Markers.Phone,
                email = Markers.Email,
                address = Markers.Address,
                postcode = Markers.Postcode,
            },
        }))["id"]!;
        var agreement = new Guid($"0fa22a00-0000-7000-8000-{index:x12}");
        await clinician.DoAsync($"/api/people/{person}/give-agreement", new { agreement, scope = "health-detail", how = "in-person", wordingVersion = "2026-04" });
        var talk = await clinician.DoAsync("/api/conversations", new { person, setting = "general-practice", professionalRole = "nurse", topics = new[] { "out-of-work" }, note = Markers.Texts[3] });
        var service = IsSecond(index) ? Elsewhere : Personas.IpsInPrimaryCare;
        var sent = await clinician.DoAsync("/api/referrals", new
        {
            person,
            agreement,
            service = service.Value,
            source = "general-practice",
            setting = "general-practice",
            need = "find-work",
            needSummary = Markers.Texts[0],
            healthDetail = Markers.Texts[1],
        });
        People.Add(person);
        Agreements.Add(agreement);
        Conversations.Add((Guid)talk["id"]!);
        Referrals.Add((Guid)sent["id"]!);
        await AdvanceAsync(provider, $"/api/referrals/{sent["id"]}", index);
    }

    /// <summary>How far along its journey a referral was taken, from sent (0) to on a pause (9), so that each command finds some it suits.</summary>
    public static int StepOf(int index) => index / 5 % 10;

    /// <summary>Those which commands that end a record may have; the others are to last.</summary>
    public static bool IsExpendable(int index) => index % 5 == 3;

    private static async Task AdvanceAsync(Caller provider, string referral, int index)
    {
        var step = StepOf(index);
        if (step == 7) await provider.DoAsync(referral + "/decline", new { by = "service", reason = "no-capacity" });
        if (step == 8) await provider.DoAsync(referral + "/request-information", new { question = Markers.Texts[3] });
        if (step is 0 or 7 or 8) return;
        await provider.DoAsync(referral + "/accept");
        if (step > 1) await provider.DoAsync(referral + "/record-contact", new { medium = "telephone", reached = true, outcome = Markers.Texts[3] });
        if (step > 2) await provider.DoAsync(referral + "/book-appointment", new { on = "2026-01-06", medium = "face-to-face", place = Markers.Address, id = PartOf(index, 0) });
        if (step > 3) await provider.DoAsync(referral + "/start-profile");
        if (step == 5) await provider.DoAsync(referral + "/start-job", new { startedOn = "2026-01-06", hoursPerWeek = 16, employer = Markers.Texts[6], id = PartOf(index, 1) });
        if (step == 6) await provider.DoAsync(referral + "/close", new { reason = "other", outcome = "unknown", note = Markers.Texts[3] });
        if (step == 9) await provider.DoAsync(referral + "/pause", new { reason = "health", reviewOn = "2026-02-02", note = Markers.Texts[3] });
    }

    private async Task AddBrokenGlassAsync(Caller other)
    {
        for (var index = 0; index < 4; index++)
        {
            var access = PartOf(index, 9);
            await other.DoAsync($"/api/people/{People[index]}/break-glass", new { reason = "urgent-care", detail = Markers.Texts[7], access });
            Accesses.Add(access);
        }
    }

    private async Task AddCursorsAsync(BrokerHost broker)
    {
        foreach (var (who, path) in new[] { ("clinician", "/api/worklist"), ("governance", "/api/looks"), ("governance", "/api/looks/broken-glass"), ("clinician", "/api/services"), ("clinician", "/api/organisations") })
            Cursors[path] = (string)(await CallerOf(broker, who).GetAsync(path + "?limit=1"))["next"]!;
    }

    private async Task AddBrowsersAsync(BrokerHost broker)
    {
        Browsers.Add(await BrowserAsync(broker, null));
        foreach (var persona in Personas.All.Concat(Personas.All)) Browsers.Add(await BrowserAsync(broker, persona.Code));
    }

    /// <summary>Opens a page, takes its form's token and, as a persona, logs in with it.</summary>
    private static async Task<FuzzBrowser> BrowserAsync(BrokerHost broker, string? persona)
    {
        var jar = new CookieContainer();
        using var client = new HttpClient(new SocketsHttpHandler { CookieContainer = jar, AllowAutoRedirect = false }) { BaseAddress = broker.Address };
        var token = await FormTokenAsync(client, "/");
        if (persona is not null)
        {
            using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
            using var response = await client.PostAsync($"/demo/as/{persona}", form, Stop);
            ((int)response.StatusCode).Should().Be(302, "{0} logs in", persona);
            token = await FormTokenAsync(client, "/account");
        }
        return new($"{persona ?? "anonymous"} in a browser", jar.GetCookieHeader(broker.Address), token);
    }

    private static async Task<string> FormTokenAsync(HttpClient client, string path)
    {
        var page = await client.GetStringAsync(path, Stop);
        const string before = "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"";
        var start = page.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return page[start..page.IndexOf('"', start)];
    }
}
