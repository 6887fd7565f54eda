using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>Query strings: what the addresses know, with values they know and values they cannot.</summary>
internal sealed class FuzzQueries(FuzzWorld world)
{
    /// <summary>A position no log will reach. To be told "not yet" takes two seconds of waiting, so that it is asked for seldom.</summary>
    public const string AheadOfAll = "atLeast=9223372036854775807";

    private static readonly string[] Names =
    [
        "limit", "cursor", "atLeast", "from", "to", "asAt", "by", "basis", "journey", "setting", "service", "state", "worker", "overdue", "ended", "person", "user", "organisation", "what", "ground",
        "refused", "all", "returnUrl", "persona", "handler", "page", "nonsense",
    ];

    /// <summary>What an address knows itself; the rest it must not stumble over.</summary>
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["/api/worklist"] = ["limit", "atLeast", "state", "service", "worker", "overdue", "ended"],
        ["/api/looks"] = ["limit", "person", "user", "organisation", "what", "ground", "refused", "from", "to"],
        ["/api/looks/broken-glass"] = ["limit", "atLeast", "all"],
        ["/api/reports/funnel"] = ["asAt", "by", "basis", "journey", "setting", "service", "atLeast"],
        ["/api/reports/logic-model"] = ["asAt", "by", "atLeast"],
    };

    public string Make(FuzzTarget target, Dice dice, int focus)
    {
        var parts = new List<string>();
        if (target.Group == "reports" && dice.In(75)) parts.AddRange(["from=2026-01-01", $"to=2026-0{dice.Between(2, 7)}-01"]);
        if (target.Route == "/demo/token" && dice.In(60)) parts.Add("persona=clinician");
        if (dice.In(target.Method == "GET" ? 65 : 12))
            for (var left = dice.Between(1, 4); left > 0; left--) parts.Add(Part(target, dice, focus));
        if (world.Cursors.TryGetValue(target.Route, out var cursor) && dice.In(45)) parts.Add($"cursor={(dice.In(15) ? cursor : Forged(cursor, dice))}");
        if (parts.Count == 0) return "";
        if (dice.Once(25)) parts.Add(parts[0]);
        if (dice.Once(60)) parts.Add(dice.One(["&&&", "=", "a[b]=c", "%00=%00", "%ff=%fe", "limit", "a=" + new string('x', 4_000)]));
        return "?" + string.Join('&', parts);
    }

    private string Part(FuzzTarget target, Dice dice, int focus)
    {
        if (dice.Once(700)) return AheadOfAll;
        var name = dice.One(Known.TryGetValue(target.Route, out var known) && dice.In(75) ? known : Names);
        return $"{name}={(dice.In(55) ? Fitting(name, dice, focus) : FuzzRequests.Escape(dice.Once(15) ? new string('x', 2_000) : dice.One(NastyValues.Texts)))}";
    }

    private string Fitting(string name, Dice dice, int focus) => name switch
    {
        "limit" => dice.One(["1", "50", "200", "0", "201", "-1", "1e1", "%2B5", "007"]),
        "cursor" => dice.One(world.Cursors.Values.ToArray()),
        "atLeast" => dice.One(["0", "1", "50", "-1", "9223372036854775808", "1.0", ""]),
        "from" or "to" or "asAt" => dice.In(60) ? dice.One(["2026-01-01", "2026-02-01", "2025-12-31", "2020-01-01", "2026-01-04"]) : dice.One(NastyValues.Days),
        "by" => dice.One(["none", "journey", "service", "setting", "organisation", "month"]),
        "basis" => dice.One(["cohort", "activity"]),
        "journey" => dice.One(["ips", "advice", "retention"]),
        "setting" => "general-practice",
        "service" => dice.One(world.Services).ToString(),
        "state" => dice.One(["sent", "accepted", "closed"]),
        "worker" or "user" => dice.One(["demo-clinician", "fuzz-user-1"]),
        "person" => world.People[focus].ToString(),
        "organisation" => dice.One(world.Organisations).ToString(),
        "what" => dice.One(["person", "search", "worklist"]),
        "ground" => dice.One(["governance", "party-to-referral", "own-patient"]),
        "returnUrl" => dice.One(["%2Faccount", "%2F%2Fevil.example", "%2F%5Cevil.example", "https%3A%2F%2Fevil.example", "~%2Faccount", "%2F%09%2Fevil.example"]),
        "persona" => dice.One(["clinician", "operator"]),
        "handler" => dice.One(["Get", "Post", "x"]),
        _ => dice.One(["true", "false", "1"]),
    };

    /// <summary>A cursor of ours with something else in it, as whoever reads one can make it.</summary>
    private static string Forged(string handedOut, Dice dice)
    {
        var cursor = JsonNode.Parse(Base64Url.DecodeFromChars(handedOut))!.AsObject();
        var field = dice.One(cursor.Select(f => f.Key).ToArray());
        switch (dice.Below(5))
        {
            case 0: cursor.Remove(field); break;
            case 1: cursor[field] = dice.One(NastyValues.Texts); break;
            case 2: cursor[field] = dice.One(NastyValues.Days); break;
            case 3: cursor[field] = dice.One(["2026-01-05T09:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999-14:00", "9999-12-31", "0001-01-01"]); break;
            default: cursor[field] = JsonNode.Parse(dice.One(NastyValues.Json)); break;
        }
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(cursor.ToJsonString().Replace(NastyValues.LoneSurrogate, "\\ud800", StringComparison.Ordinal)));
    }
}
