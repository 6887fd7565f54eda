using System.Text.RegularExpressions;
using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Checks;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>
/// Somebody at work in a real browser: follows links, fills and sends forms by the words that stand on the page. Counts what it costs them, as the tests
/// without a browser do.
/// </summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Album _album;

    private Desk(IBrowserContext context, IPage page, BrokerHost broker, Album album, bool withScripts)
    {
        (_context, Page, Broker, _album, WithScripts) = (context, page, broker, album, withScripts);
        Complaints = new(page);
    }

    public IPage Page { get; }

    public BrokerHost Broker { get; }

    public bool WithScripts { get; }

    public Complaints Complaints { get; }

    /// <summary>Fields filled, answers chosen, links and buttons pressed.</summary>
    public int Interactions { get; private set; }

    /// <summary>Pages that were shown.</summary>
    public int Pages { get; private set; }

    /// <summary>The path and query in the address bar.</summary>
    public string Address => new Uri(Page.Url).PathAndQuery;

    /// <summary>Opens a browser at the start page.</summary>
    /// <param name="browser">The browser of all tests.</param>
    /// <param name="broker">The server.</param>
    /// <param name="journey">What the pictures are filed under.</param>
    /// <param name="withScripts">Whether JavaScript runs.</param>
    public static async Task<Desk> OpenAsync(TestBrowser browser, BrokerHost broker, string journey, bool withScripts)
    {
        var context = await browser.OpenAsync(withScripts);
        var desk = new Desk(context, await context.NewPageAsync(), broker, new(journey, withScripts), withScripts);
        await desk.GoAsync("/");
        return desk;
    }

    /// <summary>Opens a browser and logs in as one of the demo's personas.</summary>
    public static async Task<Desk> OpenAsAsync(TestBrowser browser, BrokerHost broker, string persona, string journey, bool withScripts)
    {
        var desk = await OpenAsync(browser, broker, journey, withScripts);
        await desk.LogInAsync(persona);
        return desk;
    }

    /// <summary>Another tab of the same browser: logged in as the first is.</summary>
    public async Task<Desk> OpenTabAsync() => new(_context, await _context.NewPageAsync(), Broker, _album, WithScripts);

    public Task LogInAsync(string persona) => ShownAsync(() => Page.Locator($"form[action='/demo/as/{persona}'] button").ClickAsync());

    /// <summary>Begins to count anew.</summary>
    public void Count() => (Interactions, Pages) = (0, 0);

    /// <summary>Types an address.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(new Uri(Broker.Address, path).ToString());
        Pages++;
    }

    /// <summary>Presses the link with these words, or the first that begins with them.</summary>
    public async Task ClickAsync(string words)
    {
        Interactions++;
        var (whole, begun) = (Links($"^\\s*{Spaced(words)}\\s*$"), Links($"^\\s*{Spaced(words)}"));
        var link = await whole.CountAsync() > 0 ? whole : begun;
        (await link.CountAsync()).Should().BePositive("{0} has a link '{1}'", Address, words);
        await ShownAsync(() => link.First.ClickAsync());
    }

    /// <summary>Fills a field, known by its label; of a date give each part by its own.</summary>
    public Task FillAsync(string label, string value, string? within = null)
    {
        Interactions++;
        return Labelled(label, within).FillAsync(value);
    }

    public async Task FillDateAsync(string label, int day, int month, int year)
    {
        await FillAsync("Day", Plain(day), label);
        await FillAsync("Month", Plain(month), label);
        await FillAsync("Year", Plain(year), label);
    }

    /// <summary>Chooses an answer, known by its words.</summary>
    public Task ChooseAsync(string answer, string? within = null)
    {
        Interactions++;
        return Labelled(answer, within).CheckAsync();
    }

    /// <summary>Chooses from a list that opens.</summary>
    public Task SelectAsync(string label, string answer)
    {
        Interactions++;
        return Labelled(label, null).SelectOptionAsync(new SelectOptionValue { Label = answer });
    }

    /// <summary>Chooses a file for the one field of the page that takes one.</summary>
    public Task ChooseFileAsync(string name, byte[] content)
    {
        Interactions++;
        return Page.Locator("main input[type=file]").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content });
    }

    /// <summary>Presses the link that begins with these words and leads to a file: its text.</summary>
    public async Task<string> DownloadAsync(string words)
    {
        Interactions++;
        var download = await Page.RunAndWaitForDownloadAsync(() => Links($"^\\s*{Spaced(words)}").First.ClickAsync());
        return await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
    }

    /// <summary>Opens what is folded away.</summary>
    public Task UnfoldAsync(string words)
    {
        Interactions++;
        return Page.Locator("summary", new() { HasTextRegex = new($"^\\s*{Spaced(words)}") }).First.ClickAsync();
    }

    /// <summary>Presses a button of the page, which sends its form.</summary>
    public Task PressAsync(string button)
    {
        Interactions++;
        return ShownAsync(() => Button(button).ClickAsync());
    }

    /// <summary>Presses a button twice, as fast as a hand that is used to it.</summary>
    public Task PressTwiceAsync(string button)
    {
        Interactions++;
        return ShownAsync(() => Button(button).DblClickAsync());
    }

    public ILocator Button(string words) => Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = words, Exact = true });

    /// <summary>Does what brings another page, and waits until it stands.</summary>
    public async Task ShownAsync(Func<Task> press)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Came(object? _, IFrame frame) { if (frame == Page.MainFrame) came.TrySetResult(); }
        Page.FrameNavigated += Came;
        await press();
        await came.Task.WaitAsync(Waiting.AtMost, TestContext.Current.CancellationToken);
        Page.FrameNavigated -= Came;
        await Page.WaitForLoadStateAsync();
        Pages++;
    }

    /// <summary>The words of the main heading.</summary>
    public Task<string> HeadingAsync() => TextAsync("h1");

    /// <summary>The words of the page's own content.</summary>
    public Task<string> MainAsync() => TextAsync("main");

    /// <summary>The words of something, with single spaces.</summary>
    public async Task<string> TextAsync(string selector) => OneSpaced(await Page.Locator(selector).First.TextContentAsync() ?? "");

    public static string OneSpaced(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What is wrong with the form, as the summary says it. Each line leads to its field: it is followed, and the field has the cursor, or is where the page went to.</summary>
    public async Task<IReadOnlyList<string>> ErrorsAsync()
    {
        var links = Page.Locator(".nhsuk-error-summary__list a");
        for (var at = 0; at < await links.CountAsync(); at++)
        {
            var field = (await links.Nth(at).GetAttributeAsync("href"))!;
            await links.Nth(at).ClickAsync();
            var isThere = await Page.EvaluateAsync<bool>("id => { const e = document.getElementById(id); return !!e && (document.activeElement === e || document.querySelector(':target') === e) }", field[1..]);
            isThere.Should().BeTrue("'{0}' leads to {1}", await links.Nth(at).TextContentAsync(), field);
        }
        return [.. (await Page.Locator(".nhsuk-error-summary__list li").AllTextContentsAsync()).Select(OneSpaced)];
    }

    /// <summary>Looks at the page that is shown, as everybody who may come to it does, and keeps its pictures.</summary>
    /// <param name="state">What the pictures are called.</param>
    public Task LookAsync(string state) => Look.AtAsync(this, _album, state);

    /// <summary>Keeps a picture of what a printer would make of the page.</summary>
    public Task PrintAsync(string state) => _album.AddPrintedAsync(Page, _album.Next(state));

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private static string Plain(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Spaced(string words) => string.Join("\\s+", words.Split(' ').Select(Regex.Escape));

    private ILocator Links(string words) => Page.Locator("a", new() { HasTextRegex = new(words) });

    private ILocator Labelled(string label, string? within)
    {
        var scope = within is null ? Page.Locator("main") : Page.Locator("fieldset", new() { Has = Page.Locator("legend", new() { HasTextRegex = new($"^\\s*{Spaced(within)}\\s*$") }) });
        return scope.GetByLabel(label, new() { Exact = true });
    }
}
