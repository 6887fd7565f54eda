
namespace ReferralBroker.EventLog.Drills;

/// <summary>What came of one fault, over all its cycles.</summary>
/// <param name="Fault">Its name.</param>
/// <param name="Cycles">How many times it was brought about.</param>
/// <param name="Acknowledged">How many commands were acknowledged before, during and after it.</param>
/// <param name="Lost">How many of these are not in the log.</param>
/// <param name="Doubled">How many commands stand there more than once.</param>
/// <param name="ProjectionsEqual">Whether every projection equalled the fold, each time.</param>
/// <param name="Recoveries">How long it took each time until appends were acknowledged and followers were up again.</param>
/// <param name="Faults">Everything that was not as promised.</param>
/// <param name="Notes">What else was seen.</param>
internal sealed record Outcome(
    string Fault, int Cycles, int Acknowledged, int Lost, int Doubled, bool ProjectionsEqual,
    IReadOnlyList<TimeSpan> Recoveries, IReadOnlyList<string> Faults, IReadOnlyList<string> Notes)
{
    public bool Holds => Lost == 0 && Doubled == 0 && ProjectionsEqual && Faults.Count == 0;

    public static Outcome Of(string fault, Verdict verdict, IReadOnlyList<TimeSpan> recoveries, params IEnumerable<string> notes) =>
        new(fault, 1, verdict.Acknowledged, verdict.Lost, verdict.Doubled, verdict.ProjectionsEqual, recoveries, verdict.Faults, [.. notes]);

    public Outcome And(Outcome other) => new(
        Fault, Cycles + other.Cycles, Acknowledged + other.Acknowledged, Lost + other.Lost, Doubled + other.Doubled, ProjectionsEqual && other.ProjectionsEqual,
        [.. Recoveries, .. other.Recoveries], [.. Faults, .. other.Faults], [.. Notes, .. other.Notes]);

    public override string ToString() =>
        $"{Fault}: {Cycles} x, {Acknowledged} acknowledged, {Lost} lost, {Doubled} doubled, projections {(ProjectionsEqual ? "equal the fold" : "DIFFER")}{Recovered}{Said}";

    private string Recovered => Recoveries.Count == 0 ? "" : $", going on after {Median.TotalSeconds:0.00} s (at most {Recoveries.Max().TotalSeconds:0.00} s)";

    private string Said => string.Concat(Notes.Select(n => "\n    " + n).Concat(Faults.Take(20).Select(f => "\n    FAULT " + f)));

    public TimeSpan Median => Recoveries.Count == 0 ? TimeSpan.Zero : Recoveries.Order().ElementAt(Recoveries.Count / 2);
}
