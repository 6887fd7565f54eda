namespace ReferralBroker.Web.Hosting;

/// <summary>What every answer tells a browser not to do.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    // Nothing from elsewhere and nothing inline; only our own scripts. A form may lead on to the identity provider, where logging out ends.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    public async Task InvokeAsync(HttpContext http, SyntheticMark synthetic, FormTargets targets)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = $"{Policy}; form-action 'self'{targets.Others}";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
        headers.XFrameOptions = "DENY";
        if (await synthetic.IsAsync(http.RequestAborted)) headers["X-Synthetic-Data"] = "true";
        // Only styles and pictures may be kept, which say so themselves later on.
        headers.CacheControl = "no-store";
        await next(http);
    }
}

/// <summary>Where a form may lead besides to ourselves: to the identity provider, if there is one.</summary>
public sealed record FormTargets(string Others)
{
    public static FormTargets Of(Uri? provider) => new(provider is null ? "" : $" {provider.GetLeftPart(UriPartial.Authority)}");
}
