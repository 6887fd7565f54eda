using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.EventLog;
using ReferralBroker.Reporting.Areas;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting.Tests;

/// <summary>What people are counted by, found once more in the events themselves: who is who after merges, what was recorded of them, and what held on a day.</summary>
internal sealed class SecondPeople
{
    private readonly Dictionary<Guid, Guid> _standsFor = [];
    private readonly List<(Guid Record, DateOnly On, DemographicsRecorded What)> _recorded = [];
    private readonly IReadOnlyCollection<Guid> _erased;
    private static readonly Dictionary<string, string[]> Areas = ReadAreas();

    public SecondPeople(IReadOnlyList<RecordedEvent> log, IReadOnlyCollection<Guid> erased)
    {
        _erased = erased;
        foreach (var e in log)
            switch (Application.Dispatch.Facts.Of(e).Event)
            {
                case MergedInto into:
                    _standsFor[e.Stream] = into.Into.Value;
                    break;
                case UnmergedFrom:
                    _standsFor.Remove(e.Stream);
                    break;
                case DemographicsRecorded recorded:
                    _recorded.Add((e.Stream, e.OccurredOn, recorded));
                    break;
            }
    }

    /// <summary>The value of each dimension of a person, as counted for something on a day.</summary>
    public Dictionary<Dimension, string> ValuesOf(Guid? record, DateOnly day)
    {
        var values = Enum.GetValues<Dimension>().Where(Dimensions.OfPerson.Contains).ToDictionary(d => d, _ => "not-recorded");
        if (record is not { } own) return values;
        if (_erased.Contains(own)) return values.ToDictionary(v => v.Key, _ => "erased");
        Guid PersonOf(Guid r) => _standsFor.GetValueOrDefault(r, r);
        var all = _recorded.Where(r => PersonOf(r.Record) == PersonOf(own)).ToArray();
        if (all.Length == 0) return values;
        var last = all[^1].What.Demographics;
        var before = all.Where(r => r.On <= day).ToArray();
        // The later the day the better, and of one day what was recorded last; before the first day, the earliest of all.
        var (_, _, held) = before.Length > 0 ? before.Last(r => r.On == before.Max(b => b.On)) : all.First(r => r.On == all.Min(b => b.On));
        void Put<T>(Dimension dimension, T? value) where T : struct, Enum { if (value is { } v) values[dimension] = Codes.Name(v); }
        Put<AgeBand>(Dimension.AgeBand, held.AgeBand);
        Put(Dimension.Sex, last.Sex);
        Put(Dimension.Gender, last.Gender);
        Put(Dimension.EthnicCategory, last.EthnicCategory);
        Put(Dimension.Disability, last.Disability);
        Put(Dimension.MultipleDisadvantage, last.MultipleDisadvantage);
        Put(Dimension.EmploymentStatus, held.Demographics.EmploymentStatus);
        if (last.EthnicCategory is { } ethnic)
            values[Dimension.EthnicGroup] = new[] { ("white", "ABC"), ("mixed", "DEFG"), ("asian", "HJKL"), ("black", "MNP"), ("other", "RS"), ("not-stated", "Z") }
                .Where(g => g.Item2.Contains(Codes.Name(ethnic), StringComparison.Ordinal)).Select(g => g.Item1).SingleOrDefault("not-known");
        if (held.Demographics.SmallArea is { } area)
        {
            var known = Areas.GetValueOrDefault(area);
            values[Dimension.SmallArea] = known is null ? "outside" : area;
            values[Dimension.Ward] = known?[2] ?? "outside";
            values[Dimension.ImdDecile] = known is null ? "outside" : known[6].PadLeft(2, '0');
            values[Dimension.ImdQuintile] = known is null ? "outside" : known[6] switch { "1" or "2" => "1", "3" or "4" => "2", "5" or "6" => "3", "7" or "8" => "4", _ => "5" };
        }
        return values;
    }

    private static Dictionary<string, string[]> ReadAreas()
    {
        using var text = new StreamReader(typeof(SmallAreas).Assembly.GetManifestResourceStream("ReferralBroker.Reporting.Areas.areas-nottingham.csv")!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.TrimEnd('\r').Split(',')).ToDictionary(f => f[0]);
    }
}
