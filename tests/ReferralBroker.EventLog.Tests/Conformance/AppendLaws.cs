using static ReferralBroker.EventLog.Tests.Conformance.Scene;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>What an append promises to whoever makes it.</summary>
internal static class AppendLaws
{
    public static async Task An_append_to_several_streams_is_there_whole(ILogUnderTest log)
    {
        var (first, second) = (NewStream(), NewStream());
        await log.AppendAsync(second, 0);
        if (await log.AppendAsync(Request(At(first, 0, 2), At(second, 1, 3))) is not AppendResult.Appended done) throw new LawBroken(Reason.Torn, "an append with nothing against it was refused");
        await ShouldHoldAsync(log, (first, 2), (second, 4));
        var last = (await log.CommittedAsync())[^1].Position;
        if (done.Position != last) throw new LawBroken(Reason.Lost, $"{done.Position} was acknowledged, the log ends at {last}");
        await log.ShouldApplyAllAsync();
    }

    public static async Task Of_an_append_that_is_refused_for_one_stream_nothing_is_there(ILogUnderTest log)
    {
        var (first, second) = (NewStream(), NewStream());
        await log.AppendAsync(second, 0);
        await log.AppendAsync(Request(At(first, 0, 2), At(second, 0)));
        await ShouldHoldAsync(log, (first, 0), (second, 1));
        await log.ShouldApplyAllAsync();
    }

    public static async Task A_lost_version_race_is_a_refusal(ILogUnderTest log)
    {
        var stream = NewStream();
        await log.AppendAsync(stream, 0);
        foreach (var version in new[] { 0, 2 })
            if (await log.AppendAsync(Request(At(stream, version))) is not AppendResult.VersionConflict)
                throw new LawBroken(Reason.RaceIgnored, $"a stream of version 1 was appended to at {version}");
    }

    public static async Task Of_several_appends_at_one_version_one_wins(ILogUnderTest log)
    {
        var stream = NewStream();
        for (var version = 0; version < 5; version++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(session => Task.Run(() => log.AppendAsync(Request(At(stream, version)), session))));
            if (results.OfType<AppendResult.Appended>().Count() != 1) throw new LawBroken(Reason.RaceIgnored, $"{string.Join(", ", results.AsEnumerable())} at version {version}");
        }
    }

    private static async Task ShouldHoldAsync(ILogUnderTest log, params (Guid Stream, int Events)[] expected)
    {
        var committed = await log.CommittedAsync();
        foreach (var (stream, events) in expected)
            if (committed.Count(e => e.Stream == stream) is var there && there != events)
                throw new LawBroken(Reason.Torn, $"{there} events of {stream} are there, not {events}");
    }
}
