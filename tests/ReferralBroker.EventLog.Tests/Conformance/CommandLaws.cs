using static ReferralBroker.EventLog.Tests.Conformance.Scene;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>A command is remembered for ever, and per client.</summary>
internal static class CommandLaws
{
    public static Task The_same_command_again_is_known_and_appends_nothing(ILogUnderTest log) => RepeatAsync(log, othersBetween: 0);

    public static Task The_same_command_much_later_is_known_and_appends_nothing(ILogUnderTest log) => RepeatAsync(log, othersBetween: 20);

    public static async Task A_command_that_races_with_itself_is_done_once(ILogUnderTest log)
    {
        for (var round = 0; round < 3; round++)
        {
            var key = Command();
            var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(session => Task.Run(() => log.AppendAsync(Request(key, At(NewStream(), 0)), session))));
            if (results.OfType<AppendResult.Appended>().Count() != 1 || results.OfType<AppendResult.Repeated>().Count() != 2)
                throw new LawBroken(Reason.Forgotten, string.Join(", ", results.AsEnumerable()));
        }
    }

    public static async Task Other_content_under_the_same_id_is_told_apart(ILogUnderTest log)
    {
        var (stream, key) = (NewStream(), Command());
        await DoAsync(log, Request(key, At(stream, 0)));
        // At the version it was at and at the one it has now: the client may have read it again.
        foreach (var version in new[] { 0, 1 })
            if (await log.AppendAsync(Request(key with { ContentHash = [9] }, At(stream, version))) is var answer and not AppendResult.Reused)
                throw new LawBroken(Reason.Confused, $"the answer to other content was {answer}");
        await ShouldHoldEventsAsync(log, 1, Reason.Confused);
    }

    public static async Task The_same_id_of_another_client_is_another_command(ILogUnderTest log)
    {
        var key = Command();
        await DoAsync(log, Request(key, At(NewStream(), 0)));
        if (await log.AppendAsync(Request(key with { Client = "c-2" }, At(NewStream(), 0))) is var answer and not AppendResult.Appended)
            throw new LawBroken(Reason.Confused, $"the answer to the other client was {answer}");
        await ShouldHoldEventsAsync(log, 2, Reason.Confused);
    }

    public static async Task A_refusal_is_not_remembered(ILogUnderTest log)
    {
        var (stream, key) = (NewStream(), Command());
        await log.AppendAsync(stream, 0);
        if (await log.AppendAsync(Request(key, At(stream, 0))) is not AppendResult.VersionConflict) return; // another law's matter
        if (await log.AppendAsync(Request(key with { ContentHash = [9] }, At(stream, 1))) is var answer and not AppendResult.Appended)
            throw new LawBroken(Reason.RefusalRemembered, $"the answer after a refusal was {answer}");
    }

    private static async Task RepeatAsync(ILogUnderTest log, int othersBetween)
    {
        var (stream, key) = (NewStream(), Command());
        var position = await DoAsync(log, Request(key, At(stream, 0, 2)));
        for (var other = 0; other < othersBetween; other++) await log.AppendAsync(stream, 2 + other);
        // As it was sent, as a client sends it that has read the stream again, and as one that makes a new stream each time.
        foreach (var again in new[] { At(stream, 0, 2), At(stream, 2 + othersBetween), At(NewStream(), 0) })
            if (await log.AppendAsync(Request(key, again)) is var answer && answer != new AppendResult.Repeated(position))
                throw new LawBroken(Reason.Forgotten, $"the answer to the same command was {answer}");
        await ShouldHoldEventsAsync(log, 2 + othersBetween, Reason.Forgotten);
        await log.ShouldApplyAllAsync();
    }

    private static async Task<long> DoAsync(ILogUnderTest log, AppendRequest request) => await log.AppendAsync(request) is AppendResult.Appended done
        ? done.Position
        : throw new InvalidOperationException("The command could not be done: the scene cannot be played.");

    private static async Task ShouldHoldEventsAsync(ILogUnderTest log, int events, Reason otherwise)
    {
        if ((await log.CommittedAsync()).Count is var there && there != events) throw new LawBroken(otherwise, $"the log holds {there} events, not {events}");
    }
}
