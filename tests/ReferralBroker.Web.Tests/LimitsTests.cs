using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ReferralBroker.Testing;

namespace ReferralBroker.Web.Tests;

/// <summary>How much one caller may ask for, and what a fault gives away.</summary>
public sealed class LimitsTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_works_through_a_list_of_numbers_and_others_go_on_meanwhile()
    {
        await using var broker = await BrokerHost.StartAsync(cluster, settings: [new("Broker:SearchesPerMinute", "5")]);
        var (clinician, other) = (broker.As("clinician"), broker.As("provider"));
        HttpStatusCode status = default;
        HttpResponseMessage? last = null;
        var searches = 0;
        for (; searches < 60 && status != HttpStatusCode.TooManyRequests; searches++)
        {
            last = await clinician.SendAsync("/api/people/search", new { nhsNumber = People.NextNhsNumber(), dateOfBirth = "1988-05-03", relationship = "registered-patient" }, null);
            status = last.StatusCode;
        }
        (searches, status).Should().Be((6, HttpStatusCode.TooManyRequests));
        last!.Headers.RetryAfter!.Delta.Should().NotBeNull();
        ((string?)(await last.Content.ReadFromJsonAsync<JsonNode>(Stop))!["code"]).Should().Be("rate.exceeded");
        (await other.SendAsync("/api/people/search", new { nhsNumber = People.NextNhsNumber(), dateOfBirth = "1988-05-03", relationship = "asked-us-for-help" }, null)).StatusCode.Should().Be(HttpStatusCode.OK, "another's searches are their own");
        (await clinician.Client.GetAsync("/api/worklist", Stop)).StatusCode.Should().Be(HttpStatusCode.OK, "and their work goes on");
    }

    [Fact]
    public async Task One_user_and_one_address_have_a_limit_and_log_ins_one_of_their_own()
    {
        await using var broker = await BrokerHost.StartAsync(cluster, settings: [new("Broker:RequestsPerMinute", "600")]);
        (await UntilLimitedAsync(broker.As("clinician").Client, "/api/services?limit=1")).Should().BeInRange(61, 170, "a tenth of a minute's at once, and what comes in meanwhile");
        (await UntilLimitedAsync(broker.Client(null), "/health/live")).Should().BeInRange(61, 100);
        (await UntilLimitedAsync(broker.Client(null), "/log-in/return?code=x&state=y")).Should().BeInRange(1, 120);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var content = new ByteArrayContent(new byte[(1024 * 1024) + 1]);
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/people") { Content = content };
        request.Headers.Add("Idempotency-Key", "1");
        request.Headers.ExpectContinue = true;
        using var answer = await broker.As("clinician").Client.SendAsync(request, Stop);
        ((int)answer.StatusCode).Should().Be(413);
    }

    [Fact]
    public async Task A_fault_says_nothing_of_itself_and_is_as_guarded_as_any_answer()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        await using (var command = Npgsql.NpgsqlDataSource.Create(broker.Database).CreateCommand("alter table directory.service rename to gone")) await command.ExecuteNonQueryAsync(Stop);
        using var answer = await clinician.Client.GetAsync("/api/services", Stop);
        ((int)answer.StatusCode).Should().BeGreaterThanOrEqualTo(500);
        answer.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff");
        var text = await answer.Content.ReadAsStringAsync(Stop);
        text.Should().NotContain("directory").And.NotContain("42P01").And.NotContain("   at ").And.NotContain("Npgsql");
        ((string?)JsonNode.Parse(text)!["code"]).Should().BeOneOf("fault", "service.unavailable");
    }

    private static async Task<int> UntilLimitedAsync(HttpClient client, string path)
    {
        for (var asked = 1; asked <= 400; asked++)
        {
            using var answer = await client.GetAsync(path, Stop);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) return asked;
        }
        return int.MaxValue;
    }
}
