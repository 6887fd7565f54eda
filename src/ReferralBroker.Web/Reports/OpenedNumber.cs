using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>A number that is opened.</summary>
/// <param name="Number">The number.</param>
/// <param name="Basis">Cohort or activity, of a report that has both.</param>
internal sealed record OpenedNumber(CountedNumber Number, Basis? Basis)
{
    /// <summary>The number that the query names, of those a report has; the first of them where it names none.</summary>
    public static (OpenedNumber? Number, IResult? Problem) Of(ReportAsk ask, Basis? basis, IReadOnlyList<CountedNumber> numbers)
    {
        var code = ask.Query["number"].ToString() is { Length: > 0 } asked ? asked : numbers[0].Code;
        return numbers.FirstOrDefault(n => n.Code == code) is { } number ? (new(number, basis), null)
            : (null, Problems.UnknownCode($"This is not one of: {string.Join(", ", numbers.Select(n => n.Code))}.", "number"));
    }
}
