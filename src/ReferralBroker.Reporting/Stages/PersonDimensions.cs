using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Reporting.Areas;

namespace ReferralBroker.Reporting.Stages;

/// <summary>What a stage row can be counted by, of the person: codes as their events hold them; null where nothing was recorded.</summary>
public sealed record PersonDimensions
{
    /// <summary>Stands in every field once the person was erased: a count stays, whom it was of is gone.</summary>
    public const string ErasedCode = "erased";

    /// <summary>Stands for every small area outside Nottingham, and for its ward and decile, which are not known here.</summary>
    public const string OutsideCode = "outside";

    public static readonly PersonDimensions Unknown = new();

    public static readonly PersonDimensions Erased = new()
    {
        AgeBand = ErasedCode,
        Sex = ErasedCode,
        Gender = ErasedCode,
        EthnicCategory = ErasedCode,
        Disability = ErasedCode,
        MultipleDisadvantage = ErasedCode,
        EmploymentStatus = ErasedCode,
        SmallArea = ErasedCode,
    };

    /// <summary>At the time of the referral or conversation.</summary>
    public string? AgeBand { get; init; }

    public string? Sex { get; init; }

    public string? Gender { get; init; }

    /// <summary>One of the 16+1, as MHSDS codes them.</summary>
    public string? EthnicCategory { get; init; }

    public string? Disability { get; init; }

    public string? MultipleDisadvantage { get; init; }

    /// <summary>At the time of the referral or conversation.</summary>
    public string? EmploymentStatus { get; init; }

    /// <summary>LSOA 2021 where they lived at the time of the referral or conversation; outside Nottingham, only that.</summary>
    public string? SmallArea { get; init; }

    /// <summary>The upper group of the ethnic category, as NHS England publishes MHSDS by: Chinese stands under other.</summary>
    public string? EthnicGroup => EthnicCategory switch
    {
        null => null,
        ErasedCode => ErasedCode,
        "A" or "B" or "C" => "white",
        "D" or "E" or "F" or "G" => "mixed",
        "H" or "J" or "K" or "L" => "asian",
        "M" or "N" or "P" => "black",
        "R" or "S" => "other",
        "Z" => "not-stated",
        _ => "not-known",
    };

    /// <summary>The 2024 ward, by its code.</summary>
    public string? Ward => OfArea(a => a.WardCode);

    /// <summary>IMD 2025 decile, 01 the most deprived.</summary>
    public string? Decile => OfArea(a => a.Decile.ToString("00", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>IMD 2025 quintile, 1 the most deprived.</summary>
    public string? Quintile => OfArea(a => a.Quintile.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>What reports count by of somebody on a day, from all that was ever recorded of them in the log's order.</summary>
    /// <remarks>
    /// What does not change with time is taken from the last recording, which also puts right those before. What does, from the last one that holds
    /// on the day; where all are of later days, from the earliest: what was asked soon after is nearer the truth than nothing.
    /// </remarks>
    internal static PersonDimensions Of(IReadOnlyList<Recording> recordings, DateOnly day)
    {
        if (recordings.Count == 0) return Unknown;
        var last = recordings[^1].What;
        var then = recordings.Where(r => r.On <= day).OrderBy(r => r.On).ThenBy(r => r.Position).LastOrDefault() ?? recordings.OrderBy(r => r.On).ThenBy(r => r.Position).First();
        return new()
        {
            AgeBand = Codes.Name(then.Age),
            Sex = Code(last.Sex),
            Gender = Code(last.Gender),
            EthnicCategory = Code(last.EthnicCategory),
            Disability = Code(last.Disability),
            MultipleDisadvantage = Code(last.MultipleDisadvantage),
            EmploymentStatus = Code(then.What.EmploymentStatus),
            SmallArea = then.What.SmallArea is not { } area ? null : SmallAreas.Find(area) is null ? OutsideCode : area,
        };
    }

    private static string? Code<T>(T? value) where T : struct, Enum => value is { } known ? Codes.Name(known) : null;

    private string? OfArea(Func<SmallArea, string> what) => SmallArea switch
    {
        null => null,
        ErasedCode or OutsideCode => SmallArea,
        var code => what(SmallAreas.Find(code)!),
    };
}

/// <summary>What was recorded of a person once.</summary>
/// <param name="Position">The event that recorded it.</param>
/// <param name="On">The day it holds from.</param>
/// <param name="Age">The band of their age on that day.</param>
/// <param name="What">The rest.</param>
internal sealed record Recording(long Position, DateOnly On, AgeBand Age, Demographics What);
