using ReferralBroker.Domain.Publications;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Parts;

/// <summary>A number of a report, and what counts for it.</summary>
/// <param name="Code">Its code among the numbers of its report.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="Name">In a few words.</param>
/// <param name="Definition">What counts, in plain words.</param>
/// <param name="Source">Where the definition comes from.</param>
/// <param name="Version">Which version of the definition this is, by the day from which it holds.</param>
public sealed record CountedNumber(string Code, Unit Unit, string Name, string Definition, string Source, DateOnly Version)
{
    /// <summary>When a conversation or referral counts, each by itself; null where chains count once, by the stage of this code.</summary>
    internal Condition? Counts { get; private init; }

    /// <summary>The stage by whose month it is parted.</summary>
    internal Stage? Dated { get; private init; }

    /// <summary>Whether it is the number of a stage, of which a chain counts once.</summary>
    public bool IsOfStage() => Counts is null;

    /// <summary>Whether it is parted by a dimension: one that rests on more days than one is not by month.</summary>
    public bool HasPartsBy(Dimension by) => (by != Dimension.Month || IsOfStage() || Dated is not null) && (Unit != Unit.Conversation || !Dimensions.OfReferralsOnly.Contains(by));

    internal UsedDefinition AsUsed => new(Code, Version);

    /// <summary>The number of a stage in a funnel.</summary>
    public static CountedNumber Of(Stage stage) => new(stage.Code, stage.Unit, stage.Name, stage.Definition, stage.Source, stage.Version);

    /// <summary>A number of a report that looks at each conversation or referral by itself.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="name">In a few words.</param>
    /// <param name="definition">What counts, in plain words.</param>
    /// <param name="from">The stage it rests on: its source and version are this one's.</param>
    /// <param name="dated">The stage by whose month it is parted.</param>
    /// <param name="counts">When it counts.</param>
    internal static CountedNumber ByItself(string code, string name, string definition, Stage from, Stage dated, Condition counts) =>
        new(code, UnitOf(from), name, definition, from.Source, from.Version) { Counts = counts, Dated = dated };

    /// <summary>The same of a measure that somebody else defines.</summary>
    internal static CountedNumber ByItself(string code, string name, string definition, string source, DateOnly version, Condition counts) =>
        new(code, Unit.Referral, name, definition, source, version) { Counts = counts };

    private static Unit UnitOf(Stage stage) => stage.Unit == Unit.Conversation ? Unit.Conversation : Unit.Referral;
}
