using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>The program as people start it, killed in the middle of its work.</summary>
public sealed class KillTests : IAsyncLifetime
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("referral-broker-kill-").FullName;
    private readonly string _address = $"http://127.0.0.1:{FreePort()}";
    private Process? _broker;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _broker?.Kill();
        await UntilAsync(() => ServerOf(_folder) is null, "no server is left");
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task After_a_sigkill_in_the_middle_of_a_load_every_acknowledged_referral_is_there_once_and_every_projection_equals_the_fold()
    {
        await StartAsync();
        var acknowledged = new ConcurrentBag<(string Referral, string Key)>();
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var senders = Enumerable.Range(0, 4).Select(_ => SendUntilItDiesAsync(acknowledged, enough)).ToArray();
        await enough.Task.WaitAsync(Waiting.AtMost, Stop);
        _broker!.Kill();
        await Task.WhenAll(senders);
        await UntilAsync(() => ServerOf(_folder) is null, "the database server goes with the process that was killed");
        acknowledged.Should().HaveCountGreaterThan(40);

        await StartAsync();
        using var clinician = await SignInAsync("clinician");
        foreach (var (referral, key) in acknowledged)
        {
            using var response = await clinician.GetAsync($"/api/referrals/{referral}", Stop);
            ((int)response.StatusCode).Should().Be(200, "{0} was acknowledged", referral);
        }
        var listed = await AllReferralsAsync(clinician);
        listed.Should().OnlyHaveUniqueItems().And.Contain(acknowledged.Select(a => a.Referral));

        await StopAsync();
        var (code, output) = await RunAsync("verify", "--demo");
        code.Should().Be(0, "{0}", output);
        output.Should().Contain("worklist: ").And.NotContain("DIFFER");
    }

    [Fact]
    public async Task Sigterm_stops_everything_and_a_second_start_keeps_the_data()
    {
        await StartAsync();
        using var clinician = await SignInAsync("clinician");
        var person = await RegisterAsync(clinician);
        await StopAsync();
        ServerOf(_folder).Should().BeNull();
        var again = Stopwatch.StartNew();
        await StartAsync();
        TestContext.Current.SendDiagnosticMessage("second start: {0:0.0} s", again.Elapsed.TotalSeconds);
        using var second = await SignInAsync("clinician");
        using var response = await second.GetAsync($"/api/people/{person}", Stop);
        ((int)response.StatusCode).Should().Be(200);
        await StopAsync();
    }

    private async Task SendUntilItDiesAsync(ConcurrentBag<(string, string)> acknowledged, TaskCompletionSource enough)
    {
        try
        {
            using var client = await SignInAsync("clinician");
            while (true)
            {
                var person = await RegisterAsync(client);
                var agreement = Guid.NewGuid().ToString();
                await PostAsync(client, $"/api/people/{person}/give-agreement", new { agreement, scope = "need-summary", how = "in-person", wordingVersion = "2026-04" });
                var key = Guid.NewGuid().ToString();
                acknowledged.Add(((string)(await PostAsync(client, "/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare), key))["id"]!, key));
                if (acknowledged.Count > 60) enough.TrySetResult();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The broker was killed: whatever was not acknowledged may be there or not.
        }
    }

    private static async Task<string> RegisterAsync(HttpClient client) => (string)(await PostAsync(client, "/api/people", People.Particulars(dateOfBirth: "1970-01-01")))["id"]!;

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, object body, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        using var response = await client.SendAsync(request, Stop);
        var text = await response.Content.ReadAsStringAsync(Stop);
        response.IsSuccessStatusCode.Should().BeTrue("{0} answers {1}", path, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<List<string>> AllReferralsAsync(HttpClient clinician)
    {
        var all = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = JsonNode.Parse(await clinician.GetStringAsync($"/api/worklist?limit=50&ended=true{(cursor.Length > 0 ? "&cursor=" + cursor : "")}", Stop))!;
            all.AddRange(page["items"]!.AsArray().Select(i => (string)i!["referral"]!));
            cursor = (string?)page["next"];
        }
        return all;
    }

    private async Task<HttpClient> SignInAsync(string persona)
    {
        var client = new HttpClient { BaseAddress = new(_address) };
        using var response = await client.PostAsync($"/demo/token?persona={persona}", null, Stop);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(Stop))!["access_token"]!);
        return client;
    }

    private async Task StartAsync()
    {
        _broker = Launch("--demo", "--urls", _address);
        using var client = new HttpClient { BaseAddress = new(_address) };
        await UntilAsync(async () =>
        {
            _broker.HasExited.Should().BeFalse("the broker runs");
            try
            {
                using var ready = await client.GetAsync("/health/ready", Stop);
                return ready.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, "the broker is ready");
    }

    private async Task StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _broker!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _broker.WaitForExitAsync(Stop);
        _broker.ExitCode.Should().Be(0);
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] words)
    {
        using var run = Launch(words);
        var output = await run.StandardOutput.ReadToEndAsync(Stop) + await run.StandardError.ReadToEndAsync(Stop);
        await run.WaitForExitAsync(Stop);
        return (run.ExitCode, output);
    }

    private Process Launch(params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = words[0] == "verify", RedirectStandardError = words[0] == "verify" };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ReferralBroker.Web.dll"));
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment["Broker__DemoFolder"] = _folder;
        return Process.Start(start)!;
    }

    /// <summary>The PostgreSQL server that works in a folder, if one lives.</summary>
    private static int? ServerOf(string folder) =>
        Process.GetProcessesByName("postgres").Where(p =>
        {
            try { return File.ReadAllText($"/proc/{p.Id}/cmdline").Contains(folder, StringComparison.Ordinal); } catch (IOException) { return false; }
        }).Select(p => (int?)p.Id).FirstOrDefault();

    private static Task UntilAsync(Func<bool> holds, string what) => UntilAsync(() => Task.FromResult(holds()), what);

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var waited = Stopwatch.StartNew(); !await holds(); await Task.Delay(50, CancellationToken.None))
            waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "{0}", what);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
