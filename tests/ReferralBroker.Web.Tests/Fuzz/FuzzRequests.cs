using System.Text;
using System.Text.Json.Nodes;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Pages.Forms;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>Makes the request of each case: where to, as whom, with which headers and which body.</summary>
internal sealed class FuzzRequests(int seed, IReadOnlyList<FuzzTarget> targets, FuzzWorld world, FuzzBodies bodies)
{
    private const int LargeOnceIn = 400;
    private static readonly string[] OtherMethods = ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "GET", "POST", "post"];
    private static readonly string[] Accepts = ["text/csv", "text/html", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "application/json", "text/csv;q=0", "*/*", "garbage", ";;;", "text/html;q=nonsense", "image/png"];

    private static readonly string[] ContentTypes =
        ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "application/json; charset=utf-16", "application/json; charset=nonsense", "garbage", "application/merge-patch+json"];

    /// <summary>Commands of the sender; of the others on a referral most are the service's.</summary>
    private static readonly string[] Senders = ["referrals", "provide-information", "withdraw", "recall", "merge", "unmerge"];

    /// <summary>Commands after which little more can be done with a record.</summary>
    private static readonly string[] Ending = ["withdraw", "decline", "redirect", "close", "enter-in-error", "record-death", "withdraw-agreement", "leave"];

    /// <summary>Which commands on a referral are for which step.</summary>
    private static readonly string[][] Steps =
    [
        ["accept", "acknowledge", "request-information", "decline", "redirect", "withdraw"],
        ["undo-acceptance", "assign", "record-contact"],
        ["book-appointment"],
        ["record-attendance", "start-profile"],
        ["agree-plan", "start-job", "record-employer-contact", "start-training", "pause"],
        ["end-job", "confirm-employment", "record-retention"],
        ["reopen"],
        ["record-told"],
        ["provide-information"],
        ["resume"],
    ];

    private readonly FuzzTarget[] _weighty = [.. targets.Where(t => t.Kind != TargetKind.File)];
    private readonly FuzzQueries _queries = new(world);

    public FuzzCase Make(int number)
    {
        var dice = new Dice(seed, number);
        // Every third case goes round all there is, so that nothing is missed; the others go where most can break.
        var target = number % 3 == 0 ? targets[number / 3 % targets.Count] : dice.One(_weighty);
        var focus = FocusOf(target, dice);
        return target.Kind == TargetKind.Api ? OfApi(number, target, dice, focus) : OfPage(number, target, dice, focus);
    }

    /// <summary>Which record: for a command on a referral mostly one that is at the step it is for.</summary>
    private static int FocusOf(FuzzTarget target, Dice dice)
    {
        var focus = dice.Below(FuzzWorld.Size);
        var step = target.Group == "referrals" && dice.In(70) && Array.FindIndex(Steps, s => s.Contains(target.Verb)) is var known and >= 0 ? known : FuzzWorld.StepOf(focus);
        var fitting = Enumerable.Range(0, FuzzWorld.Size).Where(i => FuzzWorld.StepOf(i) == step && (!Ending.Contains(target.Verb) || FuzzWorld.IsExpendable(i))).ToArray();
        return dice.One(fitting);
    }

    private FuzzCase OfApi(int number, FuzzTarget target, Dice dice, int focus)
    {
        var caller = CallerOf(target, dice, focus);
        var method = dice.In(3) ? dice.One(OtherMethods) : target.Method;
        var made = new FuzzCase(number, target.Name, method, PathOf(target, dice, focus) + _queries.Make(target, dice, focus), caller.Name);
        if (caller.Token is not null) made.Headers.Add(("Authorization", (dice.Once(60) ? dice.One(["bearer ", "Basic ", "Bearer Bearer ", ""]) : "Bearer ") + caller.Token));
        if (dice.Once(50)) made.Headers.Add(("Cookie", Cookies(dice)));
        AddCommandHeaders(made, dice);
        AddOddHeaders(made, dice);
        if (bodies.SchemaOf(target) is { } schema) AddJson(made, schema, dice, focus);
        else if (target.Method == "POST" || dice.Once(25)) AddJunk(made, dice);
        return made;
    }

    private FuzzCase OfPage(int number, FuzzTarget target, Dice dice, int focus)
    {
        var browser = dice.In(60) ? dice.One(world.Browsers) : null;
        // A log-out ends a session for every later case, and there are few.
        if (target.Verb == "log-out" && !dice.In(5)) browser = world.Browsers[0];
        var method = dice.In(4) ? dice.One(OtherMethods) : target.Method;
        var made = new FuzzCase(number, target.Name, method, PathOf(target, dice, focus) + _queries.Make(target, dice, focus), browser?.Name ?? "nobody");
        if (dice.Once(12)) made.Headers.Add(("Cookie", Cookies(dice)));
        else if (browser is not null) made.Headers.Add(("Cookie", browser.Cookies));
        if (dice.In(60)) made.Headers.Add(("Accept", "text/html"));
        AddOddHeaders(made, dice);
        if (target.Method == "POST") AddForm(made, dice, browser ?? world.Browsers[0]);
        return made;
    }

    /// <summary>Mostly somebody who may, and of those mostly somebody who has to do with the record.</summary>
    private FuzzCaller CallerOf(FuzzTarget target, Dice dice, int focus)
    {
        if (dice.In(12)) return dice.One(world.Callers);
        if (target.Right is not { } right) return dice.One(world.Callers);
        var near = new[] { world.Sender(focus), world.Provider(focus) }.Where(c => c.Holds(right)).ToArray();
        if (Senders.Contains(target.Verb) && dice.In(80)) return world.Sender(focus);
        if (near.Length > 0 && dice.In(80)) return target.Group == "referrals" && dice.In(85) ? near[^1] : dice.One(near);
        var fitting = world.Callers.Where(c => c.Holds(right)).ToArray();
        return fitting.Length > 0 ? dice.One(fitting) : dice.One(world.Callers);
    }

    private string PathOf(FuzzTarget target, Dice dice, int focus)
    {
        var segments = target.Route.Split('/').Select(segment => segment switch
        {
            "{id:guid}" => IdOf(target, dice, focus),
            "{reference}" => dice.In(90) ? ReferralReference.Of(new(world.Referrals[focus])) : dice.One(NastyValues.Segments),
            "{verb}" => dice.In(95) ? dice.One([.. VerbForms.All]).Verb : dice.One(NastyValues.Segments),
            "{persona}" => dice.In(60) ? dice.One(["clinician", "provider", "commissioner", "hub", "governance", "administrator", "operator"]) : dice.One(NastyValues.Segments),
            "{**path:file}" => dice.One(["nothing.css", "a/b.js", "..%2fappsettings.json", "appsettings.json", "x.%00", "%2e%2e/%2e%2e/etc/passwd.txt", "a.b.c", "nhsuk/..%5c..%5cx.css"]),
            "v1.json" when dice.In(20) => dice.One(NastyValues.Segments) + ".json",
            _ => segment,
        });
        var path = string.Join('/', segments);
        return dice.Once(40) ? dice.One<Func<string>>([() => path + "/", () => path + "//", () => path.ToUpperInvariant(), () => "/" + path, () => path + ";a=b", () => path + "%2f", () => path + "/" + dice.One(NastyValues.Segments), () => path + "/" + new string('a', 3_000)])() : path;
    }

    private string IdOf(FuzzTarget target, Dice dice, int focus)
    {
        if (dice.In(7)) return dice.One(NastyValues.Segments);
        if (dice.In(4)) return dice.NewId().ToString();
        var kinds = new[] { world.People, world.Conversations, world.Referrals, world.SpareServices, world.Organisations };
        if (dice.In(5)) return dice.One(dice.One(kinds)).ToString();
        return (target.Group switch
        {
            "people" or "looks" => world.People[focus],
            "conversations" => world.Conversations[focus],
            "referrals" => world.Referrals[focus],
            "reports" => dice.One(world.Publications),
            "services" => target.Verb is "close" ? world.SpareServices[dice.Below(2)] : EndsMuch(target) || dice.In(30) ? dice.One(world.SpareServices) : dice.One(world.Services),
            _ => target.Verb is "leave" ? world.Organisations[dice.Below(2)] : dice.One(world.Organisations),
        }).ToString();
    }

    /// <summary>Commands after which nothing more could be tried on a service that all referrals go to.</summary>
    private static bool EndsMuch(FuzzTarget target) => target.Verb is "suspend" or "resume" or "set-journey" or "set-eligibility";

    private static void AddCommandHeaders(FuzzCase made, Dice dice)
    {
        if (dice.In(90)) made.Headers.Add(("Idempotency-Key", dice.Below(20) switch { 0 => dice.One(NastyValues.Headers), 1 => $"again-{dice.Below(5)}", 2 => new('k', dice.Between(199, 202)), _ => dice.NewId().ToString() }));
        if (dice.In(5)) made.Headers.Add(("If-Match", dice.In(50) ? dice.One(NastyValues.Headers) : $"\"{dice.Below(8)}\""));
        if (dice.In(10)) made.Headers.Add(("X-Correlation-Id", dice.In(50) ? dice.One(NastyValues.Headers) : dice.NewId().ToString()));
    }

    private static void AddOddHeaders(FuzzCase made, Dice dice)
    {
        if (dice.In(15) && made.Headers.All(h => h.Name != "Accept")) made.Headers.Add(("Accept", dice.One(Accepts)));
        if (!dice.In(8)) return;
        made.Headers.Add(dice.One<Func<(string, string)>>([
            () => ("Accept-Encoding", dice.One(["gzip", "br", "identity;q=0", "*;q=0", "garbage"])), () => ("Origin", "https://evil.example"), () => ("Host", dice.One(["evil.example", "evil.example:99999", "[::1]", "a b"])),
            () => ("X-Forwarded-For", dice.One(NastyValues.Headers)), () => ("X-HTTP-Method-Override", "DELETE"), () => ("If-None-Match", dice.One(NastyValues.Headers)), () => ("Accept-Language", "tlh"),
            () => ("If-Modified-Since", "never"), () => ("traceparent", dice.One(["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-00-00-00", "garbage"])), () => ("baggage", "a=b,c=%00"), () => ("X-Long", new('h', 8_000)),
        ])());
    }

    private void AddJson(FuzzCase made, JsonNode schema, Dice dice, int focus)
    {
        var body = bodies.Fitting(schema, dice, focus);
        var kind = dice.Below(100);
        made.ContentType = dice.In(94) ? dice.In(90) ? "application/json" : "application/json; charset=utf-8" : dice.One(ContentTypes);
        made.IsChunked = dice.In(4);
        if (dice.Once(LargeOnceIn)) made.Body = Large(dice);
        else if (kind < 4) (made.Body, made.ContentType) = (null, null);
        else if (kind < 14) made.Body = FuzzBodies.Broken(FuzzBodies.Bytes(body, dice), dice);
        else made.Body = FuzzBodies.Bytes(kind < 40 ? FuzzBodies.Mutated(body, dice) : body, dice);
    }

    private static void AddJunk(FuzzCase made, Dice dice)
    {
        if (dice.In(60)) return;
        made.ContentType = dice.One(ContentTypes);
        made.Body = dice.Once(30) ? Large(dice) : FuzzBodies.Broken("{\"a\":1}"u8.ToArray(), dice);
    }

    private static byte[] Large(Dice dice) => Encoding.UTF8.GetBytes($"{{\"{dice.One(Markers.All)}\":\"{new string('x', (1024 * 1024) + dice.Between(-40, 2_000))}\"}}");

    /// <summary>What pages' forms ask for, and answers of which some fit somewhere.</summary>
    private static readonly string[] PageFields =
    [
        .. VerbForms.All.SelectMany(f => f.Fields.Keys), "occurredOn.Day", "occurredOn.Month", "occurredOn.Year", "on.Day", "on.Month", "on.Year", "NhsNumber", "Born.Day", "Born.Month", "Born.Year", "FamilyName", "GivenName",
        "Postcode", "Phone", "Email", "Relationship", "Reason", "Setting", "ProfessionalRole", "Topics", "Need", "Life", "Ending", "DeclineReason", "Note", "Service", "Agreement", "Scope", "How", "Risks", "NeedSummary",
        "HealthDetail", "RiskDetail", "Text", "DecidedBy", "State", "Places", "ValidUntil.Day", "ValidUntil.Month", "ValidUntil.Year", "handler",
    ];

    private static readonly string[] PageValues =
    [
        "1", "5", "12", "31", "2025", "2026", "16", "true", "false", "telephone", "face-to-face", "shared", "own", "service", "person", "no-capacity", "other", "anew", "need-summary", "contact-only", "in-person", "open", "full",
        "general-practice", "nurse", "out-of-work", "find-work", "refer", "record-only", "advice-given", "registered-patient", "attended", "13", "26", "in-work", "support-completed",
    ];

    private void AddForm(FuzzCase made, Dice dice, FuzzBrowser browser)
    {
        var fields = new List<(string Name, string Value)>();
        if (dice.In(75)) fields.Add(("__RequestVerificationToken", dice.In(85) ? browser.FormToken : dice.One(NastyValues.Texts)));
        if (dice.In(50)) fields.Add(("organisation", dice.In(50) ? dice.One(world.Organisations).ToString() : dice.One(NastyValues.Texts)));
        if (dice.In(30)) fields.Add(("persona", dice.In(50) ? "clinician" : dice.One(NastyValues.Texts)));
        if (dice.In(40)) fields.Add(("returnUrl", dice.One(NastyValues.Texts)));
        if (dice.In(20)) fields.Add((dice.One(Markers.All), dice.One(Markers.All)));
        if (dice.In(90)) fields.Add(("Command", dice.In(95) ? dice.NewId().ToString() : dice.One(NastyValues.Texts)));
        if (dice.In(20)) fields.Add(("Version", dice.In(60) ? $"{dice.Below(6)}" : dice.One(NastyValues.Texts)));
        for (var more = dice.Below(12); more > 0; more--) fields.Add((dice.One(PageFields), dice.In(25) ? dice.One(NastyValues.Texts) : dice.In(20) ? dice.One(Markers.All) : dice.One(PageValues)));
        if (dice.Once(40)) fields.AddRange(Enumerable.Range(0, 1_100).Select(i => ($"k{i}", "v")));
        if (dice.Once(60)) fields.Add((new('k', 3_000), "long"));
        if (dice.Once(80)) fields.Add(("large", new('x', 1024 * 1024)));
        (made.ContentType, made.Body) = ("application/x-www-form-urlencoded", Encoding.ASCII.GetBytes(string.Join('&', fields.Select(f => $"{Escape(f.Name)}={Escape(f.Value)}"))));
        if (dice.In(10)) made.Body = FuzzBodies.Broken(made.Body, dice);
        if (dice.In(12)) made.ContentType = dice.One([.. ContentTypes, "application/json", "multipart/form-data; boundary=b"]);
        if (made.ContentType.EndsWith("boundary=b", StringComparison.Ordinal)) made.Body = Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"a\"{(dice.In(50) ? "; filename=\"../x\"" : "")}\r\n\r\n{dice.One(Markers.All)}\r\n--b{dice.One(["--", ""])}\r\n");
        if (dice.Once(20)) (made.ContentType, made.Body) = (null, null);
        made.IsChunked = dice.In(4);
    }

    private static string Cookies(Dice dice) => dice.One(["broker-session=garbage", "broker-session=CfDJ8AAAAAAAAAAAAAAAAAAAAAA; broker-form=x", "broker-form=CfDJ8garbage", "a=b; =c; ;;; d", "broker-sessionC1=x; broker-session=chunks-1", "broker-session=chunks-9999999", "\u00fc=\u202E"]);

    /// <summary>A half of a surrogate pair cannot be escaped and goes as what it would be in bytes.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text.Replace(NastyValues.LoneSurrogate, "\uFFFD", StringComparison.Ordinal)).Replace("%EF%BF%BD", "%ED%A0%80", StringComparison.Ordinal);
}
