using System.Security.Cryptography;
using System.Text;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.SignIn;

/// <summary>How long somebody's session goes on, as an open page asks: whose it is, and for how many seconds.</summary>
/// <param name="Of">Tells whose it is from whose it is not, and nothing else; null where nobody is logged in.</param>
/// <param name="Left">Whole seconds.</param>
public sealed record SessionTime(string? Of, int Left)
{
    private const string Path = "/session";

    /// <summary>Get it to be told; post to stay logged in.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (HttpContext http) => Results.Ok(Read(http))).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Path, (HttpContext http) => Results.Ok(Read(http))).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Whether a request only asks how long a session goes on, which must not make it longer.</summary>
    public static bool IsMereQuestion(HttpRequest request) => request.Path == Path && HttpMethods.IsGet(request.Method);

    /// <summary>The session of a request.</summary>
    public static SessionTime Read(HttpContext http) => http.Member() is { } member && http.Features.Get<SessionLeft>() is { } left
        ? new(OfWhom($"{member.Actor.Organisation.Value} {member.Actor.User}"), (int)left.Time.TotalSeconds)
        : new(null, 0);

    /// <summary>A short name for whom a page was made for, from which nobody learns who it is.</summary>
    public static string OfWhom(string whom) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(whom)).AsSpan(0, 12));
}
