using System.Globalization;
using System.Text.RegularExpressions;

namespace ReferralBroker.EventLog.Tests.Histories;

/// <summary>What one step of a history does.</summary>
internal enum Do
{
    WriteElsewhere,
    Insert,
    AppendApart,
    Pause,
    Commit,
    RollBack,
    Append,
    AppendToTwo,
    AppendStale,
    Race,
    Twice,
    Again,
    AgainOtherwise,
    AgainFromAnother,
    Look,
    DieInThePage,
    DieBetween,
    DieBeforeCommit,
    Restart,
    Crash,
}

/// <summary>One step: whose it is (a writer, a shared stream, a command that was sent before) and how much of it there is.</summary>
internal sealed record Operation(Do Do, int Who = 0, int Much = 0)
{
    // Also the form in which histories are kept, so that a kept one outlives a change of the generator.
    private static readonly Dictionary<Do, string> Words = new()
    {
        [Do.WriteElsewhere] = "writer {who} writes elsewhere",
        [Do.Insert] = "writer {who} inserts {much}",
        [Do.AppendApart] = "writer {who} appends apart",
        [Do.Pause] = "writer {who} pauses {much}",
        [Do.Commit] = "writer {who} commits",
        [Do.RollBack] = "writer {who} rolls back",
        [Do.Append] = "append {much} to stream {who}",
        [Do.AppendToTwo] = "append {much} to stream {who} and the next",
        [Do.AppendStale] = "append {much} to stream {who} and the next, which has moved on",
        [Do.Race] = "{much} appends race for stream {who}",
        [Do.Twice] = "one command twice at once to stream {who}",
        [Do.Again] = "command {who} again",
        [Do.AgainOtherwise] = "command {who} again with other content",
        [Do.AgainFromAnother] = "command {who} again from another client",
        [Do.Look] = "look",
        [Do.DieInThePage] = "die in the middle of a page",
        [Do.DieBetween] = "die between rows and checkpoint",
        [Do.DieBeforeCommit] = "die before the commit",
        [Do.Restart] = "restart",
        [Do.Crash] = "the server crashes",
    };

    private static readonly (Do Do, Regex Pattern)[] Patterns =
        [.. Words.Select(w => (w.Key, new Regex("^" + w.Value.Replace("{who}", @"(?<who>\d+)").Replace("{much}", @"(?<much>\d+)") + "$")))];

    public static Operation Parse(string text)
    {
        var (what, pattern) = Patterns.Single(p => p.Pattern.IsMatch(text));
        var match = pattern.Match(text);
        return new(what, Number("who"), Number("much"));

        int Number(string group) => match.Groups[group] is { Success: true } found ? int.Parse(found.Value, CultureInfo.InvariantCulture) : 0;
    }

    public override string ToString() => Words[Do]
        .Replace("{who}", Who.ToString(CultureInfo.InvariantCulture)).Replace("{much}", Much.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Steps of several writers, clients and a follower. A step that makes no sense where it stands does nothing, so any part of a history is one.</summary>
internal sealed record History(IReadOnlyList<Operation> Operations)
{
    public static History Parse(string text) => new([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Operation.Parse)]);

    public override string ToString() => string.Join("\n", Operations);
}
