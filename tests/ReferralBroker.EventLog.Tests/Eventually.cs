using System.Diagnostics;
using ReferralBroker.EventLog.Drills;

namespace ReferralBroker.EventLog.Tests;

/// <summary>Waits for a condition, within bounds.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string because)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            if (await condition()) return;
            if (waited.Elapsed > Patiently.Bound) Assert.Fail($"Not within {Patiently.Bound.TotalSeconds} s: {because}");
        }
    }

    public static Task TrueAsync(Func<bool> condition, string because) => TrueAsync(() => Task.FromResult(condition()), because);
}
