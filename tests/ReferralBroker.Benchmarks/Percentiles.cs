using System.Globalization;

namespace ReferralBroker.Benchmarks;

/// <summary>The usual points of what was measured, in milliseconds.</summary>
internal sealed record Percentiles(int Count, double P50, double P95, double P99, double Max)
{
    public static Percentiles Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToArray();
        // The nearest rank: a value that was measured, never one between two.
        double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
        return sorted.Length == 0 ? new(0, 0, 0, 0, 0) : new(sorted.Length, At(0.5), At(0.95), At(0.99), sorted[^1]);
    }

    public string Line(string what) => string.Create(CultureInfo.InvariantCulture, $"{what,-40}{Count,9}{P50,9:0.0}{P95,9:0.0}{P99,9:0.0}{Max,9:0.0}");

    public static string Heading(string what) => $"{what,-40}{"number",9}{"p50 ms",9}{"p95 ms",9}{"p99 ms",9}{"max ms",9}";
}
