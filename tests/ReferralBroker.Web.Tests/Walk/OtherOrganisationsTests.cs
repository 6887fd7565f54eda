using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Walk;

/// <summary>
/// Attempts to read what belongs to others: by guessing ids, by filters, exports, history and paging, by commands whose answer would show it. They are
/// generated, from a seed; none may tell anything.
/// </summary>
public sealed class OtherOrganisationsTests(TestCluster cluster)
{
    private const int Attempts = 200;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("ATTEMPT_SEED") ?? "20260401", CultureInfo.InvariantCulture);

    /// <summary>What nobody but the victims' organisations may ever be told.</summary>
    private static readonly string[] Secrets = ["Qqvictim", "Qqgiven", "Qqneed", "Qqhealth", "Qqnote", "Qqshared", "Qqtalk", "Qqemployer", "07700900666"];

    [Fact]
    public async Task Two_hundred_attempts_to_read_across_organisations_tell_nothing()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var victim = await VictimAsync(broker);
        await broker.PassAsync(2);
        var attackers = Attackers(broker).ToArray();
        var (service, practice) = (broker.As(new Actor("stranger", Role.ProviderManager, new(Guid.Parse(victim.EmptyProvider)))), broker.As(new Actor("stranger", Role.Clinician, new(Guid.Parse(victim.EmptyPractice)))));
        var dice = new Random(Seed);
        var kinds = Kinds();
        var (counts, statuses) = (new SortedDictionary<string, int>(), new SortedDictionary<int, int>());
        for (var i = 0; i < Attempts; i++)
        {
            var (name, attempt) = kinds[i % kinds.Length];
            var (who, role, attacker) = attackers[dice.Next(attackers.Length)];
            var before = await broker.EventCountAsync();
            using var request = attempt(victim, dice);
            var address = request.RequestUri!.ToString();
            using var answer = await attacker.Client.SendAsync(request, Stop);
            var body = await answer.Content.ReadAsStringAsync(Stop);
            var text = body + string.Join("\n", answer.Headers.SelectMany(h => h.Value));
            var because = $"attempt {i} of seed {Seed}: {who}, {name}, {request.Method} {address} answers {(int)answer.StatusCode}";
            foreach (var secret in Secrets.Append(victim.Reference)) text.Should().NotContainEquivalentOf(secret, because);
            ((int)answer.StatusCode).Should().BeLessThan(500, because);
            if (!answer.IsSuccessStatusCode) (await broker.EventCountAsync()).Should().Be(before, because);
            else if (address.Contains("/api/reports", StringComparison.Ordinal))
                // A report of one's own figures must not tell that there are others: whoever has none gets the very same.
                WithoutPosition(await SameAsync(role is Role.Clinician or Role.PracticeAdministrator ? practice : service, request)).Should().Be(WithoutPosition(body), because);
            else if (address.Contains("/api/worklist", StringComparison.Ordinal)) text.Should().StartWith("{\"items\":[]", because);
            // A lead sees what the own colleagues tried, and whose record it was; nothing of what its own organisation did with it.
            else if (address.Contains("/api/looks", StringComparison.Ordinal)) text.Should().NotContain(Personas.Practice.ToString(), because).And.NotContain(Personas.PrimaryCareProvider.ToString(), because);
            else foreach (var id in victim.Ids) text.Should().NotContain(id, because);
            counts[name] = counts.GetValueOrDefault(name) + 1;
            statuses[(int)answer.StatusCode] = statuses.GetValueOrDefault((int)answer.StatusCode) + 1;
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"{Attempts} attempts of seed {Seed}: {string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}"))}; answers {string.Join(", ", statuses.Select(s => $"{s.Value} x {s.Key}"))}");
        // The same questions by those whose it is do tell: the attempts fail for who asks, not for what is asked.
        var own = broker.As("clinician");
        (await own.GetAsync($"/api/referrals/{victim.Referral}")).ToJsonString().Should().Contain("Qqvictim").And.Contain("Qqneed");
        (await own.GetAsync("/api/worklist?ended=true")).ToJsonString().Should().Contain(victim.Reference);
    }

    private sealed record Victim(string Person, string NhsNumber, string Agreement, string Talk, string Referral, string Reference, string Cursor, string Key, string EmptyProvider, string EmptyPractice)
    {
        public string[] Ids => [Person, Talk, Referral];
    }

    private static async Task<Victim> VictimAsync(BrokerHost broker)
    {
        var (clinician, provider, administrator) = (broker.As("clinician"), broker.As("provider"), broker.As("administrator"));
        var (number, agreement, key) = (People.NextNhsNumber(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString());
        var person = People.Id(await clinician.DoAsync("/api/people", new { particulars = new { familyName = "Qqvictim", givenName = "Qqgiven", dateOfBirth = "1988-05-03", nhsNumber = number, postcode = "NG1 1AA", phone = "07700900666" } }));
        await clinician.DoAsync($"/api/people/{person}/give-agreement", new { agreement, scope = "health-detail", how = "in-person", wordingVersion = "1" });
        var talk = People.Id(await clinician.DoAsync("/api/conversations", new { person, setting = "general-practice", professionalRole = "nurse", topics = new[] { "out-of-work" }, note = "Qqtalk" }));
        var sent = await clinician.DoAsync("/api/referrals", new { person, agreement, conversation = talk, service = Personas.IpsInPrimaryCare.Value, source = "general-practice", setting = "general-practice", need = "find-work", needSummary = "Qqneed", healthDetail = "Qqhealth" }, key);
        var referral = "/api/referrals/" + People.Id(sent);
        await provider.DoAsync(referral + "/accept", new { worker = "qq-worker" });
        await provider.DoAsync(referral + "/record-contact", new { medium = "face-to-face", reached = true });
        await provider.DoAsync(referral + "/start-profile");
        await provider.DoAsync(referral + "/start-job", new { startedOn = "2026-01-05", hoursPerWeek = 16, employer = "Qqemployer" });
        await provider.DoAsync(referral + "/add-note", new { visibility = "own", text = "Qqnote" });
        await provider.DoAsync(referral + "/add-note", new { visibility = "shared", text = "Qqshared" });
        var cursor = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"dueOn\":\"2020-01-01\",\"referral\":\"{Guid.Empty}\"}}"));
        var empty = People.Id(await administrator.DoAsync("/api/organisations", new { name = "Provider of nothing", kind = "provider" }));
        var practice = People.Id(await administrator.DoAsync("/api/organisations", new { name = "Practice of nobody", kind = "general-practice" }));
        return new(person, number, agreement, talk, People.Id(sent), (string)sent["reference"]!, cursor, key, empty, practice);
    }

    /// <summary>Everybody who might want to know and has no part in it.</summary>
    private static IEnumerable<(string Who, Role Role, Caller Caller)> Attackers(BrokerHost broker) =>
        from known in new (Role Role, OrganisationId Organisation)[]
        {
            (Role.Clinician, Personas.SecondPractice), (Role.PracticeAdministrator, Personas.SecondPractice), (Role.Clinician, Personas.MentalHealthTeam),
            (Role.ProviderManager, Personas.SecondaryCareProvider), (Role.ProviderCaseworker, Personas.SecondaryCareProvider), (Role.HubOfficer, Personas.Hub),
            (Role.GovernanceLead, Personas.SecondPractice), (Role.OrganisationAdministrator, Personas.SecondPractice), (Role.Operator, Personas.Administration),
        }
        select ($"{known.Role} of {known.Organisation}", known.Role, broker.As(new Actor($"attacker-{Codes.Name(known.Role)}", known.Role, known.Organisation)));

    private static (string Name, Func<Victim, Random, HttpRequestMessage> Attempt)[] Kinds() =>
    [
        ("id guessed", (v, d) => Get(One(d, $"/api/people/{v.Person}", $"/api/people/{v.Person}/referrals", $"/api/people/{v.Person}/disclosures", $"/api/referrals/{v.Referral}", $"/api/conversations/{v.Talk}"))),
        ("id written otherwise", (v, d) => Get(One(d, $"/api/people/{v.Person.ToUpperInvariant()}", $"/api/referrals/{{{v.Referral}}}", $"/api/people/{Guid.Parse(v.Person):N}", $"/api/referrals/{v.Referral}?x={v.Person}", $"/api/referrals/../referrals/{v.Referral}"))),
        ("id of another kind", (v, d) => Get(One(d, $"/api/referrals/{v.Person}", $"/api/people/{v.Referral}", $"/api/people/{v.Talk}", $"/api/conversations/{v.Referral}", $"/api/organisations/{v.Person}", $"/api/services/{v.Referral}"))),
        ("neighbouring id", (v, d) => Get($"/api/{One(d, "people", "referrals", "conversations")}/{Near(One(d, v.Ids), d)}")),
        ("verb on a referral", (v, d) => Post($"/api/referrals/{v.Referral}/{One(d, [.. ReferralVerbs.All.Select(r => r.Name)])}", One<object>(d, new { }, new { text = "x", visibility = "shared" }, new { need = "keep-work" }, new { reason = "other", outcome = "unknown" }), d)),
        ("verb on a person", (v, d) => Post($"/api/people/{v.Person}/{One(d, "verify", "set-adjustments", "record-demographics", "give-agreement", "withdraw-agreement", "correct", "record-death", "merge", "unmerge")}",
            One<object>(d, new { }, new { adjustments = Array.Empty<string>() }, new { demographics = new { } }, new { agreement = v.Agreement, how = "by-phone" }, new { agreement = Guid.NewGuid(), scope = "health-detail", how = "in-person", wordingVersion = "1" }, new { record = v.Person }), d)),
        ("verb on a conversation", (v, d) => Post($"/api/conversations/{v.Talk}/{One(d, "give-advice", "agree-referral", "offer-support", "signpost", "enter-in-error")}", new { }, d)),
        ("sending their person on", (v, d) => Post("/api/referrals", new { person = v.Person, agreement = v.Agreement, service = One(d, Personas.FuturesPositive, Personas.ConnectToWork, Personas.EmploymentHub).Value, source = One(d, "self", "general-practice"), setting = "general-practice", need = "find-work", rematchOf = One(d, null, v.Referral), conversation = One(d, null, v.Talk) }, d)),
        ("key of another", (v, d) => Post("/api/referrals", new { person = v.Person, agreement = v.Agreement, conversation = v.Talk, service = Personas.IpsInPrimaryCare.Value, source = "general-practice", setting = "general-practice", need = "find-work", needSummary = "Qqneed" }, d, v.Key)),
        ("worklist filtered", (_, d) => Get("/api/worklist?ended=true" + One(d, $"&service={Personas.IpsInPrimaryCare}", "&worker=qq-worker", "&state=in-work", "&limit=200", "&overdue=true", "&organisation=" + Personas.Practice, "&provider=" + Personas.PrimaryCareProvider))),
        ("worklist paged", (v, d) => Get($"/api/worklist?ended=true&cursor={v.Cursor}&limit={d.Next(1, 200)}")),
        ("report", (v, d) => Get($"/api/reports/{One(d, "funnel", "logic-model")}?from=2025-12-01&to=2026-02-01{One(d, "", "&basis=activity")}{One(d, "", "&journey=ips", $"&service={Personas.IpsInPrimaryCare}", $"&organisation={Personas.Practice}", $"&provider={Personas.PrimaryCareProvider}")}")),
        ("report as it stood", (_, d) => Get($"/api/reports/{One(d, "funnel", "logic-model")}?from=2025-12-01&to=2026-02-01&asAt={One(d, "2026-01-04", "2026-01-05", "2026-01-06")}")),
        ("export", (_, d) => Get($"/api/reports/{One(d, "funnel", "logic-model")}?from=2025-12-01&to=2026-02-01{One(d, "", $"&service={Personas.IpsInPrimaryCare}")}", "text/csv")),
        ("search that does not fit", (v, d) => Post("/api/people/search", One<object>(d,
            new { nhsNumber = v.NhsNumber, dateOfBirth = "1988-05-04", relationship = "registered-patient" }, new { nhsNumber = People.NextNhsNumber(), dateOfBirth = "1988-05-03", relationship = "registered-patient" },
            new { familyName = "Qqvictim", dateOfBirth = "1988-05-03", postcode = "NG2 2BB", relationship = "under-our-care" }, new { familyName = "%", dateOfBirth = "1988-05-03", postcode = "%", relationship = "under-our-care" },
            new { nhsNumber = v.NhsNumber, familyName = "Somebody", dateOfBirth = "1988-05-03", relationship = "registered-patient" }), d)),
        ("looks", (v, d) => Get(One(d, $"/api/looks?person={v.Person}", $"/api/looks?organisation={Personas.Practice}", "/api/looks?user=demo-clinician", "/api/looks?what=referral&limit=200", "/api/looks/broken-glass?all=true", $"/api/looks?cursor={Base64Url.EncodeToString("{\"number\":99999}"u8)}"))),
        ("organisation's users", (_, d) => Get($"/api/organisations/{One(d, Personas.Practice, Personas.PrimaryCareProvider, Personas.Administration)}")),
    ];

    private static HttpRequestMessage Get(string address, string accept = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", accept);
        return request;
    }

    private static HttpRequestMessage Post(string address, object body, Random dice, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key ?? $"attempt-{dice.Next()}");
        return request;
    }

    private static T One<T>(Random dice, params T[] of) => of[dice.Next(of.Length)];

    /// <summary>An id beside another: one made in the same moment differs in its last digits only.</summary>
    private static Guid Near(string id, Random dice)
    {
        var bytes = Guid.Parse(id).ToByteArray(bigEndian: true);
        bytes[15] ^= (byte)dice.Next(1, 256);
        return new(bytes, bigEndian: true);
    }

    /// <summary>How far the log had come is the same for everybody, and moves while the test goes on.</summary>
    private static string WithoutPosition(string report) => System.Text.RegularExpressions.Regex.Replace(report, "\"position\":\\d+|,\\d+\r?$", "", System.Text.RegularExpressions.RegexOptions.Multiline);

    private static async Task<string> SameAsync(Caller caller, HttpRequestMessage asked)
    {
        using var request = Get(asked.RequestUri!.ToString(), asked.Headers.Accept.ToString());
        using var answer = await caller.Client.SendAsync(request, Stop);
        return await answer.Content.ReadAsStringAsync(Stop);
    }
}
