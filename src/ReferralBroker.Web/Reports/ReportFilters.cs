using System.Collections.Immutable;
using System.Text.Json;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>What a report is broken down by and narrowed to, as the query names it: by=age-band,ward and ethnicGroup=asian.</summary>
internal sealed record ReportFilters(ImmutableArray<Dimension> By, ImmutableSortedDictionary<Dimension, string> Only)
{
    /// <summary>Broken down by nothing, and narrowed to nothing.</summary>
    public static readonly ReportFilters None = new([], ImmutableSortedDictionary<Dimension, string>.Empty);

    /// <summary>How the query names them, for the description of the API.</summary>
    public const string Words = "journey, service, provider, setting, organisation, source, need, age-band, sex, gender, ethnic-category, ethnic-group, disability, multiple-disadvantage, employment-status, ward, small-area, imd-decile, imd-quintile, month";

    /// <summary>A problem where conversations are asked for by what they do not have: they go to no service.</summary>
    public IResult? RefusesConversations => By.Concat(Only.Keys).Any(Dimensions.OfReferralsOnly.Contains)
        ? Problems.Query("report.conversations-go-to-no-service", "Conversations are not broken down by, or narrowed to, a journey, service, provider, source or need.", "by")
        : null;

    /// <summary>How many dimensions are looked at, of those that a commissioner looks at few of at a time.</summary>
    public static int Looked(IEnumerable<Dimension> dimensions) => dimensions.Distinct().Count(d => d is not (Dimension.Journey or Dimension.Month));

    /// <summary>Reads them, or says what is wrong.</summary>
    /// <param name="ask">The asking.</param>
    /// <param name="most">The most dimensions that are crossed.</param>
    /// <param name="usual">What it is broken down by where nothing is said.</param>
    /// <param name="without">A dimension that this report is not broken down by.</param>
    public static (ReportFilters? Filters, IResult? Problem) Read(ReportAsk ask, int most, string usual = "", Dimension? without = null)
    {
        var by = new List<Dimension>();
        var asked = ask.Query["by"].ToString() is { Length: > 0 } given ? given : usual;
        foreach (var code in asked.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (code == "none") continue;
            if (Codes.Parse<Dimension>(code) is not { } dimension) return (null, ReportScope.UnknownCode<Dimension>("by"));
            if (!by.Contains(dimension)) by.Add(dimension);
        }
        if (without is { } not && by.Contains(not)) return (null, Problems.Query("report.not-by-this", $"This report is not broken down by {Dimensions.NameOf(not).ToLowerInvariant()}.", "by"));
        if (by.Count > most) return (null, Problems.Query("report.too-many-dimensions", most == 0 ? "This report is not broken down." : most == 1 ? "Break it down by one dimension at most." : $"Cross {most} dimensions at most.", "by"));
        var only = ImmutableSortedDictionary.CreateBuilder<Dimension, string>();
        foreach (var dimension in Enum.GetValues<Dimension>())
        {
            var field = JsonNamingPolicy.CamelCase.ConvertName(dimension.ToString());
            if (ask.Query[field].ToString() is not { Length: > 0 } value) continue;
            if (!Dimensions.Takes(dimension, value))
                return (null, Dimensions.ValuesOf(dimension) is { } known ? Problems.UnknownCode($"This is not one of: {string.Join(", ", known.Select(v => v.Code))}.", field)
                    : dimension == Dimension.Month ? Problems.Query("report.no-filter", "A report is not narrowed to a month: give 'from' and 'to'.", field)
                    : Problems.Query("id.invalid", $"'{field}' takes the id of one.", field));
            only.Add(dimension, value);
        }
        // A commissioner who could narrow a table by everything would narrow it to one person.
        return ask.Role == Role.Commissioner && Looked(by.Concat(only.Keys)) > ReportQuestion.MostCrossed
            ? (null, Problems.Query("report.too-many-dimensions", $"Look at {ReportQuestion.MostCrossed} dimensions at a time, of those a report is broken down by and those it is narrowed to. Journey and month come on top.", "by"))
            : (new([.. by], only.ToImmutable()), null);
    }
}
