using System.Net;
using System.Text.RegularExpressions;
using AngleSharp;
using AngleSharp.Dom;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Pages;
using ReferralBroker.Web.Tests.SignIn;

namespace ReferralBroker.Web.Tests;

/// <summary>What a newcomer sees.</summary>
public sealed class PagesTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_start_page_says_that_everybody_is_invented_and_has_a_button_for_each_persona()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var page = await Open(broker, "/");
        page.QuerySelectorAll("h1").Should().ContainSingle();
        page.QuerySelector("[role=note]")!.TextContent.Should().Contain("Every person here is invented");
        page.QuerySelectorAll("button").Select(b => b.TextContent.Trim()).Should().BeEquivalentTo(Personas.All.Select(p => p.Code));
        page.QuerySelectorAll("script:not([src]), [style], [onclick]").Should().BeEmpty("no script or style stands in the page itself");
        foreach (var link in page.QuerySelectorAll("link[rel=stylesheet]"))
        {
            using var sheet = await broker.Client(null).GetAsync(link.GetAttribute("href"), Stop);
            ((int)sheet.StatusCode).Should().Be(200, "{0} is served", link.GetAttribute("href"));
            var styles = await sheet.Content.ReadAsStringAsync(Stop);
            styles.Should().NotContain("@font-face", "no other site is told who is here").And.NotMatchRegex(@"url\([""']?(https?:)?//");
            foreach (var picture in Regex.Matches(styles, @"url\(""?([^"")]+)").Select(m => m.Groups[1].Value).Where(u => !u.StartsWith("data:", StringComparison.Ordinal)).Distinct())
            {
                using var drawn = await broker.Client(null).GetAsync(picture, Stop);
                ((int)drawn.StatusCode).Should().Be(200, "{0} is served", picture);
            }
        }
    }

    [Fact]
    public async Task Each_persona_s_button_logs_in_and_the_account_page_gives_a_token_that_works_and_a_first_thing_to_do_with_it()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.TickAsync();
        foreach (var persona in Personas.All)
        {
            using var browser = new Browser(broker.Address);
            await browser.LogInAsAsync(persona.Code);
            browser.Address!.AbsolutePath.Should().Be(Menu.HomeOf(persona.Actor.Role), "their day begins there");
            browser.Last!.StatusCode.Should().Be(HttpStatusCode.OK);
            await browser.GetAsync("/account");
            var page = await browser.PageAsync();
            page.QuerySelector("header")!.TextContent.Should().Contain($"Demo {persona.Code} ({RoleWords.Of(persona.Actor.Role)}, ").And.Contain("Log out");
            page.QuerySelectorAll("main dl").Length.Should().Be(2, "{0} can do something", persona.Code);
            var codes = page.QuerySelectorAll("pre").Select(p => p.TextContent).ToArray();
            var address = codes[1].Split('\'')[1];
            using var response = await broker.Client(codes[0]["TOKEN=".Length..]).GetAsync(address, Stop);
            ((int)response.StatusCode).Should().Be(200, "{0} may do what the page suggests", persona.Code);
        }
    }

    [Fact]
    public async Task Logging_out_ends_the_session_also_for_a_cookie_that_was_copied()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var browser = new Browser(broker.Address);
        await browser.LogInAsAsync("clinician");
        using var thief = new Browser(broker.Address);
        thief.Cookies.Add(browser.Cookies.GetCookies(broker.Address));
        (await thief.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.OK);

        await browser.SubmitAsync(await browser.GetAsync("/log-out"));
        browser.Last!.Headers.Location!.OriginalString.Should().Be("/logged-out");
        foreach (var who in new[] { browser, thief })
            (await who.GetAsync("/account")).Headers.Location!.OriginalString.Should().Be("/log-in?returnUrl=%2Faccount");
    }

    [Theory]
    [InlineData(29, 1, true)]
    [InlineData(31, 1, false)]
    [InlineData(25, 28, true)]
    [InlineData(25, 29, false)]
    public async Task A_session_ends_when_it_was_idle_for_half_an_hour_or_is_twelve_hours_old(int minutes, int times, bool goesOn)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var browser = new Browser(broker.Address);
        await browser.LogInAsAsync("clinician");
        var answer = HttpStatusCode.OK;
        for (var i = 0; i < times; i++)
        {
            broker.Time.MoveTo(broker.Time.GetUtcNow().AddMinutes(minutes));
            answer = (await browser.GetAsync("/account")).StatusCode;
        }
        answer.Should().Be(goesOn ? HttpStatusCode.OK : HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_and_does_nothing()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var browser = new Browser(broker.Address);
        await browser.LogInAsAsync("clinician");
        foreach (var path in new[] { "/log-out", "/organisations", "/demo/as/administrator" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(broker.Address, path)) { Content = new FormUrlEncodedContent([new("organisation", Guid.NewGuid().ToString())]) };
            request.Headers.Add("Cookie", browser.Cookies.GetCookieHeader(broker.Address));
            request.Headers.Add("Accept", "text/html");
            using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
            using var answer = await client.SendAsync(request, Stop);
            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest, "{0} needs the form's own token", path);
            (await answer.Content.ReadAsStringAsync(Stop)).Should().Contain("Send the form again");
        }
        (await browser.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.OK, "the session goes on");
        (await browser.PageAsync()).QuerySelector("header")!.TextContent.Should().Contain("Demo clinician");
    }

    [Fact]
    public async Task A_cookie_planted_before_a_log_in_is_worth_nothing_after_it()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var victim = new Browser(broker.Address);
        await victim.LogInAsAsync("operator");
        using var attacker = new Browser(broker.Address);
        attacker.Cookies.Add(victim.Cookies.GetCookies(broker.Address));
        await victim.LogInAsAsync("clinician");
        (await attacker.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.Redirect, "it went with the log-in over it");
        (await victim.GetAsync("/account")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\u00e9")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    public async Task Nobody_is_led_to_another_site(string elsewhere)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var browser = new Browser(broker.Address);
        await browser.LogInAsAsync("clinician");
        (await browser.GetAsync("/log-in?returnUrl=" + Uri.EscapeDataString(elsewhere))).Headers.Location!.OriginalString.Should().Be(Menu.HomeOf(Role.Clinician));
    }

    [Fact]
    public async Task Every_answer_tells_the_browser_what_not_to_do()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        foreach (var path in new[] { "/", "/account", "/logged-out", "/api/worklist", "/health/live", "/openapi/v1.json", "/nothing-here", "/built/referral-broker.css" })
        {
            using var answer = await broker.Client(null).GetAsync(path, Stop);
            string Header(string name) => answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : "";
            Header("Content-Security-Policy").Should().Contain("default-src 'none'").And.Contain("script-src 'self';").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe", "{0}", path);
            (Header("X-Content-Type-Options"), Header("Referrer-Policy"), Header("X-Frame-Options"), Header("Server")).Should().Be(("nosniff", "no-referrer", "DENY", ""), path);
            if (path != "/built/referral-broker.css") Header("Cache-Control").Should().Contain("no-store", "{0} may hold what is about people", path);
        }
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("same-origin", true)]
    [InlineData("same-site", false)]
    [InlineData("cross-site", false)]
    [InlineData(null, false)]
    public async Task A_page_is_packed_unless_another_site_may_have_asked_for_it_to_learn_from_its_length(string? askedFrom, bool isPacked)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var client = broker.Client(null);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        if (askedFrom is not null) client.DefaultRequestHeaders.Add("Sec-Fetch-Site", askedFrom);
        using var page = await client.GetAsync("/", Stop);
        page.Content.Headers.ContentEncoding.Should().Equal(isPacked ? ["gzip"] : []);
    }

    [Fact]
    public async Task The_stylesheet_and_scripts_go_out_packed_and_are_kept_by_the_browser()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var client = broker.Client(null);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        var start = await Open(broker, "/");
        var parts = start.QuerySelectorAll("link[rel=stylesheet], link[rel=icon]").Select(l => l.GetAttribute("href")).Concat(start.QuerySelectorAll("script").Select(s => s.GetAttribute("src")));
        var weight = 0;
        foreach (var part in parts.Append("/built/nhsuk-frontend.min.js"))
        {
            using var sent = await client.GetAsync(part, Stop);
            ((int)sent.StatusCode).Should().Be(200, "{0} is served", part);
            weight += (await sent.Content.ReadAsByteArrayAsync(Stop)).Length;
            if (part!.EndsWith("nhsuk-frontend.min.js", StringComparison.Ordinal)) sent.Headers.ETag.Should().NotBeNull("it is imported by its plain name and asked after each time");
            else sent.Headers.CacheControl!.MaxAge.Should().BeGreaterThan(TimeSpan.FromDays(300), "{0} has its content in its name", part);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"Everything a first page needs beside itself: {weight:N0} bytes");
        weight.Should().BeLessThan(100_000, "a first page weighs less than 150 kB with all it needs");
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_other_sites()
    {
        await using var broker = await BrokerHost.StartAsync(cluster, settings: [new("Broker:PublicAddress", "https://referrals.example.org")]);
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = broker.Address };
        using var start = await client.GetAsync("/", Stop);
        start.Headers.GetValues("Strict-Transport-Security").Single().Should().Contain("max-age=31536000");
        var cookie = start.Headers.GetValues("Set-Cookie").Single();
        cookie.Should().MatchRegex("(?i)^__Host-broker-form=.*secure.*samesite=strict.*httponly");
        var page = await BrowsingContext.New(Configuration.Default).OpenAsync(r => r.Content(start.Content.ReadAsStream(Stop)), Stop);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/demo/as/clinician") { Content = new FormUrlEncodedContent([new("__RequestVerificationToken", page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!)]) };
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        using var logged = await client.SendAsync(request, Stop);
        logged.StatusCode.Should().Be(HttpStatusCode.Redirect, "it logs in, but answers {0}", await logged.Content.ReadAsStringAsync(Stop));
        logged.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("__Host-broker-session=", StringComparison.Ordinal)).Should().MatchRegex("(?i)secure.*samesite=lax.*httponly").And.NotContain("expires");
    }

    private static async Task<IDocument> Open(BrokerHost broker, string path)
    {
        var html = await broker.Client(null).GetStringAsync(path, Stop);
        return await BrowsingContext.New(Configuration.Default).OpenAsync(request => request.Content(html), Stop);
    }
}
