using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Threading.Channels;

namespace ReferralBroker.Web.Tests.Notices;

/// <summary>A message as the mail server took it.</summary>
internal sealed record Taken(string From, IReadOnlyList<string> To, string? User, string Text);

/// <summary>A real mail server in a process of its own.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private readonly List<Taken> _taken = [];

    private MailServer(Process process) => _process = process;

    public int Port { get; private set; }

    /// <summary>Every message it took, in order. What it answered for has been said by then, and may not have been heard: so it is asked first.</summary>
    public IReadOnlyList<Taken> Messages
    {
        get
        {
            TellAsync("heard?", "heard").GetAwaiter().GetResult();
            lock (_taken) return [.. _taken];
        }
    }

    public static async Task<MailServer> StartAsync()
    {
        var folder = typeof(MailServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "MailFolder").Value!;
        var server = new MailServer(Process.Start(new ProcessStartInfo("node", ["server.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })!);
        _ = server.HearAsync();
        server.Port = int.Parse((await server.NextAsync("ready"))["ready ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        return server;
    }

    /// <summary>How it behaves from now on: accept, a code it refuses with, or drop.</summary>
    public Task BehaveAsync(string how) => TellAsync(how, "set");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task TellAsync(string line, string answer)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        await NextAsync(answer);
    }

    private async Task<string> NextAsync(string word)
    {
        using var patience = new CancellationTokenSource(Waiting.AtMost);
        while (true)
            if (await _said.Reader.ReadAsync(patience.Token) is var line && line.StartsWith(word, StringComparison.Ordinal)) return line;
    }

    private async Task HearAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith("mail ", StringComparison.Ordinal))
                lock (_taken) _taken.Add(JsonSerializer.Deserialize<Taken>(line["mail ".Length..], JsonSerializerOptions.Web)!);
            else
                _said.Writer.TryWrite(line);
        _said.Writer.Complete();
    }
}
