using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>What every endpoint does with a request before and after its own work.</summary>
public static class Requests
{
    private const int LongestKey = 200;

    /// <summary>The piece of work a request belongs to: as the caller says, or one of its own.</summary>
    public static Guid Correlation(this HttpContext http)
    {
        if (http.Features.Get<Correlated>() is { } known) return known.Id;
        var id = Guid.TryParse(http.Request.Headers["X-Correlation-Id"].ToString(), out var given) ? given : Guid.CreateVersion7();
        http.Features.Set(new Correlated(id));
        return id;
    }

    /// <summary>Who asks for what: the verb of a command, or the kind of record that is read.</summary>
    public static Asking Asking(this HttpContext http, string what) => new(http.Actor(), what, http.Correlation()) { IsAnswer = HttpMethods.IsPost(http.Request.Method) };

    private sealed record Correlated(Guid Id);

    /// <summary>
    /// Reads a command and what comes with it, hands both over, and answers with what <paramref name="view"/> shows of the record then. A command
    /// that was done before is answered as things stand now.
    /// </summary>
    public static async Task<IResult> CommandAsync<T>(
        this HttpContext http, Func<T, Envelope, CancellationToken, Task<Outcome>> run, Func<Guid, CancellationToken, Task<IResult>> view, bool creates = false)
    {
        var (envelope, badKey) = ReadEnvelope(http);
        if (envelope is null) return badKey!;
        var (command, badBody) = await ReadBodyAsync<T>(http);
        if (badBody is not null) return badBody;
        var outcome = await run(command!, envelope, http.RequestAborted);
        if (outcome is not Outcome.Done done) return await RefusedAsync(http, ((Outcome.Refused)outcome).Refusal);
        http.Response.Headers["X-Log-Position"] = done.Position.ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.Headers.ETag = $"\"{done.Version}\"";
        if (creates && done.Changed)
        {
            http.Response.StatusCode = StatusCodes.Status201Created;
            http.Response.Headers.Location = $"{http.Request.Path}/{done.Target}";
        }
        var answer = await view(done.Target, http.RequestAborted);
        // What was done may have taken the record out of the caller's sight; it is done all the same, and must not look refused.
        return answer is Problems.Problem ? Results.Json(new Written(done.Target, done.Version), statusCode: http.Response.StatusCode) : answer;
    }

    private static async Task<IResult> RefusedAsync(HttpContext http, Refusal refusal)
    {
        if (refusal.Kind == RefusalKind.NotAllowed) await http.RecordRefusedAsync(refusal.Code);
        return Problems.Of(refusal);
    }

    /// <summary>The least that is said of a record that was written.</summary>
    public sealed record Written(Guid Id, int Version);

    /// <summary>The body as a T, or what is wrong with it. An empty body says nothing, which is enough for some.</summary>
    public static async Task<(T? Value, IResult? Problem)> ReadBodyAsync<T>(HttpContext http)
    {
        if (http.Request.ContentLength is not (0 or null) && !http.Request.HasJsonContentType()) return (default, Problems.NotJson);
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var text = body.Length == 0 ? "{}"u8 : body.GetBuffer().AsSpan(0, (int)body.Length);
            return JsonSerializer.Deserialize<T>(text, ApiJson.Options) is { } value
                ? (value, null)
                : (default, Problems.Malformed("The body must be a JSON object."));
        }
        catch (UnknownCodeException e)
        {
            return (default, Problems.UnknownCode(e.Message, FieldOf(e)));
        }
        catch (JsonException e)
        {
            // The parser's own words may quote the body; where it stumbled is enough.
            return (default, Problems.Malformed(Explain(e), FieldOf(e)));
        }
        catch (BadHttpRequestException e)
        {
            return (default, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? Problems.TooLarge : Problems.Malformed("The body did not arrive whole."));
        }
    }

    /// <summary>Waits until a projection has reached the position that "atLeast" names, or says that it has not.</summary>
    public static async Task<IResult?> BehindAsync(this HttpContext http, string projection)
    {
        if (!http.Request.Query.TryGetValue("atLeast", out var text)) return null;
        if (!long.TryParse(text, out var position) || position < 0) return Problems.Query("at-least.invalid", "'atLeast' takes a position as it came in X-Log-Position.", "atLeast");
        return await http.RequestServices.GetRequiredService<FollowerProgress>().ReachedAsync(projection, position, http.RequestAborted) ? null : Problems.Behind;
    }

    private static (Envelope? Envelope, IResult? Problem) ReadEnvelope(HttpContext http)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0) return (null, Problems.KeyMissing);
        if (key.Length > LongestKey || key.Any(c => c is < '!' or > '~')) return (null, Problems.KeyInvalid);
        var envelope = new Envelope(http.Actor(), CommandIdOf(key), http.Correlation());
        var match = http.Request.Headers.IfMatch.ToString();
        if (match.Length == 0) return (envelope, null);
        return int.TryParse(match.Trim('"'), out var version) && match == $"\"{version}\"" ? (envelope with { ExpectedVersion = version }, null) : (null, Problems.IfMatchInvalid);
    }

    /// <summary>A UUID stands for itself; any other key for the UUID its hash makes.</summary>
    private static Guid CommandIdOf(string key) =>
        Guid.TryParse(key, out var id) ? id : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16), bigEndian: true);

    /// <summary>Where it stumbled. Of a field that is not ours only where it stands: its name comes from the body, and may be anything.</summary>
    private static string? FieldOf(JsonException e)
    {
        var path = e.Path ?? "";
        // Our own names are never quoted.
        if (path.IndexOf("['", StringComparison.Ordinal) is var quoted and >= 0) path = path[..quoted];
        else if (IsOfUnknownField(e)) path = path[..Math.Max(0, path.LastIndexOf('.'))];
        return path.TrimStart('$', '.') is { Length: > 0 } field ? field : null;
    }

    private static bool IsOfUnknownField(JsonException e) => e.Message.Contains("could not be mapped", StringComparison.Ordinal);

    private static string Explain(JsonException e) => e switch
    {
        _ when IsOfUnknownField(e) => "There is a field here that this request does not take.",
        _ when e.Message.Contains("missing required", StringComparison.Ordinal) => "Needed fields are missing: " + MissingOf(e.Message),
        _ when e.Path is { Length: > 1 } => "This value is not of the kind that is expected here.",
        _ => $"The body is not JSON that this request takes (line {e.LineNumber + 1}).",
    };

    /// <summary>The names of missing fields, which come from our own types and not from the body.</summary>
    private static string MissingOf(string message) =>
        message[(message.IndexOf("including: ", StringComparison.Ordinal) is var at and >= 0 ? at + 11 : message.Length)..].TrimEnd('.').Replace("'", "", StringComparison.Ordinal) + ".";
}
