using ReferralBroker.EventLog.Tests.Conformance;

namespace ReferralBroker.EventLog.Tests.Histories;

/// <summary>A history that is played at every run.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Breaks">The broken thing it was found on; null if it was found on one that was held to be right.</param>
/// <param name="Reason">In which way that breaks its word.</param>
/// <param name="Steps">The steps, one a line. Writers still open when they end are committed, the last first.</param>
internal sealed record Kept(string Name, string? Breaks, Reason? Reason, string Steps)
{
    public History History { get; } = History.Parse(Steps);
}

/// <summary>Histories that once failed, made as small as they could be: on things that are broken on purpose, and on what was thought to be right.</summary>
internal static class KeptHistories
{
    public static readonly Kept[] All =
    [
        new("a later position is seen first, by a plain reader", "plain", Reason.Lost, """
            writer 0 inserts 1
            append 1 to stream 0
            look
            """),
        new("a later position is seen first, by one that waits a while", "waits", Reason.Lost, """
            writer 0 inserts 1
            append 1 to stream 0
            look
            """),
        new("a hole that is never filled", "stops", Reason.Stalled, """
            writer 0 inserts 1
            writer 0 rolls back
            append 1 to stream 0
            """),
        new("a later transaction with an earlier position", "xmin", Reason.Lost, """
            writer 0 writes elsewhere
            writer 1 inserts 1
            writer 0 inserts 1
            writer 0 commits
            look
            """),
        new("a transaction that only writes elsewhere", "xmin", Reason.Stalled, """
            writer 0 writes elsewhere
            append 1 to stream 0
            look
            """),
        new("an earlier transaction with a later version", "xid", Reason.OutOfOrder, """
            writer 0 writes elsewhere
            writer 0 appends apart
            writer 0 inserts 1
            writer 0 commits
            """),
        new("two versions in one page", "newest", Reason.OutOfOrder, """
            append 2 to stream 0
            """),
        new("positions drawn again after a crash", "to P", Reason.Lost, """
            append 1 to stream 0
            writer 0 inserts 2
            writer 0 rolls back
            look
            the server crashes
            append 1 to stream 0
            """),
        new("positions drawn in vain at the end", "to P", Reason.MarkAhead, """
            writer 0 inserts 1
            writer 0 rolls back
            """),
        new("death after the rows", "rows 1st", Reason.Doubled, """
            append 1 to stream 0
            die between rows and checkpoint
            """),
        new("death after the checkpoint", "mark 1st", Reason.Lost, """
            append 1 to stream 0
            die between rows and checkpoint
            """),
        new("death in the middle of a page, the checkpoint gone first", "mark 1st", Reason.Lost, """
            append 2 to stream 0
            die in the middle of a page
            """),
        new("a checkpoint that was not stored", "unstored", Reason.Doubled, """
            append 1 to stream 0
            look
            restart
            look
            """),
        new("a look at what is not committed", "dirty", Reason.BeforeCommit, """
            writer 0 inserts 1
            look
            """),
        new("sessions that drew blocks", "cache", Reason.Lost, """
            append 1 to stream 2
            append 1 to stream 0
            look
            append 1 to stream 2
            """),
        new("a stream whose sessions drew blocks", "cache", Reason.OutOfOrder, """
            append 1 to stream 2
            append 1 to stream 0
            append 1 to stream 2 and the next
            """),
        new("a command after many others", "forgets", Reason.Forgotten, """
            append 1 to stream 0
            append 1 to stream 1
            append 1 to stream 1
            append 1 to stream 1
            append 1 to stream 1
            append 1 to stream 1
            command 0 again
            """),
        new("a command at once again", "amnesia", Reason.Forgotten, """
            append 1 to stream 0
            command 0 again
            """),
        new("other content", "content", Reason.Confused, """
            append 1 to stream 0
            command 0 again with other content
            """),
        new("another client", "clients", Reason.Confused, """
            append 1 to stream 0
            command 0 again from another client
            """),
        new("a refused command again", "refusals", Reason.RefusalRemembered, """
            append 1 to stream 0 and the next, which has moved on
            command 0 again
            """),
        new("an append refused for its second stream", "torn", Reason.Torn, """
            append 1 to stream 0 and the next, which has moved on
            """),
        new("an append to two streams", "one only", Reason.Lost, """
            append 1 to stream 0 and the next
            """),
        new("a race", "races", Reason.RaceIgnored, """
            2 appends race for stream 0
            """),

        // Found on the right follower made by hand: having waited for what was rolled back, it took it that there was nothing above either.
        new("what was waited for is rolled back and more is committed", null, null, """
            writer 1 inserts 1
            look
            writer 2 inserts 1
            writer 1 rolls back
            writer 2 commits
            look
            """),
        // Found on the suite itself: a follower that is to die over its next page waits first, and dies when nobody reckons with it any more.
        new("death of a follower that had to wait first", null, null, """
            writer 0 inserts 1
            die in the middle of a page
            """),
        // Found on the suite itself: the follower is stopped at the moment at which it dies.
        new("a stop that comes while a follower dies", null, null, """
            writer 0 inserts 2
            die in the middle of a page
            writer 0 commits
            restart
            append 1 to stream 0
            """),
    ];
}
