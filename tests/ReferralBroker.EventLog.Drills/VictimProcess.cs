using System.Diagnostics;
using System.Globalization;

namespace ReferralBroker.EventLog.Drills;

/// <summary>A victim as its killer sees it.</summary>
internal sealed class VictimProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _working = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _read;
    private IWitness? _witness;
    private string _folder = "";

    private VictimProcess(Process process)
    {
        _process = process;
        _read = Task.Run(ReadAsync);
    }

    /// <summary>Completes when it has begun to write and to follow, or has died before.</summary>
    public Task Working => _working.Task;

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts the program, which then waits for its orders.</summary>
    public static VictimProcess Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(VictimProcess).Assembly.Location, "victim"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        // It lives too briefly for compiling anything twice to pay.
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        // Or each would leave its debugger's pipes behind among the temporary files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new(Process.Start(start)!);
    }

    /// <summary>Has it work on a log; what it says goes to the witness.</summary>
    public async Task OrderAsync(VictimOrders orders, IWitness witness)
    {
        await _ready.Task.WaitAsync(Patiently.Bound);
        _witness = witness;
        _folder = Directory.CreateTempSubdirectory("rb-wire-").FullName;
        await _process.StandardInput.WriteLineAsync((orders with { WireFolder = _folder }).Write());
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until it has died by its own hand. Answers null, or what became of it instead.</summary>
    public async Task<string?> DiesAsync(TimeSpan patience)
    {
        await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(patience));
        var inTime = _process.HasExited;
        await KillAsync();
        if (!inTime) return $"it still lived after {patience.TotalSeconds:0} s";
        // 128 + 9: nothing but the signal ended it.
        return _process.ExitCode == 137 ? null : $"it ended with {_process.ExitCode}";
    }

    /// <summary>Kills it, and returns when all it said has been heard.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _read.WaitAsync(Patiently.Bound);
    }

    public void Dispose()
    {
        try
        {
            if (!_process.HasExited) _process.Kill();
            _process.WaitForExit(10_000);
        }
        finally
        {
            _process.Dispose();
            if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            switch (words[0])
            {
                case "ready": _ready.TrySetResult(); break;
                case "working": _working.TrySetResult(); break;
                case "?": _witness!.Asked(new(Number(words[1]), Number(words[2]))); break;
                case "+": _witness!.Acknowledged(new(Number(words[1]), Number(words[2])), long.Parse(words[3], CultureInfo.InvariantCulture)); break;
                default: _witness?.Wrong($"the victim says: {line}"); break;
            }
        }
        _ready.TrySetException(new DrillException("The victim ended before it was ready."));
        _working.TrySetResult();
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
