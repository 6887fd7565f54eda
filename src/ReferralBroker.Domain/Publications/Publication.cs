using System.Collections.Immutable;

namespace ReferralBroker.Domain.Publications;

/// <summary>A report that was published: its table stands as it was, whatever the log learns later.</summary>
public sealed record Publication
{
    public static Publication None(PublicationId id) => new() { Id = id };

    public required PublicationId Id { get; init; }

    public string? Title { get; init; }

    /// <summary>The report's name.</summary>
    public string Report { get; init; } = "";

    /// <summary>What it was asked, as its address says it.</summary>
    public string Query { get; init; } = "";

    /// <summary>The month end it stands at.</summary>
    public DateOnly AsAt { get; init; }

    /// <summary>The log position of that day's end.</summary>
    public long Position { get; init; }

    /// <summary>The disclosure policy, by its code.</summary>
    public string Policy { get; init; } = "";

    public ImmutableArray<UsedDefinition> Definitions { get; init; } = [];

    /// <summary>The table, as CSV.</summary>
    public string Table { get; init; } = "";

    /// <summary>SHA-256 of the table's UTF-8 bytes, in lower-case hexadecimal.</summary>
    public string Hash { get; init; } = "";

    public DateTimeOffset PublishedAt { get; init; }

    /// <summary>Why it was withdrawn; null while it stands.</summary>
    public string? Withdrawn { get; init; }

    public bool Exists => Title is not null;

    public static Publication Evolve(Publication p, Fact fact) => fact.Event switch
    {
        Published e => p with
        {
            Title = e.Title,
            Report = e.Report,
            Query = e.Query,
            AsAt = e.AsAt,
            Position = e.Position,
            Policy = e.Policy,
            Definitions = e.Definitions,
            Table = e.Table,
            Hash = e.Hash,
            PublishedAt = fact.RecordedAt,
        },
        PublicationWithdrawn e => p with { Withdrawn = e.Reason },
        _ => p,
    };
}
