namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>The ways in which one figure tells something of another.</summary>
internal enum Ways
{
    /// <summary>A row or column of a table adds up to its total.</summary>
    Tables,

    /// <summary>A group adds up from what it is made of: categories, tenths, small areas.</summary>
    Hierarchies,

    /// <summary>One thing cannot be more than another: a later stage of a cohort, a service of all.</summary>
    Order,

    /// <summary>Over the whole span both bases count the same.</summary>
    Bases,
}

/// <summary>How the parts of a relation stand to its whole.</summary>
internal enum Adding
{
    /// <summary>They add up to it.</summary>
    Equal,

    /// <summary>They add up to no less than it: what is in several counts in each.</summary>
    NoLess,

    /// <summary>None of them is more than it.</summary>
    EachAtMost,
}

/// <summary>Something that is certain of some series in some periods.</summary>
/// <param name="Way">What kind of knowledge it is.</param>
/// <param name="Adding">How the parts stand to the whole.</param>
/// <param name="Whole">The number of a series.</param>
/// <param name="Parts">The numbers of others.</param>
/// <param name="Where">The periods in which it is so.</param>
internal sealed record Relation(Ways Way, Adding Adding, int Whole, int[] Parts, UInt128 Where);

/// <summary>All that is certain of the series of a log, besides that periods add up.</summary>
internal sealed class Relations(Months months)
{
    private readonly List<Relation> _all = [];

    public Months Months => months;

    public IReadOnlyList<Relation> All => _all;

    /// <summary>Parts that add up to a whole, everywhere or in some periods.</summary>
    public void Sum(Ways way, int whole, int[] parts, UInt128? where = null) => _all.Add(new(way, Adding.Equal, whole, parts, where ?? months.All));

    /// <summary>Parts that hold everything of a whole, some of it perhaps twice.</summary>
    public void Cover(int whole, int[] parts, UInt128 where) => _all.Add(new(Ways.Order, Adding.NoLess, whole, parts, where));

    /// <summary>Parts that each are no more than a whole.</summary>
    public void AtMost(int whole, int[] parts, UInt128 where) => _all.Add(new(Ways.Order, Adding.EachAtMost, whole, parts, where));
}
