using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ReferralBroker.Postgres;

/// <summary>
/// A child process that a <see cref="Launcher"/> has tied to the thread that starts it. The kernel signals the child when that
/// thread (not: that process) ends, so each child gets a thread of its own which does nothing but wait for it.
/// </summary>
internal sealed class OwnedProcess
{
    private const int TailLength = 60;
    private readonly ConcurrentQueue<string> _tail = new();
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string> _log;

    private OwnedProcess(Action<string> log) => _log = log;

    public int Id { get; private set; }

    /// <summary>Completes with the exit code once the process has ended and all it wrote was read.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>The last lines the process wrote.</summary>
    public string Tail => string.Join('\n', _tail);

    public static async Task<OwnedProcess> StartAsync(ProcessStartInfo command, Action<string> log)
    {
        var owned = new OwnedProcess(log);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => owned.Own(command, started)) { IsBackground = true, Name = "PostgreSQL's owner" }.Start();
        await started.Task;
        return owned;
    }

    /// <summary>Interrupts the process; if it takes longer than <paramref name="patience"/>, stops it the hard way.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (await EndsAfter(LibC.Interrupt, patience)) return;
        if (await EndsAfter(LibC.Quit, TimeSpan.FromSeconds(10))) return;
        if (await EndsAfter(LibC.Kill, TimeSpan.FromSeconds(10))) return;
        throw new ClusterException(string.Create(CultureInfo.InvariantCulture,
            $"Process {Id} does not end, not even when killed: its disk or the machine hangs. Look at it with ps before starting again."));
    }

    private async Task<bool> EndsAfter(int signal, TimeSpan patience)
    {
        if (Exited.IsCompleted) return true;
        LibC.Signal(Id, signal);
        return await Task.WhenAny(Exited, Task.Delay(patience)) == Exited;
    }

    private void Own(ProcessStartInfo command, TaskCompletionSource started)
    {
        try
        {
            command.RedirectStandardInput = true;
            command.RedirectStandardOutput = true;
            command.RedirectStandardError = true;
            using var process = new Process { StartInfo = command };
            process.OutputDataReceived += (_, line) => Take(line.Data);
            process.ErrorDataReceived += (_, line) => Take(line.Data);
            process.Start();
            Id = process.Id;
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            started.SetResult();
            process.WaitForExit();
            _exited.SetResult(process.ExitCode);
        }
        catch (Win32Exception e)
        {
            started.TrySetException(new ClusterException($"'{command.FileName}' could not be started: {e.Message}", e));
        }
    }

    private void Take(string? line)
    {
        if (line is null) return;
        _tail.Enqueue(line);
        while (_tail.Count > TailLength) _tail.TryDequeue(out _);
        _log(line);
    }
}
