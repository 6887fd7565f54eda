using System.Diagnostics;

namespace ReferralBroker.EventLog.Tests;

/// <summary>Waits for a condition, within bounds.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static async Task TrueAsync(Func<Task<bool>> condition, string because)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            if (await condition()) return;
            if (waited.Elapsed > Patience) Assert.Fail($"Not within {Patience.TotalSeconds} s: {because}");
        }
    }

    public static Task TrueAsync(Func<bool> condition, string because) => TrueAsync(() => Task.FromResult(condition()), because);
}
