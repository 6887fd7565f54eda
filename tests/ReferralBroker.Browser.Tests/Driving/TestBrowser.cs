using Microsoft.Playwright;
using ReferralBroker.Browser.Tests.Driving;
using ReferralBroker.Web.Tests;

[assembly: AssemblyFixture(typeof(TestBrowser))]
// One browser and two cores: tests beside each other would only wait for one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>The one browser of all tests. What it writes goes into a folder that goes with it.</summary>
public sealed class TestBrowser : IAsyncLifetime
{
    // It runs as root in containers, where it has no sandbox of its own; and it is to ask nobody for anything.
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly string _scratch = Directory.CreateTempSubdirectory("referral-broker-browser-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>What runs, for the tests' output.</summary>
    public string Name { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var program = await ChromiumProgram.FindAsync(_scratch);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program.File,
            Args = Arguments,
            Env = Surroundings(program),
            Timeout = (float)Waiting.AtMost.TotalMilliseconds,
        });
        Name = $"Chromium {_browser.Version}, {(program.File.StartsWith(_scratch, StringComparison.Ordinal) ? "packaged" : "the machine's")}";
    }

    /// <summary>A browser as somebody has it who was never here, with or without scripts.</summary>
    public async Task<IBrowserContext> OpenAsync(bool withScripts)
    {
        var context = await _browser!.NewContextAsync(new() { JavaScriptEnabled = withScripts, ViewportSize = new() { Width = Widths.Desk, Height = Widths.Height }, Locale = "en-GB" });
        context.SetDefaultTimeout((float)Waiting.AtMost.TotalMilliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        Directory.Delete(_scratch, recursive: true);
    }

    /// <summary>The environment, with every folder that a browser writes to of our own: whoever runs the tests may have none that can be written to.</summary>
    private IEnumerable<KeyValuePair<string, string>> Surroundings(ChromiumProgram program)
    {
        var all = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);
        foreach (var folder in (string[])["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"]) all[folder] = _scratch;
        foreach (var (name, value) in program.Environment) all[name] = value;
        return all;
    }
}
