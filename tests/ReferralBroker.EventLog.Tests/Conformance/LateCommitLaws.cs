using static ReferralBroker.EventLog.Tests.Conformance.Scene;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>Positions are drawn in one order and become visible in another.</summary>
internal static class LateCommitLaws
{
    public static async Task An_open_append_that_commits_is_not_passed_over(ILogUnderTest log)
    {
        var (early, late) = (NewStream(), NewStream());
        await log.AppendAsync(early, 0);
        await using var open = await log.BeginAsync();
        await open.InsertAsync(late, 1);
        await log.AppendAsync(early, 1);
        await log.LookAsync();
        await open.CommitAsync();
        await log.ShouldApplyAllAsync();
    }

    public static async Task An_open_append_that_rolls_back_leaves_nothing(ILogUnderTest log)
    {
        var (early, late) = (NewStream(), NewStream());
        await log.AppendAsync(early, 0);
        await using var open = await log.BeginAsync();
        await open.InsertAsync(late, 1);
        await log.AppendAsync(early, 1);
        await log.LookAsync();
        await open.RollbackAsync();
        await log.ShouldApplyAllAsync();
    }

    /// <summary>The hole lies between the checkpoint and the first row that can be seen: no two rows can be compared across it.</summary>
    public static async Task A_hole_just_above_the_checkpoint_is_not_passed_over(ILogUnderTest log)
    {
        var (early, late) = (NewStream(), NewStream());
        await log.AppendAsync(early, 0);
        await log.LookAsync();
        await using var open = await log.BeginAsync();
        await open.InsertAsync(late, 1);
        await log.AppendAsync(early, 1);
        await log.LookAsync();
        await open.CommitAsync();
        await log.ShouldApplyAllAsync();
    }

    public static async Task An_open_append_at_the_end_of_the_log_is_not_passed_over(ILogUnderTest log)
    {
        await log.AppendAsync(NewStream(), 0);
        await using var open = await log.BeginAsync();
        await open.InsertAsync(NewStream(), 1);
        await log.LookAsync();
        await open.CommitAsync();
        await log.ShouldApplyAllAsync();
    }

    /// <summary>A transaction takes its id first and draws its position last, so the smallest id that is open says nothing of positions.</summary>
    public static async Task A_later_transaction_with_an_earlier_position_is_not_passed_over(ILogUnderTest log)
    {
        await using var first = await log.BeginAsync();
        await first.WriteElsewhereAsync();
        await using var second = await log.BeginAsync();
        await second.InsertAsync(NewStream(), 1);
        await first.InsertAsync(NewStream(), 1);
        await first.CommitAsync();
        await log.LookAsync();
        await second.CommitAsync();
        await log.ShouldApplyAllAsync();
    }

    public static async Task Appends_that_end_in_another_order_than_they_began_are_all_applied(ILogUnderTest log)
    {
        await using var first = await log.BeginAsync();
        await using var second = await log.BeginAsync();
        await using var third = await log.BeginAsync();
        foreach (var open in new[] { first, second, third }) await open.InsertAsync(NewStream(), 1);
        await third.CommitAsync();
        await log.LookAsync();
        await second.RollbackAsync();
        await log.AppendAsync(NewStream(), 0);
        await log.LookAsync();
        await first.CommitAsync();
        await log.ShouldApplyAllAsync();
    }

    public static async Task Nothing_is_applied_before_it_is_committed(ILogUnderTest log)
    {
        await using var open = await log.BeginAsync();
        await open.InsertAsync(NewStream(), 1);
        await log.LookAsync();
        await open.RollbackAsync();
        await log.ShouldApplyAllAsync();
    }

    public static async Task An_aborted_append_stalls_nobody(ILogUnderTest log)
    {
        var (kept, aborted) = (NewStream(), NewStream());
        await log.AppendAsync(kept, 0);
        await using (var open = await log.BeginAsync())
        {
            for (var version = 1; version <= 5; version++) await open.InsertAsync(aborted, version);
            await open.RollbackAsync();
        }
        await log.AppendAsync(kept, 1);
        await log.ShouldApplyAllAsync();
    }

    public static async Task An_unrelated_long_transaction_stalls_nobody(ILogUnderTest log)
    {
        await using var unrelated = await log.BeginAsync();
        await unrelated.WriteElsewhereAsync();
        await log.AppendAsync(NewStream(), 0, 3);
        await log.LookAsync();
        var (committed, applied) = await log.PictureAsync();
        await unrelated.CommitAsync();
        // What comes only now was held up; what does not come even now is lost, and that is told as such.
        await log.ShouldApplyAllAsync();
        if (applied.Count < committed.Count) throw new LawBroken(Reason.Stalled, $"{applied.Count} of {committed.Count} events were applied while it was open");
    }
}
