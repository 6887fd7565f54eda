using System.Text.Json;
using Microsoft.Playwright;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>How many bytes come over the wire, as the browser counts them: headers and all, and nothing for what it had already.</summary>
internal sealed class Weighing
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _addresses = [];
    private readonly List<(string Address, long Bytes)> _came = [];

    private Weighing() { }

    public static async Task<Weighing> BeginAsync(IPage page)
    {
        var weighing = new Weighing();
        var wire = await page.Context.NewCDPSessionAsync(page);
        wire.Event("Network.requestWillBeSent").OnEvent += (_, sent) => weighing.Asked(sent!.Value);
        wire.Event("Network.loadingFinished").OnEvent += (_, done) => weighing.Came(done!.Value);
        await wire.SendAsync("Network.enable");
        return weighing;
    }

    /// <summary>What came since this was asked last, each with its size.</summary>
    public IReadOnlyList<(string Address, long Bytes)> Take()
    {
        lock (_lock)
        {
            var taken = _came.ToArray();
            _came.Clear();
            return taken;
        }
    }

    private void Asked(JsonElement sent)
    {
        lock (_lock) _addresses[sent.GetProperty("requestId").GetString()!] = new Uri(sent.GetProperty("request").GetProperty("url").GetString()!).AbsolutePath;
    }

    private void Came(JsonElement done)
    {
        lock (_lock) _came.Add((_addresses.GetValueOrDefault(done.GetProperty("requestId").GetString()!, "?"), (long)done.GetProperty("encodedDataLength").GetDouble()));
    }
}
