using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.People;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.CommandLine;

/// <summary>The copy of what is held of a person, as a text for them.</summary>
internal static class SubjectAccessText
{
    // The invariant culture writes months in English, and it is there on every machine.
    private static readonly CultureInfo English = CultureInfo.InvariantCulture;

    /// <summary>What a referral needs to find its way, and what says nothing about the person.</summary>
    private static readonly HashSet<string> Workings = ["due", "hop", "clocks", "root", "previous", "referredBy", "journey", "wordingVersion"];

    public static string Of(SubjectAccessCopy copy, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine("What the Referral Broker holds about you, and who looked at it").AppendLine();
        text.AppendLine(English, $"Made on {Moment(now)}. All times are the time in England.").AppendLine();
        text.AppendLine("The first part is what was recorded, the second who looked. People are named by what they are and for whom they work. If something is");
        text.AppendLine("wrong, or you do not understand why somebody looked, ask whoever gave you this copy.").AppendLine();
        text.AppendLine(English, $"The numbers your record is known by: {string.Join(", ", copy.Records)}").AppendLine();
        text.AppendLine(English, $"1. What was recorded ({copy.Events.Count} entries, oldest first)").AppendLine();
        foreach (var e in copy.Events)
        {
            text.AppendLine(English, $"{Moment(e.RecordedAt)}: {Words(e.Event)}, by {Pages.RoleWords.Of(e.Role).ToLowerInvariant()}, {e.Organisation}{(e.OccurredOn != EnglandTime.DateOf(e.RecordedAt) ? $", for {e.OccurredOn.ToString("d MMMM yyyy", English)}" : "")}");
            Write(text, e.Details, "    ");
        }
        text.AppendLine().AppendLine(English, $"2. Who looked at your record ({copy.Looks.Count} times, oldest first)").AppendLine();
        foreach (var look in copy.Looks)
            text.AppendLine(English, $"{Moment(look.At)}: {Pages.RoleWords.Of(look.Role).ToLowerInvariant()}, {look.Organisation}: {What(look.What)}; {(look.WasRefused ? "was refused, and saw nothing" : Why(look.Ground))}");
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonObject content, string indent)
    {
        foreach (var (name, value) in content.Where(f => !Workings.Contains(f.Key)))
            switch (value)
            {
                case JsonObject inner:
                    text.AppendLine(English, $"{indent}{Words(name)}:");
                    Write(text, inner, indent + "    ");
                    break;
                case JsonArray list when list.OfType<JsonObject>().Any():
                    text.AppendLine(English, $"{indent}{Words(name)}:");
                    foreach (var item in list.OfType<JsonObject>()) Write(text, item, indent + "    ");
                    break;
                case JsonArray { Count: > 0 } list when list.All(i => !IsId(i)):
                    text.AppendLine(English, $"{indent}{Words(name)}: {string.Join(", ", list.Select(Value))}");
                    break;
                case JsonValue single when !IsId(single):
                    text.AppendLine(English, $"{indent}{Words(name)}: {Value(single).ReplaceLineEndings($"\n{indent}    ")}");
                    break;
            }
    }

    private static bool IsId(JsonNode? value) => Guid.TryParse(value?.ToString(), out _);

    private static string Value(JsonNode? value) => value!.ToString() switch
    {
        "true" => "yes",
        "false" => "no",
        var text when DateOnly.TryParseExact(text, "yyyy-MM-dd", English, DateTimeStyles.None, out var day) => day.ToString("d MMMM yyyy", English),
        var text when text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, English, DateTimeStyles.RoundtripKind, out var at) => Moment(at),
        var text => text,
    };

    /// <summary>A stored name or a field's name as words: "referral.contact-recorded.v1" is "Referral: contact recorded".</summary>
    private static string Words(string name)
    {
        if (name == "nhsNumber") return "NHS number";
        if (name.Split('.') is [var kind, var what, _]) return $"{char.ToUpperInvariant(kind[0])}{kind[1..]}: {what.Replace('-', ' ')}";
        var words = string.Concat(name.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}")).Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string What(string what) => what switch
    {
        "person" => "looked at your record",
        "referral" or "conversation" => $"looked at your {what}",
        "referrals" => "looked at the list of your referrals",
        "worklist" => "looked at a list of work with your name on it",
        "search" => "searched for you",
        "who-searched" => "looked who had searched for you",
        "disclosures" => "looked to whom you were visible",
        "looks" => "looked who had looked at you",
        "broken-glass" => "looked at who had opened records against the usual rules",
        "subject-access" => "made a copy like this one",
        _ => $"did '{what.Replace('-', ' ')}', and saw what was there then",
    };

    private static string Moment(DateTimeOffset at) => EnglandTime.At(at).ToString("d MMMM yyyy HH:mm", English);

    private static string Why(LookGround ground) => ground switch
    {
        LookGround.DealsWithPerson => "they deal with you",
        LookGround.PartyToReferral => "they sent or have your referral",
        LookGround.RegisteredPatient => "they said that you are registered there",
        LookGround.UnderOurCare => "they said that you are under their care",
        LookGround.AskedUsForHelp => "they said that you asked them for help",
        LookGround.OtherReason => "for a reason they wrote down",
        LookGround.BreakGlass => "they had opened your record against the usual rules, for a reason they wrote down, which a governance lead is shown",
        LookGround.Governance => "to look after the record of who looks",
        LookGround.OwnPage => "it was you, on your own page",
        LookGround.SubjectAccess => "because you asked for it",
        _ => "without seeing anything",
    };
}
