using System.Text;
using System.Text.Json.Nodes;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>Each kind of bad input is a problem document with a code of its own, and nothing is appended.</summary>
public sealed class BadInputTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private BrokerHost _broker = null!;
    private Caller _clinician = null!;
    private Caller _provider = null!;
    private string _referral = "";
    private string _person = "";
    private Caller _other = null!;
    private string _agreement = "";
    private long _events;

    public async ValueTask InitializeAsync()
    {
        _broker = await BrokerHost.StartAsync(cluster);
        (_clinician, _provider) = (_broker.As("clinician"), _broker.As("provider"));
        (_person, _agreement) = await People.AgreeingAsync(_clinician);
        _referral = "/api/referrals/" + People.Id(await _clinician.DoAsync("/api/referrals", People.Referral(_person, _agreement, Personas.IpsInPrimaryCare)));
        // Somebody of another organisation is there before anything is counted.
        _other = _broker.As(new Actor("other", Role.ProviderManager, Personas.SecondaryCareProvider));
        _events = await _broker.EventCountAsync();
    }

    public async ValueTask DisposeAsync()
    {
        (await _broker.EventCountAsync()).Should().Be(_events, "a refused request appends nothing");
        await _broker.DisposeAsync();
    }

    [Theory]
    [InlineData("{\"particulars\":", "request.malformed")]
    [InlineData("[1,2]", "request.malformed")]
    [InlineData("null", "request.malformed")]
    [InlineData("{}", "request.malformed")]
    [InlineData("{\"particulars\":{\"familyName\":\"A\",\"givenName\":\"B\",\"dateOfBirth\":\"1988-05-03\",\"shoeSize\":7}}", "request.malformed")]
    [InlineData("{\"particulars\":{\"familyName\":\"A\",\"familyName\":\"C\",\"givenName\":\"B\",\"dateOfBirth\":\"1988-05-03\"}}", "request.malformed")]
    [InlineData("{\"particulars\":{\"familyName\":7,\"givenName\":\"B\",\"dateOfBirth\":\"1988-05-03\"}}", "request.malformed")]
    public async Task Malformed_json(string body, string code)
    {
        var problem = await Post("/api/people", body, 400, code);
        problem.ToJsonString().Should().NotContain("shoeSize\":7").And.NotContain("1988", "a problem never quotes the body");
    }

    [Fact]
    public async Task A_missing_field_is_named() =>
        ((string?)(await Post("/api/people", "{\"particulars\":{\"familyName\":\"A\"}}", 400, "request.malformed"))["detail"]).Should().Contain("givenName").And.Contain("dateOfBirth");

    [Fact]
    public async Task An_unknown_code_is_answered_with_those_there_are()
    {
        var problem = await _provider.RefusedAsync(_referral + "/decline", new { by = "service", reason = "bad-weather" }, 400, "code.unknown");
        ((string?)problem["field"]).Should().Be("reason");
        ((string?)problem["detail"]).Should().Contain("no-capacity");
    }

    [Theory]
    [InlineData("Ada Testwood 9990000018", 422, "referral.worker-invalid")]
    [InlineData("null\0character", 400, "request.malformed")]
    public Task A_worker_is_a_key_and_nothing_freer(string worker, int status, string code) => _provider.RefusedAsync(_referral + "/accept", new { worker }, status, code);

    [Fact]
    public async Task Two_clients_may_use_the_same_key()
    {
        var note = new { visibility = "shared", text = "Rang." };
        await _clinician.DoAsync(_referral + "/add-note", note, "note-1");
        var seen = await _provider.DoAsync(_referral + "/add-note", note, "note-1");
        _events += 2;
        seen["timeline"]!.AsArray().Count(e => (string?)e!["event"] == "referral.note-added.v1").Should().Be(2);
    }

    [Fact]
    public Task A_body_that_is_not_json() => Post(_referral + "/accept", "worker=me", 415, "request.not-json", "application/x-www-form-urlencoded");

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public Task A_body_over_1_MB_is_answered_not_cut_off(int megabytes) =>
        Post("/api/people", "{\"particulars\":\"" + new string('x', megabytes * 1024 * 1024) + "\"}", 413, "request.too-large");

    [Fact]
    public Task An_unknown_service() => _clinician.RefusedAsync("/api/referrals", People.Referral(_person, _agreement, new(Guid.NewGuid())), 404, "service.unknown");

    [Theory]
    [InlineData("9991234567")]
    [InlineData("3478526985")]
    [InlineData("not a number")]
    public Task An_nhs_number_that_fails_modulus_11(string number) => _clinician.RefusedAsync("/api/people", People.Particulars(number), 422, "person.nhs-number-invalid");

    [Theory]
    [InlineData("2026-01-06", "date.in-future")]
    [InlineData("31/02/2026", "date.invalid")]
    [InlineData("1850-01-01", "value.out-of-range")]
    public Task A_date_of_birth_that_cannot_be(string born, string code) => _clinician.RefusedAsync("/api/people", People.Particulars(dateOfBirth: born), 422, code);

    [Fact]
    public Task A_conversation_in_the_future() => _clinician.RefusedAsync("/api/conversations", Conversation("2026-01-06"), 422, "date.in-future");

    [Fact]
    public Task A_conversation_before_the_person_was_born() => _clinician.RefusedAsync("/api/conversations", Conversation("1988-05-02"), 422, "date.before-birth");

    [Fact]
    public Task An_event_before_the_referral_was_sent() => _provider.RefusedAsync(_referral + "/accept", new { occurredOn = "2026-01-04" }, 422, "date.before-referral");

    [Fact]
    public Task An_event_in_the_future() => _provider.RefusedAsync(_referral + "/accept", new { occurredOn = "2026-01-06" }, 422, "date.in-future");

    [Theory]
    [InlineData("GET", "/api/nothing", 404, "address.unknown")]
    [InlineData("GET", "/api/referrals/not-an-id", 404, "address.unknown")]
    [InlineData("DELETE", "/api/worklist", 405, "method.not-allowed")]
    public async Task An_address_or_method_that_is_not_there(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _provider.Client.SendAsync(request, Stop);
        await ExpectAsync(response, status, code);
    }

    [Fact]
    public async Task A_stale_version()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _referral + "/accept");
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        request.Headers.Add("If-Match", "\"7\"");
        using var response = await _provider.Client.SendAsync(request, Stop);
        await ExpectAsync(response, 412, "version.stale");
    }

    [Fact]
    public async Task The_same_command_again_appends_nothing_and_answers_as_things_stand_now()
    {
        var (key, note) = (Guid.NewGuid().ToString(), new { visibility = "shared", text = "Rang twice." });
        var first = await _provider.DoAsync(_referral + "/add-note", note, key);
        var after = await _broker.EventCountAsync();
        await _provider.DoAsync(_referral + "/acknowledge");
        var again = await _provider.DoAsync(_referral + "/add-note", note, key);
        ((string?)first["state"], (string?)again["state"]).Should().Be(("sent", "received"));
        (await _broker.EventCountAsync()).Should().Be(after + 1, "only the acknowledgement was added");
        _events = after + 1;
    }

    [Fact]
    public async Task A_person_registered_twice_under_one_key_is_one_person()
    {
        var (key, body) = (Guid.NewGuid().ToString(), People.Particulars());
        var first = People.Id(await _clinician.DoAsync("/api/people", body, key));
        var again = People.Id(await _clinician.DoAsync("/api/people", body, key));
        again.Should().Be(first);
        (await _broker.EventCountAsync()).Should().Be(++_events);
    }

    [Fact]
    public async Task The_same_key_with_another_body()
    {
        var key = Guid.NewGuid().ToString();
        await _provider.DoAsync(_referral + "/add-note", new { visibility = "shared", text = "One." }, key);
        _events++;
        using var response = await _provider.SendAsync(_referral + "/add-note", new { visibility = "shared", text = "Two." }, key);
        await ExpectAsync(response, 409, "command.reused");
    }

    [Theory]
    [InlineData(null, "idempotency-key.missing")]
    [InlineData("with space", "idempotency-key.invalid")]
    public async Task A_key_that_is_none(string? key, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _referral + "/accept");
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await _provider.Client.SendAsync(request, Stop);
        await ExpectAsync(response, 400, code);
    }

    [Fact]
    public Task An_unknown_referral() => _provider.RefusedAsync($"/api/referrals/{Guid.NewGuid()}/accept", null, 404, "referral.unknown");

    [Fact]
    public async Task An_unknown_person()
    {
        using var response = await _clinician.Client.GetAsync($"/api/people/{Guid.NewGuid()}", Stop);
        await ExpectAsync(response, 404, "person.unknown");
    }

    [Fact]
    public Task The_wrong_role() => _clinician.RefusedAsync(_referral + "/accept", null, 403, "role.not-allowed");

    [Fact]
    public Task A_role_without_the_right() => _broker.As("commissioner").RefusedAsync(_referral + "/accept", null, 403, "role.not-allowed");

    [Fact]
    public Task The_wrong_organisation() => _other.RefusedAsync(_referral + "/accept", null, 403, "organisation.not-party");

    [Fact]
    public async Task Nobody()
    {
        using var response = await _broker.Client(null).GetAsync(_referral, Stop);
        await ExpectAsync(response, 401, "authentication.needed");
    }

    [Fact]
    public Task A_second_open_referral_to_the_same_service_names_the_open_one() =>
        _clinician.RefusedAsync("/api/referrals", People.Referral(_person, _agreement, Personas.IpsInPrimaryCare), 409, "referral.duplicate")
            .ContinueWith(p => ((string?)p.Result["related"]).Should().Be(_referral[^36..]), Stop, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);

    [Fact]
    public async Task The_same_nhs_number_is_one_person()
    {
        var number = People.NextNhsNumber();
        await _clinician.DoAsync("/api/people", People.Particulars(number));
        _events++;
        await _clinician.RefusedAsync("/api/people", People.Particulars(number, "Otherwood"), 409, "person.nhs-number-taken");
    }

    [Theory]
    [InlineData("/api/worklist?limit=0", "limit.invalid")]
    [InlineData("/api/worklist?limit=201", "limit.invalid")]
    [InlineData("/api/worklist?cursor=nonsense", "cursor.invalid")]
    [InlineData("/api/worklist?state=lost", "code.unknown")]
    [InlineData("/api/worklist?atLeast=-1", "at-least.invalid")]
    [InlineData("/api/reports/funnel?from=2026-01-01", "date.invalid")]
    [InlineData("/api/reports/funnel?from=2026-02-01&to=2026-01-01", "report.empty-period")]
    [InlineData("/api/reports/funnel?from=2026-01-01&to=2026-02-01&by=star-sign", "code.unknown")]
    [InlineData("/api/reports/funnel?from=2026-01-01&to=2026-02-01&asAt=2030-01-01", "report.day-not-closed")]
    public async Task A_query_that_cannot_be_meant(string path, string code)
    {
        using var response = await _provider.Client.GetAsync(path, Stop);
        await ExpectAsync(response, 400, code);
    }

    [Fact]
    public async Task A_position_that_is_not_there_yet()
    {
        using var response = await _provider.Client.GetAsync("/api/worklist?atLeast=999999999", Stop);
        await ExpectAsync(response, 503, "read.behind");
    }

    [Theory]
    [InlineData("from=2026-01-02&to=2026-02-01", "report.whole-months")]
    [InlineData("from=2026-01-01&to=2026-02-02", "report.whole-months")]
    [InlineData("from=2026-01-01&to=2026-02-01&asAt=2026-01-15", "report.month-ends")]
    public async Task A_commissioner_asks_by_whole_months_and_at_month_ends(string question, string code)
    {
        using var response = await _broker.As("commissioner").Client.GetAsync("/api/reports/funnel?" + question, Stop);
        await ExpectAsync(response, 400, code);
    }

    [Fact]
    public async Task What_the_person_did_not_agree_to_cannot_be_sent()
    {
        var (person, agreement) = await People.AgreeingAsync(_clinician, scope: "contact-only");
        _events += 2;
        await _clinician.RefusedAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare), 409, "agreement.beyond-scope");
    }

    [Fact]
    public async Task A_withdrawn_agreement_shares_nothing()
    {
        var (person, agreement) = await People.AgreeingAsync(_clinician);
        await _clinician.DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "by-phone" });
        _events += 3;
        await _clinician.RefusedAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare), 409, "agreement.withdrawn");
    }

    private object Conversation(string on) => new { person = _person, setting = "general-practice", professionalRole = "nurse", topics = new[] { "money-worries" }, occurredOn = on };

    private async Task<JsonNode> Post(string path, string body, int status, string code, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var response = await _clinician.Client.SendAsync(request, Stop);
        return await ExpectAsync(response, status, code);
    }

    private static async Task<JsonNode> ExpectAsync(HttpResponseMessage response, int status, string code)
    {
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!;
        ((int)response.StatusCode, (string?)problem["code"]).Should().Be((status, code));
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        return problem;
    }
}
