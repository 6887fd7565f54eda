using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Outcomes;

/// <summary>The measures of MHSDS, IPS Grow and IPS in Primary Care that referrals can tell.</summary>
/// <remarks>Each referral is looked at by itself, also where it was passed on: these frameworks count what one service was sent.</remarks>
public static class Measures
{
    private static readonly DateOnly First = new(2026, 11, 1);
    private const string Mhsds = "MHSDS (NHS England)";
    private const string Grow = "IPS Grow";
    private const string Dwp = "IPS in Primary Care (DWP)";
    private const string Dashboard = "NHS England, IPS dashboard on MHSDS";
    private const string Bulletin = "NHS England, MHSDS monthly statistics, MHS116";
    private const string Framework = "IPS Grow key performance and outcome framework, V8";

    private static readonly Condition OfIps = new($"journey = '{Journey.Ips.Code}'");
    private static readonly Condition Employed = new($"employment_status = '{Codes.Name(EmploymentStatus.Employed)}'");
    private static readonly Condition StatusKnown = new($"employment_status is not null and employment_status not in ('{PersonDimensions.ErasedCode}', '{Codes.Name(EmploymentStatus.NotStated)}')");
    private static readonly Condition NotEmployed = StatusKnown.And(new($"employment_status <> '{Codes.Name(EmploymentStatus.Employed)}'"));

    private static readonly Condition Accessed = OfIps.And(Condition.In(StageNames.FirstContact));
    private static readonly Condition Closed = OfIps.And(Condition.In(StageNames.Closed));

    /// <summary>Every measure and how it is counted, in the order of the page.</summary>
    internal static readonly IReadOnlyList<CountedMeasure> Counted =
    [
        new(new("mhsds-new-referrals", Mhsds, "New referrals to IPS", "Referrals to an IPS service sent in the period.", Dashboard, First), OfIps.And(Condition.In(StageNames.Sent))),
        new(new("mhsds-accessed", Mhsds, "Referrals that accessed IPS", "Referrals to an IPS service whose first direct contact ever, face to face, by telephone, talk type or video, and attended, was in the period.", Bulletin, First), Accessed),
        Wait("mhsds-wait-7", "First contact within 7 days", "7 days or fewer", "<= 7"),
        Wait("mhsds-wait-30", "First contact after 8 to 30 days", "8 to 30 days", "between 8 and 30"),
        Wait("mhsds-wait-over-30", "First contact after more than 30 days", "more than 30 days", "> 30"),
        new(new("mhsds-open", Mhsds, "Open at the end", "Referrals to an IPS service sent by the end of the period, or by the last day that is known of, and not ended by then.", Dashboard, First), OfIps.And(Open)),
        new(new("mhsds-caseload", Mhsds, "Caseload at the end", "Of those open at the end, those with at least one direct contact by then.", Dashboard, First), OfIps.And(Open).And(new($"{Course.ColumnOf(StageNames.FirstContact)} <= least({{to}} - 1, {{until}})"))),
        new(new("mhsds-closed", Mhsds, "Closed", "Referrals to an IPS service closed in the period.", Dashboard, First), Closed),
        Length("mhsds-length-90", "Closed within 90 days", "0 to 90 days", "<= 90"),
        Length("mhsds-length-180", "Closed after 91 to 180 days", "91 to 180 days", "between 91 and 180"),
        Length("mhsds-length-over-180", "Closed after more than 180 days", "more than 180 days", "> 180"),
        new(new("mhsds-status-known", Mhsds, "Employment status recorded", "Of new referrals to an IPS service, those with an employment status recorded: how complete the data is.", Dashboard, First), OfIps.And(Condition.In(StageNames.Sent)).And(StatusKnown), OfIps.And(Condition.In(StageNames.Sent))),

        new(new("grow-engaged", Grow, "People accessing IPS", "Referrals on which a vocational profile was started in the period.", Framework, First), OfIps.And(Condition.In(StageNames.Engaged))),
        new(new("grow-retention-share", Grow, "Share already in work", "Of those engaged in the period whose employment status is known, those who were in work when they were referred.", Framework, First) { Target = 15, IsTargetMost = true }, OfIps.And(Condition.In(StageNames.Engaged)).And(Employed), OfIps.And(Condition.In(StageNames.Engaged)).And(StatusKnown)),
        new(new("grow-job-starts", Grow, "Supported into work", "First job starts in the period, from four paid hours on.", Framework, First), OfIps.And(Condition.In(StageNames.JobStart))),
        new(new("grow-job-outcomes", Grow, "Job outcomes", "Of those engaged in the period who were known not to be in work when they were referred, those who have started work since.", Framework, First) { Target = 40 }, OfIps.And(Condition.In(StageNames.Engaged)).And(NotEmployed).And(new($"{Course.ColumnOf(StageNames.JobStart)} is not null")), OfIps.And(Condition.In(StageNames.Engaged)).And(NotEmployed)),
        new(new("grow-sustained", Grow, "Sustained beyond 13 weeks", "Of first job starts in the period that lie at least 13 weeks back, those confirmed at 13 weeks.", Framework, First) { Target = 65 }, OfIps.And(Condition.In(StageNames.JobStart)).And(LongAgo).And(new($"{Course.ColumnOf(StageNames.Sustained13)} is not null")), OfIps.And(Condition.In(StageNames.JobStart)).And(LongAgo)),

        new(new("ipspc-threshold", Dwp, "Threshold job outcomes", "Jobs of at least 7 hours a week for 13 weeks within 16, paid at least the National Living Wage rate for the person's age, reached in the period, of any journey towards a job.", "DWP, IPS in Primary Care grant guidance, updated 18 December 2023", First), Condition.In(StageNames.Threshold)),
    ];

    /// <summary>Every measure.</summary>
    public static IReadOnlyList<Measure> All => [.. Counted.Select(c => c.Measure)];

    /// <summary>The code of what a measure is a share of.</summary>
    public static string WholeOf(Measure measure) => "of-" + measure.Code;

    /// <summary>What counts for each number: a measure, and what it is a share of.</summary>
    public static IReadOnlyList<CountedNumber> Numbers =>
    [
        .. Counted.SelectMany(c => (CountedNumber?[])
        [
            CountedNumber.ByItself(c.Measure.Code, c.Measure.Name, c.Measure.Definition, c.Measure.Source, c.Measure.Version, c.Part),
            c.Whole is null ? null : CountedNumber.ByItself(WholeOf(c.Measure), $"{c.Measure.Name}: of how many", c.Measure.Definition, c.Measure.Source, c.Measure.Version, c.Whole),
        ]).OfType<CountedNumber>(),
    ];

    private static Condition Open => new($"{Course.ColumnOf(StageNames.Sent)} < {{to}} and {Course.ColumnOf(StageNames.Sent)} <= {{until}} and coalesce({Course.EndedOn} > least({{to}} - 1, {{until}}), true)");

    private static Condition LongAgo => new($"{Course.ColumnOf(StageNames.JobStart)} <= {{until}} - 91");

    private static CountedMeasure Wait(string code, string name, string words, string days) =>
        new(new(code, Mhsds, name, $"Of referrals that accessed IPS in the period, those with their first direct contact after {words}.", Dashboard, First),
            Accessed.And(new($"{Course.ColumnOf(StageNames.FirstContact)} - {Course.ColumnOf(StageNames.Sent)} {days}")), Accessed);

    private static CountedMeasure Length(string code, string name, string words, string days) =>
        new(new(code, Mhsds, name, $"Of referrals to an IPS service closed in the period, those closed after {words}.", Dashboard, First),
            Closed.And(new($"{Course.ColumnOf(StageNames.Closed)} - {Course.ColumnOf(StageNames.Sent)} {days}")), Closed);
}
