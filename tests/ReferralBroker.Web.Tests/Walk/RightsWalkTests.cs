using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Tests.Walk;

/// <summary>
/// The table of rights, walked in full: every endpoint and page, for every role, at the organisation whose record it is and at another. What is
/// expected stands here by hand, beside the table and not made from it.
/// </summary>
public sealed class RightsWalkTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly Role[] Referring = [Role.Clinician, Role.PracticeAdministrator];
    private static readonly Role[] Providing = [Role.ProviderCaseworker, Role.ProviderManager, Role.HubOfficer];
    private static readonly Role[] Everybody = [.. Enum.GetValues<Role>().Except([Role.System, Role.Person])];

    /// <summary>Who is let in where, by what an address begins with; the first that fits counts. "Own" says whether another organisation's people are refused what is not theirs.</summary>
    private static readonly (string Begins, Role[] Roles, Own Own)[] Expected =
    [
        ("POST api/people/search", [.. Referring, .. Providing], Own.Never),
        ("POST api/people/{id:guid}/break-glass", [Role.Clinician, .. Providing], Own.OrNeverReferred),
        ("GET api/people/{id:guid}/disclosures", [.. Referring, Role.GovernanceLead], Own.Record),
        ("POST api/people/{id:guid}/", [.. Referring, .. Providing], Own.Record),
        ("POST api/people", [.. Referring, .. Providing], Own.Never),
        ("GET api/people/{id:guid}", [.. Referring, .. Providing], Own.Record),
        ("POST api/conversations/{id:guid}", Referring, Own.Record),
        ("GET api/conversations", Referring, Own.Record),
        ("POST api/conversations", Referring, Own.Never),
        ("POST api/referrals/{id:guid}", [.. Referring, .. Providing], Own.Record),
        ("GET api/referrals/{id:guid}", [.. Referring, .. Providing], Own.Record),
        ("POST api/referrals", [.. Referring, .. Providing], Own.Never),
        ("GET api/worklist", [.. Referring, .. Providing], Own.Never),
        ("POST api/services/match", Everybody, Own.Never),
        ("POST api/services/{id:guid}/publish-capacity", [Role.ProviderManager, Role.HubOfficer, Role.Administrator], Own.Service),
        ("POST api/services/{id:guid}/set-contact", [Role.ProviderManager, Role.HubOfficer, Role.Administrator], Own.Service),
        ("POST api/services/{id:guid}/suspend", [Role.ProviderManager, Role.HubOfficer, Role.Administrator], Own.Service),
        ("POST api/services/{id:guid}/resume", [Role.ProviderManager, Role.HubOfficer, Role.Administrator], Own.Service),
        ("POST api/services", [Role.Administrator], Own.Never),
        ("GET api/services", Everybody, Own.Never),
        ("GET api/organisations/{id:guid}", [Role.Administrator, Role.OrganisationAdministrator], Own.Organisation),
        ("POST api/organisations/{id:guid}/leave", [Role.Administrator], Own.Never),
        ("POST api/organisations/{id:guid}", [Role.Administrator, Role.OrganisationAdministrator], Own.Organisation),
        ("GET api/organisations", Everybody, Own.Never),
        ("POST api/organisations", [Role.Administrator], Own.Never),
        ("POST api/reports", [Role.Commissioner], Own.Never),
        ("GET api/reports", [.. Referring, .. Providing, Role.Commissioner], Own.Never),
        ("GET api/looks", [Role.GovernanceLead], Own.Never),
        ("POST api/looks", [Role.GovernanceLead], Own.Never),
        ("GET api/operations", [Role.Operator], Own.Never),
        ("GET account", Everybody, Own.Never),
        ("GET people/find", [.. Referring, .. Providing], Own.Never),
        ("GET people/{id:guid}/conversation", Referring, Own.Record),
        ("GET people/{id:guid}", [.. Referring, .. Providing], Own.Record),
        ("GET conversations/new", Referring, Own.Never),
        ("GET conversations/{id:guid}", Referring, Own.Record),
        ("GET practice/referrals", Referring, Own.Never),
        ("GET administration/organisations/{id:guid}", [Role.Administrator, Role.OrganisationAdministrator], Own.Organisation),
        ("GET administration/services", [Role.Administrator], Own.Never),
        ("GET administration/bank-holidays", [Role.Administrator], Own.Never),
        ("GET administration", [Role.Administrator, Role.OrganisationAdministrator], Own.Never),
        ("GET provider/worklist", Providing, Own.Never),
        ("GET provider/find", Providing, Own.Never),
        ("GET provider/reassign", Providing, Own.Never),
        ("GET provider/contact", [Role.ProviderManager, Role.HubOfficer, Role.Administrator], Own.Never),
        ("GET provider/capacity", [Role.ProviderManager, Role.HubOfficer, Role.Administrator], Own.Never),
        ("GET reports/published", [.. Referring, .. Providing, Role.Commissioner], Own.Never),
        ("GET reports/publish", [Role.Commissioner], Own.Never),
        ("GET reports", [.. Referring, .. Providing, Role.Commissioner], Own.Never),
        ("GET referrals/{reference}/break-glass", [Role.Clinician, .. Providing], Own.Record),
        ("GET referrals/{reference}", [.. Referring, .. Providing], Own.Record),
    ];

    /// <summary>Open to all, with what they answer to somebody who is not logged in.</summary>
    private static readonly string[] Open = ["", "Index", "accessibility", "answer/{token}", "cookies", "demo/as/{persona}", "demo/token", "health/live", "health/ready", "help", "log-in", "log-out", "logged-out", "mine/left", "mine/{token}", "mine/{token}/end", "mine/{token}/reaching", "mine/{token}/withdraw", "organisations", "session", "openapi/{documentName}.json"];

    /// <summary>To what another organisation is refused access by a record's own rules, and not by its role.</summary>
    private enum Own
    {
        Never,
        Record,
        OrNeverReferred,
        Service,
        Organisation,
    }

    [Fact]
    public async Task Every_endpoint_and_page_lets_in_every_role_or_not_at_the_own_organisation_and_at_another()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var records = await WalkedRecords.MakeAsync(broker);
        var (walked, allowed, wrong) = (0, 0, new List<string>());
        var unknown = Endpoints(broker).Where(e => Of(e.Name) is null && !IsOpen(e)).Select(e => e.Name).ToArray();
        unknown.Should().BeEmpty("each is either open to all or in this table");
        foreach (var role in Everybody)
            foreach (var isOwn in new[] { true, false })
            {
                var caller = broker.As(records.Actor(role, isOwn));
                using var browser = await broker.LoggedInAsync(records.Actor(role, isOwn));
                var events = await broker.EventCountAsync();
                foreach (var endpoint in Endpoints(broker).Where(e => !IsOpen(e)))
                {
                    var looks = await LooksAsync(broker);
                    var (status, code, text) = await AskAsync(endpoint.IsPage ? browser : caller.Client, endpoint, records.Address(endpoint.Pattern, role), records.Bodies);
                    var expected = Refusal(Of(endpoint.Name)!.Value, role, isOwn, endpoint.Pattern);
                    if ((status == 403 ? code : null) != expected || status is 401 or >= 500) wrong.Add($"{endpoint.Name} as {role}, {(isOwn ? "own" : "another")}: {status} {code}, expected {expected ?? "to be let in"}");
                    // Whatever names the person was a look at them, and is on record.
                    if (text.Contains(records.Person, StringComparison.Ordinal) && await LooksAsync(broker) == looks) wrong.Add($"{endpoint.Name} as {role}: shown and not recorded");
                    walked++;
                    if (expected is null) allowed++;
                    // The next must find the records as this one did.
                    if (await broker.EventCountAsync() == events) continue;
                    expected.Should().BeNull("{0} was refused as {1} and appended", endpoint.Name, role);
                    records = await WalkedRecords.MakeAsync(broker, records.Others);
                    caller = broker.As(records.Actor(role, isOwn));
                    events = await broker.EventCountAsync();
                }
            }
        wrong.Should().BeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine($"{walked} combinations of {Endpoints(broker).Count(e => !IsOpen(e) && !e.IsPage)} endpoints and {Endpoints(broker).Count(e => !IsOpen(e) && e.IsPage)} pages, {Everybody.Length} roles, own and another organisation; {allowed} let in, {walked - allowed} refused");
        walked.Should().BeGreaterThan(1500);
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_gets_further_than_what_is_open_to_all()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var nobody = broker.Client(null);
        var asked = 0;
        foreach (var endpoint in Endpoints(broker).Where(e => !IsOpen(e) && !e.IsPage))
        {
            using var request = new HttpRequestMessage(new(endpoint.Method), "/" + endpoint.Pattern.Replace("{id:guid}", Guid.NewGuid().ToString(), StringComparison.Ordinal));
            using var answer = await nobody.SendAsync(request, Stop);
            ((int)answer.StatusCode).Should().Be(401, "{0}", endpoint.Name);
            asked++;
        }
        asked.Should().BeGreaterThan(70);
    }

    [Fact]
    public void The_readme_prints_the_table()
    {
        var readme = File.ReadAllText(Path.Combine(Root(), "README.md"));
        var table = new StringBuilder("| right | who | how far |\n|---|---|---|\n");
        foreach (var row in Rights.Table) table.Append($"| {row.Words} | {(row.Roles.Count == Everybody.Length ? "everybody" : string.Join(", ", row.Roles.Select(Named)))}{(row.IsForPeopleOnly ? "; no system" : "")} | {row.Limits} |\n");
        readme.Should().Contain(table.ToString(), "that is the table of rights:\n{0}", table);
    }

    private static string Named(Role role) => $"`{Codes.Name(role)}`";

    private static string? Refusal((string, Role[] Roles, Own Own) row, Role role, bool isOwn, string pattern) => row switch
    {
        _ when !row.Roles.Contains(role) => "role.not-allowed",
        { Own: Own.Never } => null,
        { Own: Own.Record } => RoleRefusal(role, pattern) ?? (isOwn ? null : "organisation.not-party"),
        { Own: Own.OrNeverReferred } => isOwn || role == Role.Clinician ? null : "break-glass.never-referred",
        _ => isOwn || role == Role.Administrator ? null : "organisation.not-party",
    };

    /// <summary>A side of a referral that has no part in a verb is refused whosoever's the referral is.</summary>
    private static string? RoleRefusal(Role role, string pattern)
    {
        var verb = pattern[(pattern.LastIndexOf('/') + 1)..];
        var isRefused = pattern.StartsWith("api/referrals", StringComparison.Ordinal)
            ? ForReferrer.Contains(verb) ? Providing.Contains(role) : !ForEither.Contains(verb) && Referring.Contains(role)
            : verb is "merge" or "unmerge" && Providing.Contains(role);
        return isRefused ? "role.not-allowed" : null;
    }

    private static readonly string[] ForEither = ["{id:guid}", "add-note", "send-message", "reopen"];

    private static readonly string[] ForReferrer = ["provide-information", "record-told", "withdraw", "recall", "correct", "enter-in-error"];

    private static (string Begins, Role[] Roles, Own Own)? Of(string name) => Expected.Where(e => name.StartsWith(e.Begins, StringComparison.Ordinal)).Select(e => ((string, Role[], Own)?)e).FirstOrDefault();

    private static bool IsOpen(Walked endpoint) => Open.Contains(endpoint.Pattern) || endpoint.Pattern.Contains("**path", StringComparison.Ordinal) || (endpoint.Pattern.Contains('.', StringComparison.Ordinal) && !endpoint.Pattern.StartsWith("api/", StringComparison.Ordinal));

    private sealed record Walked(string Method, string Pattern, bool IsPage)
    {
        public string Name => $"{Method} {Pattern}";
    }

    private static IEnumerable<Walked> Endpoints(BrokerHost broker) =>
        from endpoint in broker.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        let isPage = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Mvc.RazorPages.PageActionDescriptor>() is not null
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        where method is "GET" or "POST"
        select new Walked(method, endpoint.RoutePattern.RawText!.Trim('/'), isPage);

    private static async Task<long> LooksAsync(BrokerHost broker)
    {
        await using var command = broker.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand("select coalesce(max(number), 0) from looks.look");
        return (long)(await command.ExecuteScalarAsync(Stop))!;
    }

    private static async Task<(int Status, string? Code, string Text)> AskAsync(HttpClient client, Walked endpoint, string address, Bodies bodies)
    {
        using var request = new HttpRequestMessage(new(endpoint.Method), address);
        if (endpoint.Method == "POST")
        {
            request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
            request.Content = new StringContent(bodies.Of(endpoint.Pattern), Encoding.UTF8, "application/json");
        }
        using var answer = await client.SendAsync(request, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        var problem = answer.Content.Headers.ContentType?.MediaType == "application/problem+json" ? JsonNode.Parse(text) : null;
        return ((int)answer.StatusCode, (string?)problem?["code"], text);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ReferralBroker.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
