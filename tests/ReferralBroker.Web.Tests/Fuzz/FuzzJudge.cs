using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>What came back; the status is 0 where nothing did.</summary>
internal sealed record FuzzAnswer(int Status, string? MediaType, string Headers, string? Location, string Body, bool IsEmptyByLength, bool Closes);

/// <summary>Says what is wrong with an answer, whatever was asked.</summary>
internal static partial class FuzzJudge
{
    public static IEnumerable<string> Complaints(FuzzCase of, FuzzAnswer answer, long appended)
    {
        if (answer.Status == 0)
        {
            yield return "is not answered at all";
            yield break;
        }
        if (answer.Status >= 500 && !IsNotYet(of, answer)) yield return $"is answered {answer.Status}";
        if (answer.Status >= 400 && appended != 0) yield return $"is refused with {answer.Status} and yet appended {appended}";
        if (of.Method is "GET" or "HEAD" && appended != 0) yield return $"only asks and yet appended {appended}";
        if (answer.Status >= 400 && RefusalFault(of, answer) is { } fault) yield return $"is refused with {answer.Status} {fault}";
        if (answer.Status >= 400 && !IsFormAgain(of, answer) && answer.Body.AsSpan().ContainsAny(Markers.Finder)) yield return "is refused with something personal in it";
        if (answer.Headers.AsSpan().ContainsAny(Markers.Finder)) yield return "has something personal in a header";
        if (answer.Location is { } location && !IsOurs(location)) yield return $"leads away to {location}";
        if (IsText(answer) && Innards().Match(answer.Body) is { Success: true } innards) yield return $"shows its innards: {innards.Value}";
    }

    /// <summary>A form that was not taken comes back to who sent it as it was filled in, beside the record it is about; or to be sent once they are logged in.</summary>
    private static bool IsFormAgain(FuzzCase of, FuzzAnswer answer) =>
        string.Equals(of.Method, "POST", StringComparison.OrdinalIgnoreCase) && !of.Route.Contains(" /api/", StringComparison.Ordinal) && answer is { Status: 401 or 409 or 412 or 422, MediaType: "text/html" };

    /// <summary>To be told that a list has not caught up is the right answer to who asks for a position ahead of it.</summary>
    private static bool IsNotYet(FuzzCase of, FuzzAnswer answer) =>
        answer.Status == 503 && of.Target.Contains(FuzzQueries.AheadOfAll, StringComparison.Ordinal) && answer.Body.Contains("\"read.behind\"", StringComparison.Ordinal);

    private static string? RefusalFault(FuzzCase of, FuzzAnswer answer)
    {
        // What is no HTTP request is refused before there is anybody to write a document: with nothing, and an end to the connection.
        if (answer is { Status: 400 or 413 or 414 or 431, IsEmptyByLength: true, Closes: true }) return null;
        // There is never a body to see, but there is its kind.
        var isHead = string.Equals(of.Method, "HEAD", StringComparison.OrdinalIgnoreCase);
        if (answer.MediaType == "text/html") return of.MayGetPage || IsFormAgain(of, answer) ? isHead || answer.Body.Contains("<h1", StringComparison.Ordinal) ? null : "with a page that says nothing" : "with a page nobody asked for";
        if (answer.MediaType != "application/problem+json") return $"without a problem document: {answer.MediaType ?? "no kind"}";
        if (isHead) return null;
        try
        {
            var problem = JsonNode.Parse(answer.Body)!;
            if ((string?)problem["code"] is not { } code || !Code().IsMatch(code)) return "without a code";
            return (int?)problem["status"] == answer.Status ? null : "with another status in it";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "with a document that cannot be read";
        }
    }

    private static bool IsOurs(string location) =>
        location.StartsWith('/') && !location.StartsWith("//", StringComparison.Ordinal) && !location.StartsWith("/\\", StringComparison.Ordinal) && !location.Any(char.IsControl);

    private static bool IsText(FuzzAnswer answer) => answer.MediaType is "text/html" or "text/plain" or "text/csv" or "application/json" or "application/problem+json" or null;

    [GeneratedRegex("   at |Exception|Npgsql")]
    private static partial Regex Innards();

    [GeneratedRegex("^[a-z0-9]+([.-][a-z0-9]+)*$")]
    private static partial Regex Code();
}
