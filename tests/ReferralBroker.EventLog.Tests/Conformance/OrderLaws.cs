using static ReferralBroker.EventLog.Tests.Conformance.Scene;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>Each stream is applied in the order of its versions.</summary>
internal static class OrderLaws
{
    public static async Task Streams_that_are_appended_to_in_turns_are_applied_in_order(ILogUnderTest log)
    {
        var streams = new[] { NewStream(), NewStream(), NewStream() };
        for (var round = 0; round < 4; round++)
        {
            await log.AppendAsync(TestLog.Request([.. streams.Select(s => TestLog.At(s, round * 2, 2))]));
            await log.LookAsync();
        }
        await log.ShouldApplyAllAsync();
    }

    /// <summary>The second version of a stream is written by a transaction that took its id before the one that wrote the first.</summary>
    public static async Task A_version_written_under_an_earlier_transaction_id_is_applied_after_the_one_before_it(ILogUnderTest log)
    {
        var stream = NewStream();
        await using var early = await log.BeginAsync();
        await early.WriteElsewhereAsync();
        await log.AppendAsync(stream, 0);
        await early.InsertAsync(stream, 2);
        await early.CommitAsync();
        await log.ShouldApplyAllAsync();
    }

    public static async Task Sessions_that_append_in_turns_lose_nothing(ILogUnderTest log)
    {
        await log.AppendAsync(NewStream(), 0, session: 0);
        await log.AppendAsync(NewStream(), 0, session: 1);
        await log.LookAsync();
        await log.AppendAsync(NewStream(), 0, session: 0);
        await log.AppendAsync(NewStream(), 0, session: 1);
        await log.ShouldApplyAllAsync();
    }

    public static async Task A_stream_that_sessions_append_to_in_turns_is_applied_in_order(ILogUnderTest log)
    {
        var stream = NewStream();
        await log.AppendAsync(NewStream(), 0, session: 0);
        await log.AppendAsync(stream, 0, session: 1);
        await log.AppendAsync(stream, 1, session: 0);
        await log.ShouldApplyAllAsync();
    }
}
