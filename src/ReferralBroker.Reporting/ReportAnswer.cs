using System.Collections.Immutable;
using System.Globalization;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting;

/// <summary>A report as it may leave: every figure has passed the policy it names.</summary>
public abstract record ReportAnswer
{
    private protected ReportAnswer(ReportQuestion question, Standing at, DisclosurePolicy policy, IEnumerable<string> notes)
    {
        (From, To, AsAt, By, Only) = (question.From, question.To, question.AsAt, question.By, question.Only);
        (Position, Synthetic, Policy) = (at.Position, at.IsSynthetic, policy.Code);
        Notes = [.. at.IsSynthetic ? [Standing.SyntheticWords] : Array.Empty<string>(), policy.Words, .. question.AskedFor is { } asked ? [Widened(question, asked)] : Array.Empty<string>(), .. notes];
    }

    private static string Widened(ReportQuestion question, (DateOnly From, DateOnly To) asked)
    {
        static string Written(DateOnly from, DateOnly to) => string.Create(CultureInfo.InvariantCulture, $"{from:d MMMM yyyy} to {to.AddDays(-1):d MMMM yyyy}");
        return $"This is for {Written(question.From, question.To)}, which holds the period asked for, {Written(asked.From, asked.To)}. {ReportPeriods.Words}";
    }

    /// <summary>The first day of the period.</summary>
    public DateOnly From { get; }

    /// <summary>The day after the last of the period.</summary>
    public DateOnly To { get; }

    /// <summary>The day at whose end it was asked; null for now.</summary>
    public DateOnly? AsAt { get; }

    /// <summary>What it is broken down by.</summary>
    public ImmutableArray<Dimension> By { get; }

    /// <summary>What it is narrowed to: the value of each dimension, by its code.</summary>
    public IReadOnlyDictionary<Dimension, string> Only { get; }

    /// <summary>The log position the figures stand at: asked again at it they are the same for ever.</summary>
    public long Position { get; }

    /// <summary>Whether everything it counts is invented.</summary>
    public bool Synthetic { get; }

    /// <summary>The disclosure policy it has passed, by its code.</summary>
    public string Policy { get; }

    /// <summary>What its table must be read with.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The definitions its figures rest on.</summary>
    internal abstract IEnumerable<UsedDefinition> Used { get; }

    /// <summary>The same as one flat table: a line for each figure or row, with what it must be read with at its side.</summary>
    public abstract ReportTable AsTable();

    /// <summary>The definitions its figures rest on, each once.</summary>
    public IReadOnlyList<UsedDefinition> DefinitionsUsed() => [.. Used.DistinctBy(d => d.Code)];
}
