using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Conversion;

/// <summary>Rates as one flat table: a line for each row, with what it must be read with at its side.</summary>
internal static class ConversionTable
{
    private static readonly string[] Header =
    [
        "breakdown", "value", "start", "end", "unit", "reached_start", "reached_end", "per_cent", "per_cent_low", "per_cent_high", "standing", .. ReportTable.Frame,
    ];

    public static ReportTable Of(ConversionRates conversion) => new("conversion", Header, Header[..5], Header[5..11], [.. conversion.Rows.Select(row => (IReadOnlyList<string?>)
    [
        row.Key is null ? "all" : Codes.Name(conversion.By[0]), row.Label, conversion.Start, conversion.End, Codes.Name(StageNames.Of(conversion.Start).Unit), row.Whole.Shown, row.Part.Shown, row.Rate.Shown, row.Low.Shown, row.High.Shown,
        row.Standing is { } standing ? Codes.Name(standing) : null, .. ReportTable.FrameOf(conversion),
    ])]);
}
