using ReferralBroker.Reporting.Stages;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Reports;

/// <summary>The two stages a report looks at between, as the query names them: start and end.</summary>
internal sealed record StagePair(string Start, string End)
{
    /// <summary>Reads them, or says what is wrong.</summary>
    /// <param name="query">The query.</param>
    /// <param name="usual">Those that are meant where none is named.</param>
    /// <param name="known">Those there are.</param>
    public static (StagePair? Pair, IResult? Problem) Read(IQueryCollection query, (Stage Start, Stage End) usual, IReadOnlyList<Stage> known)
    {
        (Stage?, IResult?) One(string field, Stage stage) => query[field].ToString() is not { Length: > 0 } code ? (stage, null)
            : known.FirstOrDefault(s => s.Code == code) is { } named ? (named, null)
            : (null, Problems.UnknownCode($"This is not one of: {string.Join(", ", known.Select(s => s.Code))}.", field));
        var (start, problem) = One("start", usual.Start);
        if (problem is not null) return (null, problem);
        (var end, problem) = One("end", usual.End);
        if (problem is not null) return (null, problem);
        return start!.Unit != end!.Unit ? (null, Problems.Query("report.stages-of-two-units", "Name two stages of a conversation, or two of a referral.", "end"))
            : start == end ? (null, Problems.Query("report.one-stage", "Name two different stages.", "end"))
            : (new(start.Code, end.Code), null);
    }
}
