using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Conversion;

/// <summary>Rates as one flat table: a line for each row, with what it must be read with at its side.</summary>
public static class ConversionTable
{
    public static readonly IReadOnlyList<string> Header =
    [
        "breakdown", "value", "start", "end", "unit", "reached_start", "reached_end", "per_cent", "per_cent_low", "per_cent_high", "standing", "from", "to", "as_at", "log_position", "policy", "data",
    ];

    public static IEnumerable<IReadOnlyList<string?>> Rows(ConversionRates conversion, Dimension? by) => conversion.Rows.Select(row => (IReadOnlyList<string?>)
    [
        row.Key is null ? "all" : Codes.Name(by!.Value), row.Label, conversion.Start, conversion.End, Codes.Name(StageNames.Of(conversion.Start).Unit), row.Whole.Shown, row.Part.Shown, row.Rate.Shown, row.Low.Shown, row.High.Shown,
        row.Standing is { } standing ? Codes.Name(standing) : null, Day(conversion.From), Day(conversion.To), conversion.AsAt is { } day ? Day(day) : "now",
        conversion.Position.ToString(CultureInfo.InvariantCulture), conversion.Policy, conversion.Synthetic ? "synthetic" : "recorded",
    ]);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
