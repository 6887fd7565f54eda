using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Web.Tests.SignIn;

/// <summary>People log in, and systems call, through a real OpenID provider: as it should go, and with everything that can be wrong with it.</summary>
public sealed class SignInTests(TestCluster cluster)
{
    private const string System = "provider-system";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static ProviderOptions Known => new()
    {
        Accounts =
        {
            ["ada"] = new() { ["name"] = "Ada Lovett" },
            ["locum"] = new() { ["name"] = "Lou Cum" },
            ["narrowed"] = new() { ["name"] = "Nan Narrow", ["role"] = "practice-administrator" },
            ["placed"] = new() { ["name"] = "Pla Ced", ["organisation"] = Personas.SecondPractice.ToString() },
            ["strong"] = new() { ["name"] = "Stro Ng", ["acr"] = "aal3" },
            ["weak"] = new() { ["name"] = "Wea K", ["acr"] = "aal1" },
        },
        Machines = { [System] = new(), ["other-system"] = new() },
    };

    [Fact]
    public async Task Somebody_who_is_enrolled_logs_in_sees_who_they_are_and_logs_out_here_and_there()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync("ada", Role.Clinician, Personas.Practice);
        using var browser = new Browser(broker.Address);

        var page = await browser.SignInAsync(new(broker.Address, "/account"), "ada");
        (page.StatusCode, browser.Address!.AbsolutePath).Should().Be((HttpStatusCode.OK, "/account"), "they come back to where they wanted to go");
        var header = (await browser.PageAsync()).QuerySelector("header")!.TextContent;
        header.Should().Contain("Ada Lovett (Clinician,").And.Contain("Log out").And.NotContain("Change organisation");
        (await browser.PageAsync()).QuerySelector("main")!.TextContent.Should().NotContain("TOKEN=", "only the demo gives tokens away");

        var left = await browser.SignOutAsync(await browser.SubmitToAsync(await browser.GetAsync("/log-out"), "/log-out"));
        (left.StatusCode, browser.Address!.AbsolutePath).Should().Be((HttpStatusCode.OK, "/logged-out"));
        (await browser.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.Redirect);
        var again = await browser.FollowAsync(await browser.GetAsync("/log-in"));
        again.RequestMessage!.RequestUri!.Authority.Should().Be(new Uri(broker.Provider.Issuer).Authority, "the provider asks who it is: nobody is let in as the last one at this computer");
    }

    [Fact]
    public async Task Who_is_not_enrolled_was_ended_or_is_called_something_else_by_the_provider_is_nobody_here()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        using var stranger = new Browser(broker.Address);
        var page = await stranger.SignInAsync(new(broker.Address, "/account"), "ada");
        page.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await page.Content.ReadAsStringAsync(Stop)).Should().Contain("You have no access here yet").And.Contain("Ask your administrator");

        await broker.EnrolAsync("ada", Role.Clinician, Personas.Practice);
        (await stranger.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.OK, "it counts with the next request");
        await broker.DoAsync(Personas.Practice, new ChangeRole("ada", Role.PracticeAdministrator));
        await stranger.GetAsync("/account");
        (await stranger.PageAsync()).QuerySelector("header")!.TextContent.Should().Contain("Practice administrator");
        await broker.DoAsync(Personas.Practice, new EndUser("ada"));
        (await stranger.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.Forbidden, "and so does an end");

        await broker.EnrolAsync("narrowed", Role.Clinician, Personas.Practice);
        using var narrowed = new Browser(broker.Address);
        (await narrowed.SignInAsync(new(broker.Address, "/account"), "narrowed")).StatusCode.Should().Be(HttpStatusCode.Forbidden, "the provider calls them a practice administrator");

        await broker.EnrolAsync("placed", Role.Clinician, Personas.Practice);
        using var placed = new Browser(broker.Address);
        (await placed.SignInAsync(new(broker.Address, "/account"), "placed")).StatusCode.Should().Be(HttpStatusCode.Forbidden, "the provider says they work elsewhere");
        await broker.EnrolAsync("placed", Role.Clinician, Personas.SecondPractice);
        (await placed.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await placed.PageAsync()).QuerySelector("header")!.TextContent.Should().NotContain("Change organisation");
    }

    [Fact]
    public async Task Somebody_with_two_organisations_chooses_one_and_may_change_it()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync("locum", Role.Clinician, Personas.Practice);
        await broker.EnrolAsync("locum", Role.PracticeAdministrator, Personas.SecondPractice);
        using var browser = new Browser(broker.Address);
        await browser.SignInAsync(new(broker.Address, "/account"), "locum");
        browser.Address!.PathAndQuery.Should().Be("/organisations?returnUrl=%2Faccount", "nobody guesses for whom they act");

        await browser.FollowAsync(await browser.SubmitToAsync(browser.Last!, "/organisations", Personas.SecondPractice.ToString()));
        (await browser.PageAsync()).QuerySelector("header")!.TextContent.Should().Contain("Practice administrator").And.Contain("Change organisation");
        await browser.FollowAsync(await browser.SubmitToAsync(await browser.GetAsync("/organisations"), "/organisations", Personas.Practice.ToString()));
        (await browser.PageAsync()).QuerySelector("header")!.TextContent.Should().Contain("(Clinician");

        var page = await browser.GetAsync("/organisations");
        var token = (await browser.PageAsync()).QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await browser.PostFormAsync("/organisations", ("__RequestVerificationToken", token), ("organisation", Personas.Commissioner.ToString()))).StatusCode.Should().Be(HttpStatusCode.NotFound, "only their own can be chosen");
        page.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_second_press_on_an_organisation_leads_where_the_first_did()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync("locum", Role.Clinician, Personas.Practice);
        await broker.EnrolAsync("locum", Role.PracticeAdministrator, Personas.SecondPractice);
        using var browser = new Browser(broker.Address);
        await browser.SignInAsync(new(broker.Address, "/account"), "locum");
        var page = browser.Last!;
        // Both presses go out with the cookies of the page; what the browser shows is the answer to the second.
        using var second = new Browser(broker.Address);
        second.Cookies.Add(browser.Cookies.GetCookies(broker.Address));
        foreach (var press in new[] { browser, second })
        {
            await press.FollowAsync(await press.SubmitToAsync(page, "/organisations", Personas.SecondPractice.ToString()));
            press.Address!.AbsolutePath.Should().Be("/account");
            (await press.PageAsync()).QuerySelector("header")!.TextContent.Should().Contain("Practice administrator");
        }
    }

    [Fact]
    public async Task Choosing_makes_no_session_longer_and_an_organisation_that_is_no_longer_theirs_is_not_swapped_for_another()
    {
        var time = new SimulatedTime(DateTimeOffset.UtcNow);
        await using var broker = await EarnestHost.StartAsync(cluster, Known, time: time);
        await broker.EnrolAsync("locum", Role.Clinician, Personas.Practice);
        await broker.EnrolAsync("locum", Role.PracticeAdministrator, Personas.SecondPractice);
        using var browser = new Browser(broker.Address);
        await browser.SignInAsync(new(broker.Address, "/account"), "locum");
        var changes = 0;
        for (; changes < 40; changes++)
        {
            var page = await browser.GetAsync("/organisations");
            if (page.StatusCode != HttpStatusCode.OK) break;
            await browser.FollowAsync(await browser.SubmitToAsync(page, "/organisations", (changes % 2 == 0 ? Personas.Practice : Personas.SecondPractice).ToString()));
            time.MoveTo(time.GetUtcNow().AddMinutes(25));
        }
        changes.Should().Be(29, "12 hours are 28 times 25 minutes and a little more");

        await browser.SignInAsync(new(broker.Address, "/account"), "locum");
        await browser.FollowAsync(await browser.SubmitToAsync(browser.Last!, "/organisations", Personas.Practice.ToString()));
        await broker.DoAsync(Personas.Practice, new EndUser("locum"));
        (await browser.GetAsync("/account")).Headers.Location!.OriginalString.Should().StartWith("/organisations", "they are not made somebody else unawares");
        (await browser.GetAsync("/api/worklist")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("nonce")]
    [InlineData("state")]
    [InlineData("code_challenge")]
    public async Task An_answer_that_belongs_to_another_log_in_is_refused(string tampered)
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync("ada", Role.Clinician, Personas.Practice);
        using var browser = new Browser(broker.Address);
        var page = await browser.SignInAsync(new(broker.Address, "/account"), "ada", address => Swapped(address, tampered));
        page.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await page.Content.ReadAsStringAsync(Stop)).Should().Contain("You are not logged in").And.NotContain("Exception").And.NotContain("nonce");
        (await browser.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.Redirect, "nobody is logged in");
    }

    [Fact]
    public async Task A_code_is_taken_from_the_browser_it_was_made_for_once_and_from_this_provider_alone()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync("ada", Role.Clinician, Personas.Practice);
        using var browser = new Browser(broker.Address);
        Uri? answer = null;
        await browser.SignInAsync(new(broker.Address, "/account"), "ada", address =>
        {
            if (address.AbsolutePath == "/log-in/return") answer ??= address;
            return address;
        });
        answer.Should().NotBeNull();
        (await browser.GetAsync(answer!)).StatusCode.Should().Be(HttpStatusCode.Forbidden, "a code is worth nothing twice");
        using var other = new Browser(broker.Address);
        (await other.GetAsync(answer!)).StatusCode.Should().Be(HttpStatusCode.Forbidden, "the state belongs to the first browser");

        using var mixed = new Browser(broker.Address);
        var page = await mixed.SignInAsync(new(broker.Address, "/account"), "ada", address =>
            address.AbsolutePath == "/log-in/return" ? new(QueryHelpers.AddQueryString(address.ToString().Replace("iss=", "was=", StringComparison.Ordinal), "iss", "https://evil.example")) : address);
        page.StatusCode.Should().Be(HttpStatusCode.Forbidden, "another provider's answer is none of ours");
    }

    [Fact]
    public async Task Keys_that_were_changed_are_fetched_and_those_that_are_gone_are_no_keys()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync(System, Role.ProviderCaseworker, Personas.PrimaryCareProvider, UserKind.SystemClient);
        await broker.EnrolAsync("ada", Role.Clinician, Personas.Practice);
        var first = await broker.Provider.TokenAsync(System, EarnestHost.Audience);
        (await StatusAsync(broker, first)).Should().Be(200);

        await broker.Provider.RotateAsync(keepOld: false);
        var second = await broker.Provider.TokenAsync(System, EarnestHost.Audience);
        await AcceptedAsync(broker, second);
        (await StatusAsync(broker, first)).Should().Be(401, "what was signed with a key that is gone is signed with none");
        using var browser = new Browser(broker.Address);
        (await browser.SignInAsync(new(broker.Address, "/account"), "ada")).StatusCode.Should().Be(HttpStatusCode.OK, "and people log in under the new key");
    }

    [Fact]
    public async Task When_the_provider_is_down_who_is_in_stays_in_and_who_is_not_is_told()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync(System, Role.ProviderCaseworker, Personas.PrimaryCareProvider, UserKind.SystemClient);
        await broker.EnrolAsync("ada", Role.Clinician, Personas.Practice);
        var token = await broker.Provider.TokenAsync(System, EarnestHost.Audience);
        await broker.Provider.StopAsync();
        using var early = new Browser(broker.Address);
        var page = await early.GetAsync("/log-in");
        (page.StatusCode, (await page.Content.ReadAsStringAsync(Stop)).Contains("Logging in does not work at the moment")).Should().Be((HttpStatusCode.ServiceUnavailable, true));
        (await StatusAsync(broker, token)).Should().Be(503, "its keys were never fetched, and that is no fault of the token");

        await broker.Provider.StartAgainAsync();
        await AcceptedAsync(broker, token);
        using var browser = new Browser(broker.Address);
        await browser.SignInAsync(new(broker.Address, "/account"), "ada");
        await broker.Provider.StopAsync();
        (await browser.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await StatusAsync(broker, token)).Should().Be(200, "keys that are known are kept");
        using var late = new Browser(broker.Address);
        await late.FollowAsync(await late.GetAsync("/health/live"));
        (await browser.SubmitToAsync(await browser.GetAsync("/log-out"), "/log-out")).StatusCode.Should().Be(HttpStatusCode.Redirect, "one can always leave");
        (await browser.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_token_for_somebody_else_of_another_kind_or_made_by_hand_is_refused()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync(System, Role.ProviderCaseworker, Personas.PrimaryCareProvider, UserKind.SystemClient);
        await broker.EnrolAsync("other-system", Role.Clinician, Personas.Practice);
        var token = await broker.Provider.TokenAsync(System, EarnestHost.Audience);
        (await StatusAsync(broker, token)).Should().Be(200);
        (await StatusAsync(broker, await broker.Provider.TokenAsync(System, "https://somewhere-else.example"))).Should().Be(401, "it is for another audience");
        (await StatusAsync(broker, await broker.Provider.TokenAsync("other-system", EarnestHost.Audience))).Should().Be(403, "who is enrolled as a person logs in");
        foreach (var forged in Forged(token)) (await StatusAsync(broker, forged)).Should().Be(401);
        await broker.DoAsync(Personas.PrimaryCareProvider, new EndUser(System));
        (await StatusAsync(broker, token)).Should().Be(403, "a system that was ended is out at once, whatever its token says");
    }

    [Fact]
    public async Task A_session_uses_the_api_from_our_own_pages_alone_and_a_token_opens_no_page()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync(System, Role.ProviderCaseworker, Personas.PrimaryCareProvider, UserKind.SystemClient);
        await broker.EnrolAsync("ada", Role.GovernanceLead, Personas.Practice);
        using var browser = new Browser(broker.Address);
        await browser.SignInAsync(new(broker.Address, "/account"), "ada");
        var token = (await browser.PageAsync()).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        (await browser.GetAsync("/api/looks")).StatusCode.Should().Be(HttpStatusCode.OK, "a governance lead is a person, and sees the looks");
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = broker.Address };
        async Task<int> Send(HttpMethod method, string path, string? site, string? form)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(broker.Address));
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
            if (form is not null) request.Headers.Add("X-Form-Token", form);
            using var answer = await client.SendAsync(request, Stop);
            return (int)answer.StatusCode;
        }
        (await Send(HttpMethod.Get, "/api/looks", "cross-site", null)).Should().Be(403);
        (await Send(HttpMethod.Get, "/api/looks", "same-origin", null)).Should().Be(200);
        (await Send(HttpMethod.Post, "/api/services/match", "same-origin", null)).Should().Be(403, "a form of another site knows no token of ours");
        (await Send(HttpMethod.Post, "/api/services/match", "same-origin", "made-up")).Should().Be(403);
        (await Send(HttpMethod.Post, "/api/services/match", "same-origin", token)).Should().NotBe(403);

        using var system = broker.System(await broker.Provider.TokenAsync(System, EarnestHost.Audience));
        using var page = await system.GetAsync("/account", Stop);
        page.RequestMessage!.RequestUri!.AbsolutePath.Should().NotBe("/account", "a token is no log-in");
    }

    [Fact]
    public async Task What_somebody_must_answer_for_in_person_no_system_may_do()
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known);
        await broker.EnrolAsync(System, Role.GovernanceLead, Personas.PrimaryCareProvider, UserKind.SystemClient);
        await broker.EnrolAsync("other-system", Role.Clinician, Personas.Practice, UserKind.SystemClient);
        using var lead = broker.System(await broker.Provider.TokenAsync(System, EarnestHost.Audience));
        using var looks = await lead.GetAsync("/api/looks", Stop);
        ((int)looks.StatusCode).Should().Be(403);
        using var clinic = broker.System(await broker.Provider.TokenAsync("other-system", EarnestHost.Audience));
        clinic.DefaultRequestHeaders.Add("Idempotency-Key", "1");
        using var glass = await clinic.PostAsync($"/api/people/{Guid.NewGuid()}/break-glass", null, Stop);
        ((int)glass.StatusCode).Should().Be(403);
    }

    [Theory]
    [InlineData("strong", 200)]
    [InlineData("weak", 403)]
    [InlineData("ada", 403)]
    public async Task Where_a_level_of_assurance_is_asked_for_a_lower_one_is_refused(string login, int status)
    {
        await using var broker = await EarnestHost.StartAsync(cluster, Known, [new("Broker:SignIn:AssuranceLevels", "aal3 aal2")]);
        await broker.EnrolAsync(login, Role.Clinician, Personas.Practice);
        using var browser = new Browser(broker.Address);
        ((int)(await browser.SignInAsync(new(broker.Address, "/account"), login)).StatusCode).Should().Be(status);
    }

    [Fact]
    public async Task No_secret_and_no_name_is_in_a_log_line_even_at_its_most_talkative()
    {
        using var lines = new LogLines();
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(t => $"{t.Key}={t.Value}"))}"),
        };
        ActivitySource.AddActivityListener(listener);
        await using var broker = await EarnestHost.StartAsync(cluster, Known,
            [.. new[] { "Default", "Microsoft", "Microsoft.Hosting.Lifetime", "Microsoft.AspNetCore.DataProtection", "Microsoft.AspNetCore.Hosting.Diagnostics", "Npgsql" }.Select(c => KeyValuePair.Create($"Logging:LogLevel:{c}", (string?)"Trace"))], lines);
        await broker.EnrolAsync("ada", Role.Clinician, Personas.Practice);
        using var browser = new Browser(broker.Address);
        var codes = new List<string>();
        await browser.SignInAsync(new(broker.Address, "/account"), "ada", address =>
        {
            if (QueryHelpers.ParseQuery(address.Query).TryGetValue("code", out var code)) codes.Add(code.ToString());
            return address;
        });
        var session = browser.Cookies.GetCookies(broker.Address)["broker-session"]!.Value;
        codes.Should().NotBeEmpty();
        lines.With("Microsoft.AspNetCore.Authentication").Should().NotBeEmpty("it says all it can");
        traced.Should().Contain(t => t.Contains("url.path=/log-in/return", StringComparison.Ordinal) || t.Contains("/log-in/return", StringComparison.Ordinal) || t.Contains("url.path", StringComparison.Ordinal));
        foreach (var secret in codes.Append(broker.Provider.ClientSecret).Append(session).Append("Ada Lovett"))
        {
            lines.With(secret).Should().BeEmpty();
            // Other tests trace at the same time; none of theirs holds these.
            traced.Where(t => t.Contains(secret, StringComparison.Ordinal)).Should().BeEmpty();
        }
    }

    private static async Task<int> StatusAsync(EarnestHost broker, string token)
    {
        using var client = broker.System(token);
        using var answer = await client.GetAsync("/api/services?limit=1", Stop);
        return (int)answer.StatusCode;
    }

    /// <summary>
    /// Waits until a token is taken: keys are looked for at once, and again within seconds where the provider did not answer. The bound is short of the
    /// five minutes after which a library left to itself would look again.
    /// </summary>
    private static async Task AcceptedAsync(EarnestHost broker, string token)
    {
        for (var waited = Stopwatch.StartNew(); await StatusAsync(broker, token) != 200; await Task.Delay(200, Stop))
            waited.Elapsed.Should().BeLessThan(TimeSpan.FromMinutes(3), "it is tried again within seconds");
    }

    private static Uri Swapped(Uri address, string name)
    {
        var query = QueryHelpers.ParseQuery(address.Query);
        if (!address.AbsolutePath.EndsWith("/auth", StringComparison.Ordinal) || !query.ContainsKey(name)) return address;
        query[name] = new string('x', 43);
        return new(QueryHelpers.AddQueryString(address.GetLeftPart(UriPartial.Path), query));
    }

    /// <summary>The token with its claims changed, without a signature, and signed with the public key as if that were a secret.</summary>
    private static IEnumerable<string> Forged(string token)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(parts[1])))!;
        claims["sub"] = "demo-administrator";
        var changed = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(claims.ToJsonString()));
        yield return $"{parts[0]}.{changed}.{parts[2]}";
        yield return $"{WebEncoders.Base64UrlEncode("{\"alg\":\"none\"}"u8)}.{changed}.";
        yield return $"{WebEncoders.Base64UrlEncode("{\"alg\":\"HS256\"}"u8)}.{changed}.{parts[2]}";
    }
}
