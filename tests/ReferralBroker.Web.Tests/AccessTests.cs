using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Tests;

/// <summary>Deny by default.</summary>
public sealed class AccessTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_of_the_api_names_a_right_and_only_a_known_few_are_open_to_all()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var endpoints = broker.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToArray();
        var api = endpoints.Where(e => e.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)).ToArray();
        api.Should().HaveCountGreaterThan(50);
        foreach (var endpoint in api)
        {
            endpoint.Metadata.GetMetadata<IAllowAnonymous>().Should().BeNull("{0} is not for everybody", endpoint.RoutePattern.RawText);
            endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>().SelectMany(p => p.Requirements).OfType<RightRequirement>()
                .Should().ContainSingle("{0} names its right", endpoint.RoutePattern.RawText);
        }
        var others = endpoints.Except(api).ToArray();
        others.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<RequiresRightAttribute>() is null).Select(e => e.RoutePattern.RawText)
            .Should().BeSubsetOf(["{**path:file}"], "a page names its right or says that it is open to all; files that are not there stay closed");
        others.Where(e => e.Metadata.GetMetadata<RequiresRightAttribute>() is null).Select(e => e.RoutePattern.RawText!.TrimStart('/')).Where(r => !r.Contains('.', StringComparison.Ordinal) && r != "{**path:file}").Distinct()
            .Should().BeEquivalentTo("", "Index", "accessibility", "answer/{token}", "cookies", "demo/as/{persona}", "demo/token", "health/live", "health/ready", "help", "log-in", "log-out", "logged-out", "mine/left", "mine/{token}", "mine/{token}/end", "mine/{token}/reaching", "mine/{token}/withdraw", "organisations", "session");
    }

    [Theory]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJkZW1vLWNsaW5pY2lhbiJ9.")]
    [InlineData("nonsense")]
    public async Task A_token_that_is_not_ours_is_nobody(string token)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var response = await broker.Client(token).GetAsync("/api/worklist", Stop);
        ((int)response.StatusCode).Should().Be(401);
    }

    [Fact]
    public void A_server_in_earnest_has_no_demo_door_and_does_not_start_without_an_identity_provider()
    {
        var bare = () => Server.Build("http://127.0.0.1:0", isDemo: false);
        bare.Should().Throw<SettingsException>().WithMessage("*Broker:Authority*--demo*");
        using var app = (IDisposable)Server.Build("http://127.0.0.1:0", isDemo: false, settings: [new("Broker:Authority", "https://id.example.org"), new("Broker:Audience", "referral-broker"), new("Broker:SignIn:ClientId", "broker"), new("Broker:PublicAddress", "https://broker.invalid"),
            new("Broker:Database", "Host=nowhere.invalid"), new("Broker:KeyDatabase", "Host=nowhere.invalid"), new("Broker:MasterKey", Application.Vault.MasterKey.Make())]);
        var routes = ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText);
        routes.Should().NotContain(r => r!.Contains("demo/token", StringComparison.Ordinal));
        ((Microsoft.AspNetCore.Builder.WebApplication)app).Services.GetService<DemoTokens>().Should().BeNull();
    }

    [Fact]
    public async Task After_a_withdrawal_the_service_no_longer_sees_who_it_is()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = "/api/referrals/" + People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        await provider.DoAsync(referral + "/add-note", new { visibility = "own", text = "Rang, no answer." });
        (await provider.GetAsync(referral)).ToJsonString().Should().Contain("Testwood").And.Contain("Wants part-time work.");

        await clinician.DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "by-phone" });

        var seen = (await provider.GetAsync(referral)).ToJsonString();
        seen.Should().NotContain("Testwood").And.NotContain("Wants part-time work.").And.Contain("\"withheld\"").And.Contain("Rang, no answer.", "what it wrote itself stays its own");
        await broker.CaughtUpAsync();
        (await provider.GetAsync("/api/worklist")).ToJsonString().Should().NotContain("Testwood").And.Contain("\"agreementWithdrawn\":true");
        using var look = await provider.Client.GetAsync($"/api/people/{person}", Stop);
        ((int)look.StatusCode).Should().Be(403);
        (await clinician.GetAsync(referral)).ToJsonString().Should().Contain("Testwood").And.NotContain("Rang, no answer.", "an own note never leaves its organisation");
    }

    [Fact]
    public async Task A_service_that_was_sent_the_wrong_person_has_no_more_to_do_with_them()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = "/api/referrals/" + People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        (await provider.GetAsync($"/api/people/{person}")).ToJsonString().Should().Contain("Testwood");

        await clinician.DoAsync(referral + "/enter-in-error", new { why = "Wrong person." });

        (await provider.GetAsync(referral)).ToJsonString().Should().NotContain("Testwood").And.NotContain("Wants part-time work.");
        using (var look = await provider.Client.GetAsync($"/api/people/{person}", Stop)) ((int)look.StatusCode).Should().Be(403);
        await provider.RefusedAsync($"/api/people/{person}/correct", People.Particulars(), 403, "organisation.not-party");
        await broker.CaughtUpAsync();
        (await provider.GetAsync("/api/worklist?ended=true")).ToJsonString().Should().NotContain("Testwood");
    }

    [Fact]
    public async Task What_was_done_is_answered_as_done_even_where_it_takes_the_record_out_of_sight()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = "/api/referrals/" + People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        var key = Guid.NewGuid().ToString();
        var told = await provider.DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "by-phone" }, key);
        (await provider.DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "by-phone" }, key)).ToJsonString().Should().Be(told.ToJsonString());
        await provider.RefusedAsync(referral + "/accept", null, 409, "agreement.withdrawn");
    }

    [Fact]
    public async Task Another_practice_sees_nothing_until_it_states_why_it_deals_with_the_person()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, other) = (broker.As("clinician"), broker.As(new Actor("other", Role.Clinician, Personas.SecondPractice)));
        var number = People.NextNhsNumber();
        var person = People.Id(await clinician.DoAsync("/api/people", People.Particulars(number)));
        using (var look = await other.Client.GetAsync($"/api/people/{person}", Stop)) ((int)look.StatusCode).Should().Be(403);

        (await Find(other, new { nhsNumber = number, dateOfBirth = "1988-05-04", relationship = "registered-patient" })).Should().Be(0, "number and date of birth must both fit");
        (await Find(other, new { nhsNumber = number, dateOfBirth = "1988-05-03", relationship = "registered-patient" })).Should().Be(1);
        using (var look = await other.Client.GetAsync($"/api/people/{person}", Stop)) ((int)look.StatusCode).Should().Be(200);
        await broker.CaughtUpAsync();
        (await Find(clinician, new { familyName = "testwood", dateOfBirth = "1988-05-03", postcode = "ng11aa", relationship = "registered-patient" })).Should().Be(1, "however it was typed");
        (await Find(broker.As("provider"), new { nhsNumber = number, dateOfBirth = "1988-05-03", relationship = "asked-us-for-help" })).Should().Be(0, "a provider finds only people it has a referral of");
    }

    [Fact]
    public async Task Who_searched_for_somebody_is_told_page_by_page_to_the_lead_and_nothing_twice()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        var number = People.NextNhsNumber();
        var person = People.Id(await clinician.DoAsync("/api/people", People.Particulars(number)));
        var sought = new { nhsNumber = number, dateOfBirth = "1988-05-03", relationship = "registered-patient" };
        for (var i = 0; i < 5; i++) await Find(clinician, sought);
        await Find(clinician, new { nhsNumber = number, dateOfBirth = "1988-05-04", relationship = "registered-patient" });

        var lead = broker.As("governance");
        var numbers = new List<long>();
        var pages = 0;
        for (string? cursor = ""; cursor is not null; pages++)
        {
            using var response = await lead.SendAsync($"/api/looks/who-searched?limit=2&cursor={cursor}", sought, null);
            var page = System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
            ((int)response.StatusCode).Should().Be(200, "{0}", page);
            ((string?)page["people"]!.AsArray().Single()).Should().Be(person);
            numbers.AddRange(page["items"]!.AsArray().Select(i => (long)i!["number"]!));
            cursor = (string?)page["next"];
        }
        numbers.Should().HaveCount(11, "six asked for this number, one of them by a wrong day of birth, and five were shown who it is").And.BeInDescendingOrder().And.OnlyHaveUniqueItems();
        pages.Should().Be(6);
        await lead.RefusedAsync("/api/looks/who-searched?limit=0", sought, 400, "limit.invalid");
        await lead.RefusedAsync("/api/looks/who-searched?cursor=nonsense", sought, 400, "cursor.invalid");
    }

    private static async Task<int> Find(Caller caller, object question)
    {
        using var response = await caller.SendAsync("/api/people/search", question, null);
        response.IsSuccessStatusCode.Should().BeTrue("{0}", await response.Content.ReadAsStringAsync(Stop));
        return System.Text.Json.Nodes.JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!["items"]!.AsArray().Count;
    }
}
