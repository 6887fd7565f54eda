using System.Text.Encodings.Web;

namespace ReferralBroker.Web.Api;

/// <summary>A problem as a page, for somebody who looks with a browser.</summary>
internal static class ProblemPage
{
    /// <summary>Whether the caller asked for a page and not for the API.</summary>
    public static bool IsWanted(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/html");

    public static Task WriteAsync(HttpContext http, int status, string detail)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        var (title, words) = (status is 401 or 403 or 404 ? "Page not found" : "Sorry, there is a problem", HtmlEncoder.Default.Encode(status is 401 or 403 or 404 ? "If you typed the address, check that it is right." : detail));
        return http.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{title} – Referral Broker</title>
              <link rel="stylesheet" href="/nhsuk/nhsuk-frontend.min.css">
              <link rel="stylesheet" href="/app.css">
            </head>
            <body>
              <div class="nhsuk-width-container">
                <main class="nhsuk-main-wrapper" id="maincontent">
                  <h1 class="nhsuk-heading-l">{title}</h1>
                  <p>{words}</p>
                  <p><a href="/">Go to the start page</a></p>
                </main>
              </div>
            </body>
            </html>
            """, http.RequestAborted);
    }
}
