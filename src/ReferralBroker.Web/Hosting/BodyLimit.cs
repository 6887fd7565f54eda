using Microsoft.AspNetCore.Http.Features;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Hosting;

/// <summary>
/// Says in words that a request is too large. The server alone would end the connection while the rest is still on its way, and whoever sends it, a
/// browser above all, would see a broken line and no answer. So what is a little too large is taken in and thrown away first; what is far too large
/// is answered at once, heard or not.
/// </summary>
public sealed class BodyLimit(RequestDelegate next)
{
    /// <summary>The largest body that is read, in bytes.</summary>
    public const long Largest = 1024 * 1024;

    private const long LargestThrownAway = 16 * Largest;

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.ContentLength is not > Largest)
        {
            await next(http);
            return;
        }
        if (http.Request.ContentLength <= LargestThrownAway && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestThrownAway;
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
        }
        await Problems.TooLarge.ExecuteAsync(http);
    }
}
