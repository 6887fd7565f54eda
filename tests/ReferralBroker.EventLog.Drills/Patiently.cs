using System.Diagnostics;

namespace ReferralBroker.EventLog.Drills;

/// <summary>Waits for a condition, within bounds.</summary>
internal static class Patiently
{
    /// <summary>Far beyond what anything takes, on a machine that stands still for a minute too: it is there so that a drill ends.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    /// <summary>Answers how long it took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? bound = null)
    {
        var patience = bound ?? Bound;
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            if (await condition()) return waited.Elapsed;
            if (waited.Elapsed > patience) throw new DrillException($"Not within {patience.TotalSeconds} s: {what}.");
        }
    }

    public static Task<TimeSpan> UntilAsync(Func<bool> condition, string what, TimeSpan? bound = null) => UntilAsync(() => Task.FromResult(condition()), what, bound);
}
