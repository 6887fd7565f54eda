using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace ReferralBroker.Web.Tests;

/// <summary>The program as an operator runs it in earnest, as a process of its own on the databases of a test's broker.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private BrokerProcess(Process process, Uri? address)
    {
        (_process, Address) = (process, address);
        (_output, _error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public Uri? Address { get; }

    /// <summary>Runs a command to its end and answers its exit code, and what it said.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(BrokerHost broker, string database, params string[] words)
    {
        await using var process = new BrokerProcess(Launch(broker, database, words), null);
        await process._process.WaitForExitAsync().WaitAsync(Waiting.AtMost);
        return (process._process.ExitCode, await process._output, await process._error);
    }

    /// <summary>Starts a server and answers once it is ready.</summary>
    public static async Task<BrokerProcess> ServeAsync(BrokerHost broker)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var server = new BrokerProcess(Launch(broker, broker.Database, "serve", "--urls", address.ToString().TrimEnd('/')), address);
        for (var waited = Stopwatch.StartNew(); !await server.IsReadyAsync(); await Task.Delay(50))
        {
            server._process.HasExited.Should().BeFalse("the server runs");
            waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "the server gets ready");
        }
        return server;
    }

    /// <summary>What its health page says; null where it does not answer.</summary>
    public async Task<JsonNode?> HealthAsync()
    {
        try
        {
            using var client = new HttpClient { BaseAddress = Address };
            using var response = await client.GetAsync("/health/ready");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync() => (bool?)(await HealthAsync())?["isReady"] == true;

    private static Process Launch(BrokerHost broker, string database, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ReferralBroker.Web.dll"));
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment["Broker__Database"] = database;
        start.Environment["Broker__KeyDatabase"] = broker.KeyDatabase;
        start.Environment["Broker__MasterKey"] = broker.MasterKey;
        // Nobody signs in here, so nobody asks whether they answer.
        start.Environment["Broker__Authority"] = "https://identity.invalid";
        start.Environment["Broker__Audience"] = "broker";
        start.Environment["Broker__SignIn__ClientId"] = "broker";
        start.Environment["Broker__PublicAddress"] = "https://broker.invalid";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return Process.Start(start)!;
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
