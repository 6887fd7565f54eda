using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>Somebody at work in a browser without scripts: reads a page, follows its links, fills and sends its forms as they stand on it. Counts what it costs them.</summary>
internal sealed class Visitor : IDisposable
{
    private const int MostSteps = 10;
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly HttpClient _client;

    private Visitor(HttpClient client)
    {
        _client = client;
        _client.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    /// <summary>The page that is shown.</summary>
    public IDocument Page { get; private set; } = null!;

    public int Status { get; private set; }

    /// <summary>The path and query in the address bar.</summary>
    public string Address { get; private set; } = "/";

    /// <summary>Fields filled, answers chosen, links and buttons pressed.</summary>
    public int Interactions { get; private set; }

    /// <summary>Pages that were shown.</summary>
    public int Pages { get; private set; }

    public string Heading => Text(Page.QuerySelector("h1")!);

    public static async Task<Visitor> AsAsync(BrokerHost broker, Actor actor) => new(await broker.LoggedInAsync(actor));

    /// <summary>Somebody who is not logged in.</summary>
    public static Visitor Stranger(BrokerHost broker) => new(new(new SocketsHttpHandler { CookieContainer = new(), AllowAutoRedirect = false }) { BaseAddress = broker.Address });

    /// <summary>Goes back to a page that stayed open, as in another tab.</summary>
    public void BackTo(IDocument page) => Page = page;

    /// <summary>Begins to count anew.</summary>
    public void Count() => (Interactions, Pages) = (0, 0);

    /// <summary>Types an address.</summary>
    public Task GoAsync(string path) => ShowAsync(() => _client.GetAsync(path, Stop), path);

    /// <summary>Presses a link, known by its words.</summary>
    public async Task ClickAsync(string words)
    {
        Interactions++;
        var link = Page.QuerySelectorAll("a").FirstOrDefault(a => Text(a) == words) ?? Page.QuerySelectorAll("a").FirstOrDefault(a => Text(a).StartsWith(words, StringComparison.Ordinal));
        link.Should().NotBeNull("{0} has a link '{1}'", Address, words);
        await GoAsync(link!.GetAttribute("href")!);
    }

    /// <summary>Fills a field, known by its label; of a date give each part by its own.</summary>
    public void Fill(string label, string value, string? within = null)
    {
        Interactions++;
        switch (Labelled(label, within))
        {
            case IHtmlInputElement input: input.Value = value; break;
            case IHtmlTextAreaElement area: area.Value = value; break;
            case IHtmlSelectElement select: select.Value = value; break;
            default: throw new InvalidOperationException($"'{label}' is no field.");
        }
    }

    /// <summary>Chooses an answer, known by its words.</summary>
    public void Choose(string answer, string? within = null)
    {
        Interactions++;
        var input = (IHtmlInputElement)Labelled(answer, within);
        if (input.Type == "radio")
            foreach (var other in Page.QuerySelectorAll<IHtmlInputElement>($"input[name='{input.Name}']")) other.IsChecked = false;
        input.IsChecked = true;
    }

    /// <summary>Presses a button: sends its form as it stands. Pressed twice, it is sent twice.</summary>
    public async Task PressAsync(string button, bool twice = false)
    {
        Interactions++;
        var pressed = Page.QuerySelectorAll<IHtmlButtonElement>("main button").FirstOrDefault(b => Text(b) == button);
        pressed.Should().NotBeNull("{0} has a button '{1}'", Address, button);
        var form = pressed!.Form!;
        var action = pressed.GetAttribute("formaction") ?? form.GetAttribute("action")!;
        var fields = Fields(form).ToArray();
        if (twice) (await SendAsync(action, fields)).Dispose();
        await ShowAsync(() => SendAsync(action, fields), action);
    }

    /// <summary>Presses a link that leads to a file: its text.</summary>
    public async Task<string> DownloadAsync(string words)
    {
        Interactions++;
        var link = Page.QuerySelectorAll("a").FirstOrDefault(a => Text(a) == words);
        link.Should().NotBeNull("{0} has a link '{1}'", Address, words);
        using var answer = await _client.GetAsync(link!.GetAttribute("href"), Stop);
        ((int)answer.StatusCode).Should().Be(200);
        answer.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        return await answer.Content.ReadAsStringAsync(Stop);
    }

    /// <summary>Chooses a file for a field, known by its label, and presses the button of its form.</summary>
    public async Task UploadAsync(string label, string text, string button)
    {
        Interactions += 2;
        var field = (IHtmlInputElement)Labelled(label, null);
        var pressed = Page.QuerySelectorAll<IHtmlButtonElement>("main button").First(b => Text(b) == button);
        pressed.Form!.GetAttribute("enctype").Should().Be("multipart/form-data");
        var action = pressed.Form.GetAttribute("action")!;
        await ShowAsync(async () =>
        {
            using var content = new MultipartFormDataContent();
            foreach (var (name, value) in Fields(pressed.Form).Where(f => f.Key != field.Name)) content.Add(new StringContent(value), name);
            content.Add(new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)), field.Name!, "worklist.csv");
            return await _client.PostAsync(action, content, Stop);
        }, action);
    }

    /// <summary>Sends the first form of this page somewhere else.</summary>
    public Task SendToAsync(string action) => ShowAsync(() => SendAsync(action, Fields((IHtmlFormElement)Page.QuerySelector("main form")!)), action);

    /// <summary>What is wrong with the form, as the summary says it; each line leads to something that is there.</summary>
    public IReadOnlyList<string> Errors()
    {
        var lines = Page.QuerySelectorAll(".nhsuk-error-summary__list li").ToArray();
        foreach (var link in lines.SelectMany(l => l.QuerySelectorAll("a"))) Page.QuerySelector(link.GetAttribute("href")!).Should().NotBeNull("'{0}' leads to {1}", Text(link), link.GetAttribute("href"));
        if (lines.Length > 0) Page.Title.Should().StartWith("Error: ");
        return [.. lines.Select(Text)];
    }

    public static string Text(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public void Dispose() => _client.Dispose();

    private IElement Labelled(string label, string? within)
    {
        IParentNode scope = within is null ? Page : Page.QuerySelectorAll("fieldset").First(f => f.QuerySelector("legend") is { } legend && Text(legend) == within);
        var found = scope.QuerySelectorAll("label").FirstOrDefault(l => Text(l) == label);
        found.Should().NotBeNull("{0} asks for '{1}'", Address, label);
        var field = Page.GetElementById(found!.GetAttribute("for")!);
        field.Should().NotBeNull("the label '{0}' leads to its field", label);
        return field!;
    }

    private async Task<HttpResponseMessage> SendAsync(string action, IEnumerable<KeyValuePair<string, string>> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        return await _client.PostAsync(action, content, Stop);
    }

    private async Task ShowAsync(Func<Task<HttpResponseMessage>> ask, string address)
    {
        var answer = await ask();
        for (var step = 0; (int)answer.StatusCode is 301 or 302 or 303; step++)
        {
            step.Should().BeLessThan(MostSteps);
            address = answer.Headers.Location!.OriginalString;
            answer.Dispose();
            answer = await _client.GetAsync(address.Split('#')[0], Stop);
        }
        using (answer)
        {
            Status = (int)answer.StatusCode;
            var html = await answer.Content.ReadAsStringAsync(Stop);
            Page = await BrowsingContext.New(Configuration.Default).OpenAsync(r => r.Content(html), Stop);
            Page.QuerySelector("partial").Should().BeNull("a tag of ours that was not rendered says nothing");
        }
        Address = address;
        Pages++;
        Status.Should().NotBe((int)HttpStatusCode.InternalServerError, "{0} can be shown", address);
    }

    private static IEnumerable<KeyValuePair<string, string>> Fields(IHtmlFormElement form)
    {
        foreach (var element in form.Elements)
            switch (element)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } or IHtmlInputElement { Type: "submit" or "button" }: break;
                case IHtmlInputElement { Name: { Length: > 0 } name } input: yield return new(name, input.Value); break;
                case IHtmlTextAreaElement { Name: { Length: > 0 } name } area: yield return new(name, area.Value); break;
                case IHtmlSelectElement { Name: { Length: > 0 } name } select: yield return new(name, select.Value ?? ""); break;
            }
    }
}
