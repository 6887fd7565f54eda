using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Laws;

/// <summary>
/// To which states each verb may lead from each, in any history. Wider than the table of single steps: contact, profile and work may have been
/// recorded or corrected before.
/// </summary>
public static class Transitions
{
    private const string Text = """
        acknowledge: sent > received
        request-information: sent received > awaiting-information
        provide-information: awaiting-information > received
        accept: sent received awaiting-information > accepted in-contact engaged in-work
        undo-acceptance: accepted > received
        decline: sent received awaiting-information > declined
        record-told: declined > declined
        withdraw: sent received awaiting-information accepted in-contact engaged in-work paused > withdrawn
        recall: sent received > declined
        assign: sent > received; same received awaiting-information accepted in-contact engaged in-work paused
        record-contact: accepted > accepted in-contact engaged in-work; same in-contact engaged in-work paused
        book-appointment: same accepted in-contact engaged in-work paused
        record-attendance: accepted > accepted in-contact engaged in-work; same in-contact engaged in-work paused
        start-profile: in-contact > engaged
        agree-plan: same engaged in-work
        record-employer-contact: same engaged in-work
        start-job: engaged in-work > in-work
        end-job: in-work > in-work engaged; same paused
        confirm-employment: same in-work paused
        record-retention: same in-work paused closed
        start-training: same in-contact engaged in-work
        open-advice-case: in-contact > engaged
        record-advice: same in-contact engaged in-work
        record-gain: same engaged paused closed
        pause: accepted in-contact engaged in-work > paused
        resume: paused > accepted in-contact engaged in-work
        close: accepted in-contact engaged in-work paused declined > closed
        reopen: closed > received accepted in-contact engaged in-work
        add-note: same sent received awaiting-information accepted in-contact engaged in-work paused declined redirected withdrawn closed
        send-message: same sent received awaiting-information accepted in-contact engaged in-work paused declined redirected withdrawn closed
        correct: accepted in-contact engaged in-work > accepted in-contact engaged in-work; same sent received awaiting-information paused declined withdrawn closed
        enter-in-error: sent received awaiting-information accepted in-contact engaged in-work paused declined redirected withdrawn closed > entered-in-error
        redirect: sent received awaiting-information accepted in-contact > redirected
        re-match: same declined
        mark-overdue: same sent received awaiting-information accepted in-contact engaged in-work paused declined
        """;

    private static readonly HashSet<(string, ReferralStatus, ReferralStatus)> Allowed = [.. Text.Split('\n').SelectMany(Row)];

    /// <summary>Only a plan to keep a job leads into work by being agreed, and nothing leads to a state the journey never reaches.</summary>
    public static bool Allow(string journey, string verb, ReferralStatus from, ReferralStatus to) =>
        !Table.Of(journey, verb).IsForeign && !Table.NeverReached[journey].Contains(to)
        && (journey == "retention" && verb == "agree-plan" ? to == ReferralStatus.InWork && from is ReferralStatus.Engaged or ReferralStatus.InWork : Allowed.Contains((verb, from, to)));

    private static IEnumerable<(string, ReferralStatus, ReferralStatus)> Row(string line)
    {
        var (verb, ways) = Halves(line, ':');
        foreach (var way in ways.Split(';', StringSplitOptions.TrimEntries))
        {
            if (way.StartsWith("same ", StringComparison.Ordinal))
            {
                foreach (var status in Statuses(way["same ".Length..])) yield return (verb, status, status);
                continue;
            }
            var (from, to) = Halves(way, '>');
            foreach (var f in Statuses(from))
                foreach (var t in Statuses(to)) yield return (verb, f, t);
        }
    }

    private static (string, string) Halves(string text, char at)
    {
        var parts = text.Split(at, 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts[1]);
    }

    private static IEnumerable<ReferralStatus> Statuses(string text) => text.Split(' ').Select(code => Codes.Parse<ReferralStatus>(code)!.Value);
}
