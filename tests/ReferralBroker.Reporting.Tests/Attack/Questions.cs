using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting.Tests.Attack;

/// <summary>Which dimensions somebody asks for at a time, to break down by or to narrow to: sets of them.</summary>
internal sealed class Questions
{
    private static readonly Dimension[] Singles = [.. Enum.GetValues<Dimension>().Where(d => d is not (Dimension.Month or Dimension.Journey))];
    private static readonly Dimension[] Coarse =
    [
        Dimension.Setting, Dimension.Organisation, Dimension.AgeBand, Dimension.Sex, Dimension.EthnicGroup, Dimension.Disability, Dimension.MultipleDisadvantage, Dimension.EmploymentStatus, Dimension.ImdQuintile,
    ];

    private readonly HashSet<int> _told;

    private Questions(string name, IEnumerable<Dimension[]> sets)
    {
        (Name, Sets) = (name, [.. sets]);
        _told = [.. Sets.Select(s => Told(s))];
    }

    /// <summary>Each dimension by itself.</summary>
    public static readonly Questions Singly = new("each dimension by itself", [[], .. Enum.GetValues<Dimension>().Where(d => d != Dimension.Month).Select(d => new[] { d })]);

    /// <summary>Each dimension by itself, with and without a journey.</summary>
    public static readonly Questions OneWay = new("one-way tables", WithJourneys([[], .. Singles.Select(d => new[] { d })]));

    /// <summary>These, and each two of the dimensions that have few values.</summary>
    public static readonly Questions CoarsePairs = new("one-way tables and pairs of coarse dimensions", [.. OneWay.Sets, .. Pairs(Coarse)]);

    /// <summary>Whatever a commissioner may ask: two dimensions at a time, with and without a journey.</summary>
    public static readonly Questions Everything = new("everything", WithJourneys([[], .. Singles.Select(d => new[] { d }), .. Pairs(Singles)]));

    public string Name { get; }

    public IReadOnlyList<Dimension[]> Sets { get; }

    /// <summary>Whether what these dimensions tell apart is asked for.</summary>
    public bool Tell(IEnumerable<Dimension> dimensions) => _told.Contains(Told(dimensions));

    private static IEnumerable<Dimension[]> Pairs(Dimension[] of) => of.SelectMany((one, at) => of.Skip(at + 1).Select(other => new[] { one, other }));

    private static IEnumerable<Dimension[]> WithJourneys(IEnumerable<Dimension[]> sets) => sets.SelectMany(s => new Dimension[][] { s, [Dimension.Journey, .. s] });

    /// <summary>The set without what another of its dimensions says too.</summary>
    private static int Told(IEnumerable<Dimension> dimensions)
    {
        var set = dimensions.ToHashSet();
        if (set.Contains(Dimension.EthnicCategory)) set.Remove(Dimension.EthnicGroup);
        if (set.Contains(Dimension.SmallArea)) set.ExceptWith([Dimension.Ward, Dimension.ImdDecile, Dimension.ImdQuintile]);
        if (set.Contains(Dimension.ImdDecile)) set.Remove(Dimension.ImdQuintile);
        return set.Sum(d => 1 << (int)d);
    }
}
