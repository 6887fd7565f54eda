using System.Runtime.InteropServices;

namespace ReferralBroker.Web.Demo;

/// <summary>
/// Started by "dotnet run", the demo goes when that command is killed: otherwise it would live on without anybody knowing. Started any other way,
/// it stays.
/// </summary>
public sealed partial class ParentWatch(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var parent = GetParent();
        if (!IsDotnetRun(parent)) return;
        while (!stoppingToken.IsCancellationRequested)
        {
            if (GetParent() != parent)
            {
                lifetime.StopApplication();
                return;
            }
            try { await Task.Delay(500, stoppingToken); } catch (OperationCanceledException) { return; }
        }
    }

    private static bool IsDotnetRun(int process)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return Path.GetFileName(words[0]) == "dotnet" && words.Contains("run");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParent();
}
