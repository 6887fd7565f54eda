using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.People;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.CommandLine;

/// <summary>The copy of what is held of a person, as a text.</summary>
internal static class SubjectAccessText
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static string Of(SubjectAccessCopy copy, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine("What the Referral Broker holds about you, and who looked at it").AppendLine();
        text.AppendLine(English, $"Made on {Moment(now)}. Your record: {string.Join(", ", copy.Records)}").AppendLine();
        text.AppendLine(English, $"1. What was recorded ({copy.Events.Count} entries, oldest first)").AppendLine();
        foreach (var e in copy.Events)
        {
            text.AppendLine(English, $"{Moment(e.RecordedAt)}: {Words(e.Event)}, by {Pages.Shown.Role(e.Role)}, {e.Organisation}{(e.OccurredOn != EnglandTime.DateOf(e.RecordedAt) ? $", for {e.OccurredOn.ToString("d MMMM yyyy", English)}" : "")}");
            Write(text, e.Details, "    ");
        }
        text.AppendLine().AppendLine(English, $"2. Who looked at your record ({copy.Looks.Count} times, oldest first)").AppendLine();
        foreach (var look in copy.Looks)
            text.AppendLine(English, $"{Moment(look.At)}: {Pages.Shown.Role(look.Role)}, {look.Organisation}: {look.What.Replace('-', ' ')}, {(look.WasRefused ? "was refused and saw nothing" : Why(look.Ground))}");
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonObject content, string indent)
    {
        foreach (var (name, value) in content)
            switch (value)
            {
                case null: break;
                case JsonObject inner:
                    text.AppendLine(English, $"{indent}{Words(name)}:");
                    Write(text, inner, indent + "    ");
                    break;
                case JsonArray list:
                    var values = list.Count == 0 ? "none" : string.Join(", ", list.OfType<JsonValue>().Select(v => v.ToString()));
                    text.AppendLine(English, $"{indent}{Words(name)}: {values}");
                    foreach (var item in list.OfType<JsonObject>()) Write(text, item, indent + "    ");
                    break;
                default:
                    text.AppendLine(English, $"{indent}{Words(name)}: {value.ToString().ReplaceLineEndings($"\n{indent}    ")}");
                    break;
            }
    }

    /// <summary>A stored name or a field's name as words: "referral.contact-recorded.v1" is "Referral: contact recorded".</summary>
    private static string Words(string name)
    {
        if (name.Split('.') is [var kind, var what, _]) return $"{char.ToUpperInvariant(kind[0])}{kind[1..]}: {what.Replace('-', ' ')}";
        var words = string.Concat(name.Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}")).Trim();
        return words.Length == 0 ? name : char.ToUpperInvariant(words[0]) + words[1..];
    }

    private static string Moment(DateTimeOffset at) => EnglandTime.At(at).ToString("d MMMM yyyy HH:mm", English);

    private static string Why(LookGround ground) => ground switch
    {
        LookGround.DealsWithPerson => "because they deal with you",
        LookGround.PartyToReferral => "because they sent or have your referral",
        LookGround.RegisteredPatient => "because you are registered there",
        LookGround.UnderOurCare => "because you are under their care",
        LookGround.AskedUsForHelp => "because you asked them for help",
        LookGround.OtherReason => "for a reason they wrote down",
        LookGround.BreakGlass => "against the usual rules, for a reason they wrote down and a governance lead looked at or will look at",
        LookGround.Governance => "to look after the record",
        LookGround.SubjectAccess => "to make a copy you asked for",
        _ => "without seeing anything",
    };
}
