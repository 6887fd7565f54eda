using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ReferralBroker.Web.Components;

namespace ReferralBroker.Web.Tests.Components;

/// <summary>What our fields write is what NHS.UK frontend's own examples say, for every example that asks for nothing we do not offer.</summary>
public sealed partial class FixtureTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("input", 20)]
    [InlineData("textarea", 4)]
    [InlineData("select", 4)]
    [InlineData("radios", 12)]
    [InlineData("checkboxes", 12)]
    [InlineData("date-input", 6)]
    [InlineData("error-summary", 2)]
    [InlineData("tag", 10)]
    [InlineData("file-upload", 8)]
    public void A_component_writes_what_the_examples_say(string component, int atLeast)
    {
        var examples = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, component, "fixtures.json")))!["fixtures"]!.AsArray();
        var compared = 0;
        foreach (var example in examples)
        {
            // One that is written in between a macro's beginning and end says more than its options.
            if (example!["name"]!.GetValue<string>().Contains("call block", StringComparison.Ordinal) || Write(component, example["context"]!.AsObject()) is not { } html) continue;
            Normal(html).Should().Be(Normal(example["html"]!.GetValue<string>()), "this is the example '{0}'", example["name"]);
            compared++;
        }
        output.WriteLine($"{component}: {compared} of {examples.Count} examples compared; the others ask for what is not offered here.");
        compared.Should().BeGreaterThanOrEqualTo(atLeast);
    }

    [Fact]
    public void What_people_typed_cannot_become_markup()
    {
        const string Evil = "\"><script>alert(1)</script>";
        var html = new TextInput("a", "a", new(Evil), Evil, Evil) { Value = Evil }.Html() + new TextArea("b", "b", new(Evil)) { Value = Evil }.Html()
            + new Choices("c", "c", new(Evil)) { Items = [new(Evil, Evil, Evil)] }.Html() + new Select("d", "d", new(Evil)) { Items = [new(Evil, Evil)] }.Html()
            + new DateInput("e", "e", new(Evil)) { Parts = [("e1", "e1"), ("e2", "e2"), ("e3", "e3")], Value = new() { Day = Evil, Month = Evil, Year = Evil } }.Html()
            + new ErrorSummary([(Evil, Evil)]).Html() + new Tag(Evil).Html();
        new HtmlParser().ParseDocument(html).QuerySelectorAll("script").Should().BeEmpty();
    }

    private static string Folder => typeof(FixtureTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "NhsukComponents").Value!;

    /// <summary>The component's markup for an example, or null where the example asks for something that is not offered.</summary>
    private static string? Write(string component, JsonObject c) => component switch
    {
        "input" when Only(c, "label", "hint", "errorMessage", "id", "name", "width", "code", "spellcheck", "inputmode", "autocomplete", "type", "prefix", "suffix", "value")
            && Question(c["label"]) is { } label && Plain(c, "hint", "errorMessage", "prefix", "suffix") => new TextInput(IdOf(c), Value(c, "name")!, label, Said(c, "hint"), Said(c, "errorMessage"))
            {
                Value = Value(c, "value"),
                Width = (int?)c["width"],
                IsCode = (bool?)c["code"] == true,
                Type = Value(c, "type") ?? "text",
                InputMode = Value(c, "inputmode"),
                Autocomplete = Value(c, "autocomplete"),
                Spellcheck = (bool?)c["spellcheck"],
                Prefix = Said(c, "prefix"),
                Suffix = Said(c, "suffix"),
            }.Html(),
        "textarea" when Only(c, "label", "hint", "errorMessage", "id", "name", "autocomplete") && Question(c["label"]) is { } label && Plain(c, "hint", "errorMessage") =>
            new TextArea(IdOf(c), Value(c, "name")!, label, Said(c, "hint"), Said(c, "errorMessage")) { Autocomplete = Value(c, "autocomplete") }.Html(),
        "file-upload" when Only(c, "label", "hint", "errorMessage", "id", "name") && Question(c["label"]) is { } label && Plain(c, "hint", "errorMessage") =>
            new FileUpload(IdOf(c), Value(c, "name")!, label, Said(c, "hint"), Said(c, "errorMessage")).Html(),
        "select" when Only(c, "label", "hint", "errorMessage", "id", "name", "items", "value") && Question(c["label"]) is { } label && Items(c) is { } items && Plain(c, "hint", "errorMessage") =>
            new Select(IdOf(c), Value(c, "name")!, label, Said(c, "hint"), Said(c, "errorMessage")) { Items = items, Value = Value(c, "value") }.Html(),
        "radios" or "checkboxes" when Only(c, "fieldset", "hint", "errorMessage", "idPrefix", "name", "items", "small", "inline", "value", "values")
            && c["fieldset"] is JsonObject f && Only(f, "legend") && Question(f["legend"]) is { } legend && Items(c) is { } items && Plain(c, "hint", "errorMessage") =>
            new Choices(IdOf(c), Value(c, "name")!, legend, Said(c, "hint"), Said(c, "errorMessage"))
            {
                Items = items,
                IsMany = component == "checkboxes",
                IsSmall = (bool?)c["small"] == true,
                IsInline = (bool?)c["inline"] == true,
                Chosen = c["values"] is JsonArray several ? [.. several.Select(v => v!.ToString())] : Value(c, "value") is { } one ? [one] : [],
            }.Html(),
        "date-input" when Only(c, "fieldset", "hint", "errorMessage", "id", "values") && c["fieldset"] is JsonObject f && Only(f, "legend") && Question(f["legend"]) is { } legend && Plain(c, "hint", "errorMessage") =>
            new DateInput(IdOf(c), "", legend, Said(c, "hint"), Said(c, "errorMessage"))
            {
                Value = c["values"] is JsonObject v ? new() { Day = Value(v, "day"), Month = Value(v, "month"), Year = Value(v, "year") } : new(),
                Parts = [.. new[] { "day", "month", "year" }.Select(part => ($"{IdOf(c)}-{part}", part))],
            }.Html(),
        "error-summary" when Only(c, "heading", "errorList") && Plain(c, "heading") && Said(c, "heading") == "There is a problem" && c["errorList"] is JsonArray list && list.All(e => e is JsonObject o && Only(o, "text", "href")) =>
            new ErrorSummary([.. list.Select(e => (Value(e!.AsObject(), "text")!, Value(e.AsObject(), "href")?.TrimStart('#')))]).Html(),
        "tag" when Only(c, "text", "colour") && c.ContainsKey("text") && c["colour"]?.GetValueKind() is null or JsonValueKind.String => new Tag(Value(c, "text")!, Value(c, "colour")).Html(),
        _ => null,
    };

    private static string IdOf(JsonObject c) => Value(c, "id") ?? Value(c, "idPrefix") ?? Value(c, "name")!;

    private static bool Only(JsonObject c, params string[] known) => c.All(p => known.Contains(p.Key));

    /// <summary>Whether these are plain texts where they are given at all.</summary>
    private static bool Plain(JsonObject c, params string[] names) => names.All(n => !c.ContainsKey(n) || (c[n] is JsonObject o && Only(o, "text")));

    private static string? Said(JsonObject c, string name) => c[name]?["text"]?.GetValue<string>();

    private static string? Value(JsonObject c, string name) => c[name]?.ToString();

    private static Wording? Question(JsonNode? node) => node is not JsonObject o || !Only(o, "text", "heading", "size") ? null
        : Value(o, "heading") is { } heading ? new(heading, Value(o, "size"), IsHeading: true) : Value(o, "text") is { } text ? new(text, Value(o, "size")) : null;

    private static List<Choice>? Items(JsonObject c) => c["items"] is JsonArray items && items.All(i => i is JsonObject o && Only(o, "value", "text", "hint") && Plain(o, "hint"))
        ? [.. items.Select(i => new Choice(Value(i!.AsObject(), "value") ?? "", Value(i.AsObject(), "text")!, Said(i.AsObject(), "hint")))]
        : null;

    /// <summary>Markup with everything left out that means nothing: the order of attributes and the space between elements.</summary>
    private static string Normal(string html)
    {
        var text = new StringBuilder();
        foreach (var node in new HtmlParser().ParseDocument($"<body>{html}</body>").Body!.ChildNodes) Write(node, text);
        return text.ToString();
    }

    private static void Write(INode node, StringBuilder text)
    {
        if (node is IText words)
        {
            if (Space().Replace(words.Data, " ").Trim() is { Length: > 0 } said) text.Append("  ").AppendLine(said);
            return;
        }
        if (node is not IElement element) return;
        text.Append('<').Append(element.LocalName).AppendLine(string.Concat(element.Attributes.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $" {a.Name}=\"{Space().Replace(a.Value, " ").Trim()}\"")));
        foreach (var child in element.ChildNodes) Write(child, text);
        text.Append("</").AppendLine(element.LocalName);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
