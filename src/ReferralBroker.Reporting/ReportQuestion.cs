using System.Collections.Immutable;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting;

/// <summary>What every report is asked: a period, the day it is to stand at, and what it is broken down by and narrowed to.</summary>
/// <param name="From">The first day of the period.</param>
/// <param name="To">The day after its last.</param>
/// <param name="AsAt">The day at whose end it is asked; null for now.</param>
public abstract record ReportQuestion(DateOnly From, DateOnly To, DateOnly? AsAt)
{
    /// <summary>The most dimensions that are crossed.</summary>
    public const int MostCrossed = 2;

    /// <summary>What it is broken down by: nothing, one dimension, or where a report can cross them, two.</summary>
    public ImmutableArray<Dimension> By { get; init; } = [];

    /// <summary>What it is narrowed to: only what has this value, by its code.</summary>
    public ImmutableSortedDictionary<Dimension, string> Only { get; init; } = ImmutableSortedDictionary<Dimension, string>.Empty;

    /// <summary>What whoever asks may see at all, and is not told of: it is narrowed to this too.</summary>
    public ImmutableSortedDictionary<Dimension, string> Within { get; init; } = ImmutableSortedDictionary<Dimension, string>.Empty;

    /// <summary>The period that was asked for, where another one that holds it is answered for; null where it is the same.</summary>
    public (DateOnly From, DateOnly To)? AskedFor { get; init; }

    /// <summary>The one dimension it is broken down by, of a report that crosses none; null for nothing.</summary>
    public Dimension? One => By.IsEmpty ? null : By[0];

    /// <summary>All that it is narrowed to.</summary>
    internal IEnumerable<KeyValuePair<Dimension, string>> Narrowed => Only.Concat(Within);

    /// <summary>The months of the period, as 2026-04.</summary>
    internal IEnumerable<string> Months
    {
        get
        {
            for (var month = new DateOnly(From.Year, From.Month, 1); month < To; month = month.AddMonths(1))
                yield return month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Those of them that have begun by the day it stands at: of later ones there is nothing to know.</summary>
    internal IEnumerable<string> MonthsBegun => AsAt is { } day ? Months.Where(m => string.CompareOrdinal(m, day.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture)) <= 0) : Months;
}
