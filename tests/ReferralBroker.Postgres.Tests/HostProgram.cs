using System.Diagnostics;
using System.Globalization;

namespace ReferralBroker.Postgres.Tests;

/// <summary>Another process that owns a cluster.</summary>
internal sealed class HostProgram : IDisposable
{
    private readonly Process _process;

    private HostProgram(Process process, int serverProcessId, string connectionString) =>
        (_process, ServerProcessId, ConnectionString) = (process, serverProcessId, connectionString);

    public int ServerProcessId { get; }

    public string ConnectionString { get; }

    /// <summary>Starts the program by a shell that first runs <paramref name="before"/>, and waits until its cluster answers.</summary>
    public static async Task<HostProgram> StartAsync(string home, string before = ":", params (string Name, string? Value)[] environment)
    {
        string[] command = [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec",
            Path.Combine(AppContext.BaseDirectory, "ReferralBroker.Postgres.Tests.Host.dll"), home];
        var start = new ProcessStartInfo("/bin/sh", ["-c", before + """; exec "$@" """, "sh", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        var number = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        if (number is null) throw new InvalidOperationException("The program ended: " + await complaints);
        var connection = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new(process, int.Parse(number, CultureInfo.InvariantCulture), connection!);
    }

    /// <summary>Ends the program as a crash or the out-of-memory killer would: it gets no chance to do anything.</summary>
    public void KillWithoutWarning()
    {
        LibC.Signal(_process.Id, LibC.Kill);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) KillWithoutWarning();
        _process.Dispose();
    }
}
