using Microsoft.AspNetCore.ResponseCompression;

namespace ReferralBroker.Web.Hosting;

/// <summary>
/// Pages go out packed, for a practice at the end of a thin line. Packing a page that holds something secret beside something a stranger chose
/// would tell of the secret by the length; so only what the browser says was asked for from our own pages, or by its person, is packed, and no
/// other site's links and forms. The stylesheet and scripts are packed when the program is built.
/// </summary>
internal static class PageCompression
{
    public static IServiceCollection AddPageCompression(this IServiceCollection services) => services.AddResponseCompression(o =>
    {
        o.EnableForHttps = true;
        // The shapes of areas are an eighth of their length when packed.
        o.MimeTypes = ["text/html", "application/geo+json"];
        o.Providers.Add<GzipCompressionProvider>();
    });

    public static void UsePageCompression(this IApplicationBuilder app) =>
        app.UseWhen(http => http.Request.Headers["Sec-Fetch-Site"].ToString() is "same-origin" or "none", branch => branch.UseResponseCompression());
}
