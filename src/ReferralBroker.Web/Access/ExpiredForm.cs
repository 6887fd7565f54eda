using System.Text;
using System.Text.Encodings.Web;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Access;

/// <summary>
/// A form that came when its sender was logged in no longer comes back to them whole, to be sent again once they are: what somebody wrote in ten minutes
/// is not lost because they were called away for thirty. Nothing of it is kept here.
/// </summary>
internal static class ExpiredForm
{
    private const int MostFields = 500;

    /// <summary>Whether a request is a form of one of our pages, from somebody who looks with a browser.</summary>
    public static bool Is(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.HasFormContentType && ProblemPage.IsWanted(request);

    public static async Task WriteAsync(HttpContext http)
    {
        IFormCollection form;
        try
        {
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException or IOException)
        {
            await Problems.NotSignedIn.ExecuteAsync(http);
            return;
        }
        http.Response.Headers.CacheControl = "no-store";
        var fields = new StringBuilder();
        foreach (var (name, value) in form.SelectMany(f => f.Value.Select(v => (f.Key, v))).Take(MostFields))
            fields.Append("<input type=\"hidden\" name=\"").Append(HtmlEncoder.Default.Encode(name)).Append("\" value=\"").Append(HtmlEncoder.Default.Encode(value ?? "")).Append("\">");
        var address = HtmlEncoder.Default.Encode(http.Request.Path + http.Request.QueryString);
        await ProblemPage.WritePageAsync(http, StatusCodes.Status401Unauthorized, "You were logged out", $"""
            <p>You did nothing for a while, so we logged you out. What you filled in is not lost, and nothing was sent yet.</p>
                  <ol class="nhsuk-list nhsuk-list--number">
                    <li><a href="/log-in" target="_blank" rel="noopener">Log in again (opens in a new tab)</a></li>
                    <li>Come back to this page and send it again.</li>
                  </ol>
                  <form method="post" action="{address}">{fields}<button class="nhsuk-button" type="submit">Send it again</button></form>
            """);
    }
}
