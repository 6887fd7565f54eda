using System.Text.Encodings.Web;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Api;

/// <summary>A problem as a page, for somebody who looks with a browser.</summary>
internal static class ProblemPage
{
    /// <summary>Whether the caller asked for a page and not for the API.</summary>
    public static bool IsWanted(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/html");

    private static (string Title, string Words) Words(int status, string code, string detail) => code switch
    {
        "sign-in.failed" => ("You are not logged in", detail),
        "sign-in.unavailable" => ("Logging in does not work at the moment", detail),
        "actor.unbound" => ("You have no access here yet", detail),
        "role.not-allowed" => ("This page is not for your role", "If you need it for your work, ask the administrator of your organisation."),
        "form.expired" => ("Send the form again", detail),
        "report.day-not-closed" => ("That month is not over yet", "A report stands at the end of a month that is over. In a new broker, ask again once the first month has ended."),
        _ when code.StartsWith("report.", StringComparison.Ordinal) => ("This cannot be asked", detail),
        "rate.exceeded" => ("Too many requests", detail),
        "request.too-large" => ("What you sent is too large", "One request may hold 1 MB at most. Nothing was recorded. Go back and send it in parts."),
        _ when status is 401 or 403 or 404 => ("Page not found", "If you typed the address, check that it is right."),
        _ => ("Sorry, there is a problem", detail),
    };

    public static Task WriteAsync(HttpContext http, int status, string code, string detail)
    {
        var (title, words) = Words(status, code, detail);
        return WritePageAsync(http, status, title, $"""
            <p>{HtmlEncoder.Default.Encode(words)}</p>
                  <p><a href="/">Go to the start page</a>{(code == "actor.unbound" ? " or <a href=\"/log-out\">log out</a>" : "")}</p>
            """);
    }

    /// <summary>A page of a title and what stands below it, in markup.</summary>
    public static Task WritePageAsync(HttpContext http, int status, string title, string body)
    {
        var training = http.RequestServices.GetRequiredService<SyntheticMark>().IsKnown
            ? "<section class=\"app-training\" aria-label=\"Training service\"><div class=\"nhsuk-width-container\" role=\"note\">Training service. Every person here is invented. Do not enter real information.</div></section>"
            : "";
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{title} – Referral Broker</title>
              <link rel="icon" href="/built/images/favicon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/built/referral-broker.css">
            </head>
            <body>
              <a class="nhsuk-skip-link" href="#maincontent">Skip to main content</a>
              <header class="nhsuk-header" role="banner">
                <div class="nhsuk-header__container nhsuk-width-container">
                  <div class="nhsuk-header__service"><a class="nhsuk-header__service-name" href="/">Referral Broker</a></div>
                </div>
              </header>
              {training}
              <div class="nhsuk-width-container">
                <main class="nhsuk-main-wrapper" id="maincontent">
                  <h1 class="nhsuk-heading-l">{title}</h1>
                  {body}
                </main>
              </div>
              <footer class="nhsuk-footer" role="contentinfo">
                <div class="nhsuk-width-container">
                  <div class="nhsuk-footer__meta">
                    <h2 class="nhsuk-u-visually-hidden">Support links</h2>
                    <ul class="nhsuk-footer__list">
                      <li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="/help">Help</a></li>
                      <li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="/accessibility">Accessibility</a></li>
                      <li class="nhsuk-footer__list-item"><a class="nhsuk-footer__list-item-link" href="/cookies">Cookies</a></li>
                    </ul>
                  </div>
                </div>
              </footer>
            </body>
            </html>
            """, http.RequestAborted);
    }
}
