using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Api;

/// <summary>Every no as an RFC 9457 problem document with a stable code. This is the one list of what a refusal means in HTTP.</summary>
public static class Problems
{
    public static readonly IResult NotSignedIn = Make(401, "authentication.needed", "Sign in first, or send a bearer token that is still valid.");
    public static readonly IResult Unbound = Make(403, "actor.unbound", "Your account is not bound to a role and an organisation here. Ask your administrator.");
    public static readonly IResult SignInUnavailable = Make(503, "sign-in.unavailable", "The sign-in service does not answer, so nobody can be let in at the moment. Try again in a few minutes.", retryAfter: 30);
    public static readonly IResult SignInFailed = Make(403, "sign-in.failed", "You could not be logged in. Nothing was changed. Go to the start page and log in again.");
    public static readonly IResult FromElsewhere = Make(403, "request.from-elsewhere", "This request does not come from one of our own pages. Send a bearer token, or the token of a form in X-Form-Token.");
    public static readonly IResult TooMany = Make(429, "rate.exceeded", "Too many requests in a short time. Wait a moment and try again.", retryAfter: 10);
    public static readonly IResult FormExpired = Make(400, "form.expired", "This form was open for too long, or came from another place. Go back, load the page again and send it once more.");
    public static readonly IResult NoSuchAddress = Make(404, "address.unknown", "There is nothing at this address.");
    public static readonly IResult NoSuchLink = Make(404, "link.unknown", "This link does not work any more, or not here. Look at the newest message, or ask whoever keeps the broker at your organisation.");
    public static readonly IResult WrongMethod = Make(405, "method.not-allowed", "This address does not take this method.");
    public static readonly IResult KeyMissing = Make(400, "idempotency-key.missing", "Send an Idempotency-Key header with every POST: a new one for each new request, the same one when you try again.");
    public static readonly IResult KeyInvalid = Make(400, "idempotency-key.invalid", "An Idempotency-Key is 1 to 200 printable characters.");
    public static readonly IResult IfMatchInvalid = Make(400, "if-match.invalid", "If-Match takes one version as it came in ETag, such as \"5\".");
    public static readonly IResult NotJson = Make(415, "request.not-json", "Send the body as application/json.");
    public static readonly IResult TooLarge = Make(413, "request.too-large", "What was sent is larger than 1 MB, the most that one request may hold.");
    public static readonly IResult Behind = Make(503, "read.behind", "The list has not caught up with that position yet. Try again in a moment.", retryAfter: 1);
    public static readonly IResult CursorInvalid = Make(400, "cursor.invalid", "Send a cursor exactly as it came in 'next'.", "cursor");
    public static readonly IResult Unavailable = Make(503, "service.unavailable", "The broker does not reach its database, or is still making it ready. Try again in a moment with the same Idempotency-Key: what was recorded already is not recorded twice.", retryAfter: 5);
    public static readonly IResult Fault = Make(500, "fault", "Something went wrong on our side. Try again with the same Idempotency-Key; it cannot be recorded twice.");

    /// <summary>The body is not what the address takes.</summary>
    public static IResult Malformed(string detail, string? field = null) => Make(400, "request.malformed", detail, field);

    /// <summary>A code its list does not hold.</summary>
    public static IResult UnknownCode(string detail, string? field) => Make(400, "code.unknown", detail, field);

    /// <summary>A value of the query is not what it should be.</summary>
    public static IResult Query(string code, string detail, string field) => Make(400, code, detail, field);

    /// <summary>A refusal of a decision.</summary>
    public static IResult Of(Refusal refusal) => Make(StatusOf(refusal), refusal.Code, refusal.Message, refusal.Field, refusal.Related);

    /// <summary>What a refusal means in HTTP.</summary>
    public static int StatusOf(Refusal refusal) => refusal switch
    {
        _ when refusal == DispatchRefusals.StaleVersion => 412,
        { Kind: RefusalKind.Unknown } => 404,
        { Kind: RefusalKind.NotAllowed } => 403,
        { Kind: RefusalKind.Invalid } => 422,
        _ => 409,
    };

    private static IResult Make(int status, string code, string detail, string? field = null, Guid? related = null, int? retryAfter = null) => new Problem(status, code, detail, field, related, retryAfter);

    /// <summary>A problem document, before it is written.</summary>
    internal sealed record Problem(int Status, string Code, string Detail, string? Field, Guid? Related, int? RetryAfter) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (RetryAfter is { } seconds) httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            httpContext.Response.Headers.CacheControl = "no-store";
            if (ProblemPage.IsWanted(httpContext.Request)) return ProblemPage.WriteAsync(httpContext, Status, Code, Detail);
            var extensions = new Dictionary<string, object?> { ["code"] = Code };
            if (Field is not null) extensions["field"] = Field;
            if (Related is not null) extensions["related"] = Related;
            return Results.Problem(Detail, statusCode: Status, type: $"urn:referral-broker:problem:{Code}", extensions: extensions).ExecuteAsync(httpContext);
        }
    }
}
