using System.Net;
using AngleSharp;
using AngleSharp.Html.Dom;

namespace ReferralBroker.Web.Tests.SignIn;

/// <summary>
/// A person's browser without its scripts: it keeps cookies, follows redirects step by step, and fills forms. Cookies go by host
/// and path, and as in any browser a host's ports share them. Two things differ: cookies marked Secure are kept but not sent to
/// http addresses, not even to 127.0.0.1, and SameSite is not heeded.
/// </summary>
internal sealed class Browser : IDisposable
{
    private const int MostSteps = 20;
    private readonly HttpClient _client;

    /// <param name="home">The address that paths are relative to: the broker's.</param>
    public Browser(Uri home)
    {
        _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = home };
        _client.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>What was answered last.</summary>
    public HttpResponseMessage? Last { get; private set; }

    /// <summary>What the address bar shows.</summary>
    public Uri? Address => Last?.RequestMessage!.RequestUri;

    public Task<HttpResponseMessage> GetAsync(string path) => GetAsync(new Uri(path, UriKind.RelativeOrAbsolute));

    public async Task<HttpResponseMessage> GetAsync(Uri address) => Last = await _client.GetAsync(address);

    public Task<HttpResponseMessage> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        PostFormAsync(new Uri(path, UriKind.RelativeOrAbsolute), fields);

    public async Task<HttpResponseMessage> PostFormAsync(Uri address, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return Last = await _client.PostAsync(address, content);
    }

    /// <summary>Follows redirects until there are no more. Each next address may be changed on the way, such as to swap the nonce in it.</summary>
    public async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage response, Func<Uri, Uri>? change = null)
    {
        for (var step = 0; Next(response) is { } next; step++)
        {
            step.Should().BeLessThan(MostSteps, "{0} leads somewhere", next);
            response = await GetAsync(change is null ? next : change(next));
        }
        return response;
    }

    /// <summary>Sends a page's form with what its hidden fields and its first button hold. A field given here counts instead of the form's own.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(HttpResponseMessage page, params (string Name, string Value)[] fields)
    {
        var form = await FormAsync(page);
        form.Should().NotBeNull("{0} shows a form", page.RequestMessage!.RequestUri);
        return await SubmitAsync(form!, fields);
    }

    /// <summary>Presses a demo persona's button on the start page, and follows where it leads.</summary>
    public async Task<HttpResponseMessage> LogInAsAsync(string persona) =>
        await FollowAsync(await SubmitToAsync(await GetAsync("/"), $"/demo/as/{persona}"));

    /// <summary>Sends one of a page's forms, known by where it leads and by a value in it.</summary>
    public async Task<HttpResponseMessage> SubmitToAsync(HttpResponseMessage page, string action, string? value = null)
    {
        var form = await FormAsync(page, action, value);
        form.Should().NotBeNull("{0} shows a form to {1}, but answered {2}: {3}", page.RequestMessage!.RequestUri, action, page.StatusCode, await page.Content.ReadAsStringAsync());
        return await SubmitAsync(form!);
    }

    /// <summary>The page that was answered last.</summary>
    public async Task<AngleSharp.Dom.IDocument> PageAsync()
    {
        var html = await Last!.Content.ReadAsStringAsync();
        return await BrowsingContext.New(Configuration.Default).OpenAsync(request => request.Content(html));
    }

    /// <summary>
    /// Goes to the broker's log-in address, signs in where that leads, and comes back. Answers what the broker answers then; or
    /// what the provider answers, if that does not lead back, as when it does not know the login.
    /// </summary>
    public async Task<HttpResponseMessage> SignInAsync(Uri start, string login, Func<Uri, Uri>? change = null) =>
        await PassAsync(await GetAsync(start), login, change);

    /// <summary>Goes on from the broker's answer to somebody who signs out: agrees where that leads, and comes back.</summary>
    public Task<HttpResponseMessage> SignOutAsync(HttpResponseMessage response, Func<Uri, Uri>? change = null) => PassAsync(response, null, change);

    public void Dispose() => _client.Dispose();

    /// <summary>Follows redirects, and sends the forms of every other host than the first, until that one answers with a page.</summary>
    private async Task<HttpResponseMessage> PassAsync(HttpResponseMessage response, string? login, Func<Uri, Uri>? change)
    {
        var home = response.RequestMessage!.RequestUri!.Authority;
        for (var step = 0; ; step++)
        {
            response = await FollowAsync(response, change);
            if (response.RequestMessage!.RequestUri!.Authority == home || !response.IsSuccessStatusCode || await FormAsync(response) is not { } form) return response;
            step.Should().BeLessThan(MostSteps, "{0} leads back", Address);
            response = await (login is not null && form.Has("login") ? SubmitAsync(form, ("login", login)) : SubmitAsync(form));
        }
    }

    private Task<HttpResponseMessage> SubmitAsync(Form form, params (string Name, string Value)[] fields) =>
        PostFormAsync(form.Action, [.. form.Fields.Where(f => fields.All(given => given.Name != f.Name)), .. fields]);

    private static Uri? Next(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return null;
        var request = response.RequestMessage!;
        if ((int)response.StatusCode is 307 or 308) request.Method.Should().Be(HttpMethod.Get, "a form is not sent twice here");
        return new(request.RequestUri!, location);
    }

    private static async Task<Form?> FormAsync(HttpResponseMessage page, string? action = null, string? value = null)
    {
        if (page.Content.Headers.ContentType?.MediaType != "text/html") return null;
        var html = await page.Content.ReadAsStringAsync();
        using var context = BrowsingContext.New(Configuration.Default);
        var document = await context.OpenAsync(request => request.Content(html));
        var chosen = document.Forms.FirstOrDefault(f => (action is null || f.GetAttribute("action") == action) && (value is null || FieldsOf(f).Any(field => field.Value == value)));
        return chosen is null ? null : new(new(page.RequestMessage!.RequestUri!, chosen.Action), [.. FieldsOf(chosen)]);
    }

    private static IEnumerable<(string Name, string Value)> FieldsOf(IHtmlFormElement form)
    {
        foreach (var input in form.Elements.OfType<IHtmlInputElement>())
            if (input is { Name: { Length: > 0 } name, IsDisabled: false } && (input.Type is not ("checkbox" or "radio" or "submit") || input.IsChecked))
                yield return (name, input.Value);
        if (form.Elements.OfType<IHtmlButtonElement>().FirstOrDefault() is { Name: { Length: > 0 } button } first) yield return (button, first.Value);
    }

    /// <summary>A page's first form, as it would be sent if nobody filled anything in.</summary>
    private sealed record Form(Uri Action, IReadOnlyList<(string Name, string Value)> Fields)
    {
        public bool Has(string name) => Fields.Any(f => f.Name == name);
    }
}
