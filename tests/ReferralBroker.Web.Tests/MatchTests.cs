using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>The match over the directory of Nottingham, for people as a GP or a team leader would tell of them.</summary>
public sealed class MatchTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    /// <summary>Short names for the services, in the order of the directory.</summary>
    private static readonly Dictionary<string, ServiceId> Services = new()
    {
        ["primary"] = Personas.IpsInPrimaryCare,
        ["futures-positive"] = Personas.FuturesPositive,
        ["disadvantage"] = Personas.IpsForMultipleDisadvantage,
        ["connect"] = Personas.ConnectToWork,
        ["staying"] = Personas.StayingInWork,
        ["advice"] = Personas.MoneyAdvice,
        ["hub"] = Personas.EmploymentHub,
        ["young"] = Personas.YoungPeople,
    };

    private const string Usual = """ "multipleDisadvantage":"no","livesInNottingham":true,"mayWorkInTheUk":true,"onAnotherProgramme":false """;

    private BrokerHost _broker = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await BrokerHost.StartAsync(cluster);
        await _broker.CaughtUpAsync();
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    /// <summary>Who it is, their circumstances, what suits, and what may suit once something has been asked.</summary>
    public static TheoryData<string, string, string, string> People => new()
    {
        {
            "A warehouse worker of 45, eight weeks off sick with his back, who wants to go back. Early after sickness absence: help to stay in work, and advice on his rights.",
            $$"""{"needs":["return-from-sickness-absence"],"age":45,"work":"off-sick","care":["general-practice"],"life":["health-condition"],{{Usual}}}""",
            "primary staying advice", ""
        },
        {
            "A woman of 29 with a local mental health team, five years out of work, who still hears voices and wants a job. Nobody asks whether she is ready.",
            $$"""{"needs":["find-work"],"age":29,"work":"out-of-work","care":["secondary-mental-health"],"life":["health-condition"],{{Usual}}}""",
            "futures-positive connect hub", ""
        },
        {
            "A man of 38 who sleeps rough, drinks and is on probation, with no doctor, and wants work.",
            """{"needs":["find-work"],"age":38,"work":"out-of-work","care":[],"life":["homeless","drug-or-alcohol-dependence","offender-or-ex-offender"],"multipleDisadvantage":"yes","livesInNottingham":true,"mayWorkInTheUk":true,"onAnotherProgramme":false}""",
            "disadvantage connect hub", ""
        },
        {
            "A young woman of 17 who left college in spring and stays at home. The plan leaves her destination open; the entry that holds it keeps her from being lost.",
            $$"""{"needs":["education-or-training"],"age":17,"work":"out-of-work","care":["general-practice"],"life":["health-condition"],{{Usual}}}""",
            "young", ""
        },
        {
            "A man of 20 with depression, not in education, employment or training.",
            $$"""{"needs":["find-work"],"age":20,"work":"out-of-work","care":["general-practice"],"life":["health-condition"],{{Usual}}}""",
            "primary connect hub", ""
        },
        {
            "A woman of 21, not in education, employment or training, well, and in none of Connect to Work's groups. The plan leaves open who takes her; the hub's own rules have still to be confirmed.",
            $$"""{"needs":["find-work"],"age":21,"work":"out-of-work","care":["general-practice"],"life":[],{{Usual}}}""",
            "hub", ""
        },
        {
            "A shop worker of 52 about to be dismissed because of her arthritis. In work but at risk.",
            $$"""{"needs":["keep-work"],"age":52,"work":"at-risk","care":["general-practice"],"life":["disability"],{{Usual}}}""",
            "primary staying advice", ""
        },
        {
            "A father of 34 in steady work who cannot pay the rent.",
            $$"""{"needs":["money-worries"],"age":34,"work":"in-work","care":["general-practice"],"life":[],{{Usual}}}""",
            "advice", ""
        },
        {
            "A refugee of 41, a doctor at home, out of work and well; nobody asked whether another programme has her already.",
            """{"needs":["find-work"],"age":41,"work":"out-of-work","care":["general-practice"],"life":["refugee"],"multipleDisadvantage":"no","livesInNottingham":true,"mayWorkInTheUk":true}""",
            "hub", "connect"
        },
        {
            "A carer of 60 with diabetes, ten years out of work, in debt and hoping to work again: two needs, each with its route.",
            $$"""{"needs":["find-work","money-worries"],"age":60,"work":"out-of-work","care":["general-practice"],"life":["carer","health-condition"],{{Usual}}}""",
            "primary connect advice hub", ""
        },
    };

    [Theory, MemberData(nameof(People))]
    public async Task Each_person_finds_the_right_services_and_no_other(string who, string circumstances, string suitable, string askFirst)
    {
        var answer = await MatchAsync(circumstances);
        Names(answer, "suitable").Should().BeEquivalentTo(suitable.Split(' '), who);
        Names(answer, "ask-first").Should().BeEquivalentTo(askFirst.Split(' ', StringSplitOptions.RemoveEmptyEntries), who);
        answer.Should().HaveCount(Services.Count, "the others are there too, with the reason why not");
        foreach (var service in answer.Where(s => (string)s!["suitability"]! == "not-suitable"))
            service!["why"]!.AsArray().Should().Contain(rule => (string)rule!["outcome"]! == "not-met");
    }

    [Fact]
    public async Task The_reasons_are_given_rule_by_rule_with_their_source_and_what_to_ask()
    {
        var connect = Find(await MatchAsync("""{"needs":["find-work"],"age":41,"work":"out-of-work","life":["refugee"],"livesInNottingham":false}"""), "connect");
        ((string)connect["suitability"]!).Should().Be("not-suitable");
        ((bool)connect["restsOnUnconfirmed"]!).Should().BeTrue("where somebody must live has still to be confirmed");
        connect["why"]!.AsArray().Select(w => ((string)w!["rule"]!["code"]!, (string)w["outcome"]!)).Should().BeEquivalentTo(
        [
            ("work-any-of", "met"), ("need-any-of", "met"), ("minimum-age", "met"), ("life-any-of", "met"),
            ("on-another-programme", "not-known"), ("may-work-in-the-uk", "not-known"), ("lives-in-nottingham", "not-met"),
        ]);
        var asked = connect["why"]!.AsArray().Single(w => (string)w!["rule"]!["code"]! == "on-another-programme")!;
        ((string)asked["ask"]!).Should().Be("Are they on another employment programme at present?");
        ((string)asked["rule"]!["source"]!).Should().StartWith("DWP, Connect to Work grant guidance");
    }

    [Fact]
    public async Task A_rule_and_a_service_are_added_by_data_alone()
    {
        var administrator = _broker.As("administrator");
        var added = await administrator.DoAsync("/api/services", new { name = "Parents back to work", organisation = Personas.PrimaryCareProvider.Value, description = "A pilot." });
        var service = (string)added["id"]!;
        await administrator.DoAsync($"/api/services/{service}/set-journey", new { journey = "supported-employment" });
        await administrator.DoAsync($"/api/services/{service}/set-eligibility", new { rules = new[] { Rule("life-any-of", "carer", "2026-01-01", null) } });
        (await SuitabilityAsync(administrator, service)).Should().Be("suitable");

        // A rule with a day from which it holds, and one that has ended.
        await administrator.DoAsync($"/api/services/{service}/set-eligibility", new
        {
            rules = new[] { Rule("life-any-of", "carer", "2026-01-01", null), Rule("maximum-age", "40", "2026-01-08", null), Rule("minimum-age", "50", "2025-01-01", "2025-12-31") },
        });
        (await SuitabilityAsync(administrator, service)).Should().Be("suitable", "the limit does not hold yet, and the other has ended");
        await _broker.PassAsync(3);
        (await SuitabilityAsync(administrator, service)).Should().Be("not-suitable");
        await administrator.RefusedAsync($"/api/services/{service}/set-eligibility", new { rules = new[] { Rule("motivation", "high", "2026-01-01", null) } }, 422, "service.rule-unknown");
    }

    [Fact]
    public async Task Capacity_is_told_with_its_age_and_the_usual_time_is_computed_from_the_log()
    {
        var (clinician, provider) = (_broker.As("clinician"), _broker.As("provider"));
        for (var number = 0; number < 10; number++)
        {
            var referral = $"/api/referrals/{await Tests.People.SentAsync(clinician, Personas.IpsInPrimaryCare)}";
            await provider.DoAsync(referral + "/accept");
            await _broker.PassAsync(3);
            await provider.DoAsync(referral + "/record-contact", new { medium = "telephone", reached = true });
        }
        await _broker.CaughtUpAsync();
        var primary = Find(await MatchAsync("""{"needs":["find-work"]}"""), "primary");
        ((string)primary["capacity"]!["state"]!, (int)primary["capacity"]!["places"]!, (int)primary["capacity"]!["ageInDays"]!).Should().Be(("limited", 12, 30));
        ((int)primary["usualTimeToFirstContact"]!["days"]!).Should().Be(3);
        Find(await MatchAsync("""{"needs":["find-work"]}"""), "hub")["usualTimeToFirstContact"].Should().BeNull("nothing was sent there");
        // Nothing of a match is kept.
        var events = await _broker.EventCountAsync();
        await MatchAsync("""{"needs":["find-work"],"age":40}""");
        (await _broker.EventCountAsync()).Should().Be(events);
    }

    [Theory]
    [InlineData("{}", 400, "request.malformed")]
    [InlineData("""{"needs":[]}""", 422, "value.missing")]
    [InlineData("""{"needs":["fame"]}""", 400, "code.unknown")]
    [InlineData("""{"needs":["find-work"],"age":-1}""", 422, "value.out-of-range")]
    [InlineData("""{"needs":["find-work"],"familyName":"Testwood"}""", 400, "request.malformed")]
    public async Task A_question_that_cannot_be_answered_is_refused_with_its_code(string circumstances, int status, string code)
    {
        using var response = await PostAsync(circumstances);
        ((int)response.StatusCode).Should().Be(status);
        ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!["code"]!).Should().Be(code);
    }

    private static object Rule(string code, string value, string from, string? to) =>
        new { code, value, words = "As the pilot says.", source = "A test", toBeConfirmed = true, from, to };

    private async Task<string> SuitabilityAsync(Caller administrator, string service)
    {
        var answer = await MatchAsync("""{"needs":["find-work"],"age":45,"life":["carer"]}""", administrator.LastPosition);
        return (string)answer.Single(s => (string)s!["id"]! == service)!["suitability"]!;
    }

    private Task<HttpResponseMessage> PostAsync(string circumstances, long atLeast = 0) =>
        _broker.As("clinician").Client.PostAsync($"/api/services/match?atLeast={atLeast}", new StringContent(circumstances, System.Text.Encoding.UTF8, "application/json"), Stop);

    private async Task<JsonArray> MatchAsync(string circumstances, long atLeast = 0)
    {
        using var response = await PostAsync(circumstances, atLeast);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Stop))!["services"]!.AsArray();
    }

    private static IEnumerable<string> Names(JsonArray answer, string suitability) => answer
        .Where(s => (string)s!["suitability"]! == suitability)
        .Select(s => Services.Single(known => known.Value.Value == (Guid)s!["id"]!).Key);

    private static JsonNode Find(JsonArray answer, string name) => answer.Single(s => (Guid)s!["id"]! == Services[name].Value)!;
}
