using static ReferralBroker.EventLog.Tests.Conformance.Scene;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>A follower dies and starts again; a server draws positions again that it had forgotten.</summary>
internal static class DeathLaws
{
    public static Task Death_in_the_middle_of_a_page_neither_loses_nor_doubles(ILogUnderTest log) => DieAsync(log, DeathPoint.MiddleOfPage);

    public static Task Death_between_the_rows_and_the_checkpoint_neither_loses_nor_doubles(ILogUnderTest log) => DieAsync(log, DeathPoint.BetweenRowsAndMark);

    public static Task Death_before_the_commit_neither_loses_nor_doubles(ILogUnderTest log) => DieAsync(log, DeathPoint.BeforeCommit);

    public static async Task A_follower_that_is_stopped_and_started_neither_loses_nor_doubles(ILogUnderTest log)
    {
        var stream = NewStream();
        for (var version = 0; version < 6; version += 2)
        {
            await log.AppendAsync(stream, version, 2);
            await log.LookAsync();
            await log.Follower.RestartAsync();
        }
        await log.ShouldApplyAllAsync();
    }

    /// <summary>It is stopped while it waits, so what it waited for is not known to the one that starts.</summary>
    public static async Task A_follower_that_is_stopped_while_an_append_is_open_does_not_pass_it_over(ILogUnderTest log)
    {
        await using var open = await log.BeginAsync();
        await open.InsertAsync(NewStream(), 1);
        await log.AppendAsync(NewStream(), 0);
        await log.LookAsync();
        await log.Follower.RestartAsync();
        await log.LookAsync();
        await open.CommitAsync();
        await log.ShouldApplyAllAsync();
    }

    public static async Task Positions_that_are_drawn_again_after_a_crash_are_applied(ILogUnderTest log)
    {
        await DrawInVainAsync(log);
        await log.LookAsync();
        await log.ForgetDrawnInVainAsync();
        if (await log.AppendAsync(NewStream(), 0) is var again and not 2)
            throw new InvalidOperationException($"The server drew {again} and not 2 again: the scene cannot be played.");
        await log.AppendAsync(NewStream(), 0, 5);
        await log.ShouldApplyAllAsync();
    }

    public static async Task The_checkpoint_goes_no_further_than_the_last_event_seen(ILogUnderTest log)
    {
        await DrawInVainAsync(log);
        await log.LookAsync();
        var (mark, last) = (await log.Follower.MarkAsync(), (await log.CommittedAsync())[^1].Position);
        if (mark > last) throw new LawBroken(Reason.MarkAhead, $"it stands at {mark}, the last event at {last}");
        await log.ShouldApplyAllAsync();
    }

    private static async Task DrawInVainAsync(ILogUnderTest log)
    {
        await log.AppendAsync(NewStream(), 0);
        await using var open = await log.BeginAsync();
        for (var version = 1; version <= 3; version++) await open.InsertAsync(NewStream(), version);
        await open.RollbackAsync();
    }

    private static async Task DieAsync(ILogUnderTest log, DeathPoint point)
    {
        var stream = NewStream();
        await log.AppendAsync(stream, 0, 2);
        await log.LookAsync();
        await log.AppendAsync(stream, 2, 6);
        if (await log.Follower.LookAsync(point) is var look and not Look.Died) throw new InvalidOperationException($"It did not die at {point} but {look}: the scene cannot be played.");
        await log.Follower.RestartAsync();
        await log.AppendAsync(stream, 8, 2);
        await log.ShouldApplyAllAsync();
    }
}
