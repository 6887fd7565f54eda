using System.Collections.Concurrent;
using System.Diagnostics;

namespace ReferralBroker.EventLog.Drills;

/// <summary>A server process tied to this one: the kernel quits it when the thread that started it ends, so it has a thread of its own.</summary>
internal sealed class OwnedServer : IDisposable
{
    private readonly ConcurrentQueue<string> _tail = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private OwnedServer(ProcessStartInfo command)
    {
        Process = new Process { StartInfo = command };
        command.RedirectStandardInput = command.RedirectStandardOutput = command.RedirectStandardError = true;
        Process.OutputDataReceived += (_, line) => Take(line.Data);
        Process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    public Process Process { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Exited => _exited.Task;

    /// <summary>The last lines it wrote.</summary>
    public string Tail => string.Join('\n', _tail);

    public static async Task<OwnedServer> StartAsync(ProcessStartInfo command)
    {
        var server = new OwnedServer(command);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => server.Own(started)) { IsBackground = true, Name = "owner of a drill's server" }.Start();
        await started.Task;
        return server;
    }

    public void Dispose() => Process.Dispose();

    private void Own(TaskCompletionSource started)
    {
        try
        {
            Process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            started.SetException(new DrillException($"'{Process.StartInfo.FileName}' could not be started: {e.Message}", e));
            return;
        }
        Process.StandardInput.Close();
        Process.BeginOutputReadLine();
        Process.BeginErrorReadLine();
        started.SetResult();
        // Not until its output has been read to the end: orphaned backends may hold that open for a while.
        while (!Process.WaitForExit(1000)) { }
        _exited.SetResult();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _tail.Enqueue(line);
        while (_tail.Count > 80) _tail.TryDequeue(out _);
    }
}
