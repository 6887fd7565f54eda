using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Reasons;

/// <summary>What counts for each number of the reasons of a way out.</summary>
public static class ReasonNumbers
{
    public const string Total = "total";

    /// <summary>All together, then each reason.</summary>
    public static IReadOnlyList<CountedNumber> Of(Stage loss, Basis basis)
    {
        var dated = basis == Basis.Cohort ? Course.StagesOf(loss.Unit)[0] : loss;
        var went = Condition.In(dated).And(new($"{Course.ColumnOf(loss)} is not null"));
        CountedNumber Number(string code, string name, string definition, Condition counts) => CountedNumber.ByItself(code, name, definition, loss, dated, counts);
        return
        [
            Number(Total, loss.Name, loss.Definition, went),
            .. ReasonNames.Of(loss).Select(reason => Number(reason.Code, $"{loss.Name}: {reason.Words.ToLowerInvariant()}", $"{loss.Definition} The reason given: {reason.Words.ToLowerInvariant()}.", went.And(new($"{Course.ReasonColumnOf(loss)} = '{reason.Code}'")))),
        ];
    }
}
