namespace ReferralBroker.Web.Hosting;

/// <summary>What every answer tells a browser not to do.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    // Nothing from elsewhere and nothing inline; only our own scripts. A form may lead on to the identity provider, where logging out ends.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    public async Task InvokeAsync(HttpContext http, SyntheticMark synthetic, FormTargets targets)
    {
        var isSynthetic = await synthetic.IsAsync(http.RequestAborted);
        // At the last moment: an answer that became a fault has lost all that was said before.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = $"{Policy}; form-action 'self'{targets.Others}";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=()";
            headers.XFrameOptions = "DENY";
            if (isSynthetic) headers["X-Synthetic-Data"] = "true";
            // Styles and pictures say themselves for how long they may be kept; nothing else may be.
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        await next(http);
    }
}

/// <summary>Where a form may lead besides to ourselves: to the identity provider, if there is one.</summary>
public sealed record FormTargets(string Others)
{
    public static FormTargets Of(Uri? provider) => new(provider is null ? "" : $" {provider.GetLeftPart(UriPartial.Authority)}");
}
