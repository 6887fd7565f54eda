using System.Globalization;

namespace ReferralBroker.Reporting;

/// <summary>A report as a flat table, the same in a file, on a page and as published.</summary>
/// <param name="Name">What its file is called, without its ending.</param>
/// <param name="Header">Its columns.</param>
/// <param name="Keys">The columns that together say what a line is of.</param>
/// <param name="Figures">The columns that hold its figures.</param>
/// <param name="Rows">Its lines.</param>
public sealed record ReportTable(string Name, IReadOnlyList<string> Header, IReadOnlyList<string> Keys, IReadOnlyList<string> Figures, IReadOnlyList<IReadOnlyList<string?>> Rows)
{
    /// <summary>The columns that stand on every line of every report, after its own.</summary>
    internal static readonly string[] Frame = ["from", "to", "as_at", "log_position", "policy", "data"];

    /// <summary>Their values.</summary>
    internal static string[] FrameOf(ReportAnswer answer) =>
    [
        Day(answer.From), Day(answer.To), answer.AsAt is { } day ? Day(day) : "now",
        answer.Position.ToString(CultureInfo.InvariantCulture), answer.Policy, answer.Synthetic ? "synthetic" : "recorded",
    ];

    /// <summary>A day as tables write it.</summary>
    internal static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
