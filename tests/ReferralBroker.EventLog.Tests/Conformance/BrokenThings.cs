using static ReferralBroker.EventLog.Tests.Conformance.Reason;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>A log or a follower that is broken in one way, and the laws that catch it.</summary>
internal sealed record BrokenThing(string Name, string What, HandMade? Follower, (string Law, Reason Reason)[] Caught)
{
    public string? Break { get; init; }
    public Faults Faults { get; init; }
    public IReadOnlyDictionary<string, Reason> Expected { get; } = Caught.ToDictionary(c => c.Law, c => c.Reason);
}

/// <summary>Every thing that is broken on purpose, with the laws that must catch it and the reason each must give; all other laws must pass it.</summary>
internal static class BrokenThings
{
    private static readonly (string, Reason)[] WhatBlocksBreak =
    [
        (nameof(OrderLaws.Sessions_that_append_in_turns_lose_nothing), Lost),
        (nameof(OrderLaws.A_stream_that_sessions_append_to_in_turns_is_applied_in_order), OutOfOrder),
    ];

    private static readonly (string, Reason)[] WhatForgettingBreaks = [(nameof(CommandLaws.The_same_command_much_later_is_known_and_appends_nothing), Forgotten)];

    /// <summary>Followers that differ from a right one in one choice. The same hand makes them for both logs.</summary>
    public static readonly BrokenThing[] Followers =
    [
        new("right", "the follower made by hand, unbroken", new(), []),
        new("plain", "position > checkpoint", new() { Reads = Reads.Plain },
        [
            (nameof(LateCommitLaws.An_open_append_that_commits_is_not_passed_over), Lost),
            (nameof(LateCommitLaws.A_hole_just_above_the_checkpoint_is_not_passed_over), Lost),
            (nameof(LateCommitLaws.A_later_transaction_with_an_earlier_position_is_not_passed_over), Lost),
            (nameof(LateCommitLaws.Appends_that_end_in_another_order_than_they_began_are_all_applied), Lost),
            (nameof(DeathLaws.A_follower_that_is_stopped_while_an_append_is_open_does_not_pass_it_over), Lost),
        ]),
        new("waits", "waits a fixed time for a hole to be filled", new() { Reads = Reads.WaitsForHoles },
        [
            (nameof(LateCommitLaws.An_open_append_that_commits_is_not_passed_over), Lost),
            (nameof(LateCommitLaws.A_hole_just_above_the_checkpoint_is_not_passed_over), Lost),
            (nameof(LateCommitLaws.A_later_transaction_with_an_earlier_position_is_not_passed_over), Lost),
            (nameof(LateCommitLaws.Appends_that_end_in_another_order_than_they_began_are_all_applied), Lost),
            (nameof(DeathLaws.A_follower_that_is_stopped_while_an_append_is_open_does_not_pass_it_over), Lost),
        ]),
        new("stops", "waits for ever for a hole to be filled", new() { Reads = Reads.StopsAtHoles },
        [
            (nameof(LateCommitLaws.An_open_append_that_rolls_back_leaves_nothing), Stalled),
            (nameof(LateCommitLaws.Appends_that_end_in_another_order_than_they_began_are_all_applied), Stalled),
            (nameof(LateCommitLaws.An_aborted_append_stalls_nobody), Stalled),
        ]),
        new("xmin", "transactions older than the oldest open one, by position", new() { Reads = Reads.OldTransactionsByPosition },
        [
            (nameof(LateCommitLaws.A_later_transaction_with_an_earlier_position_is_not_passed_over), Lost),
            (nameof(LateCommitLaws.An_unrelated_long_transaction_stalls_nobody), Stalled),
        ]),
        new("xid", "transactions older than the oldest open one, in their own order", new() { Reads = Reads.OldTransactionsInTheirOrder },
        [
            (nameof(LateCommitLaws.An_unrelated_long_transaction_stalls_nobody), Stalled),
            (nameof(OrderLaws.A_version_written_under_an_earlier_transaction_id_is_applied_after_the_one_before_it), OutOfOrder),
        ]),
        new("newest", "of a page the newest event is applied first", new() { Reads = Reads.SettledNewestFirst },
        [
            (nameof(LateCommitLaws.An_open_append_that_commits_is_not_passed_over), OutOfOrder),
            (nameof(LateCommitLaws.An_open_append_that_rolls_back_leaves_nothing), OutOfOrder),
            (nameof(LateCommitLaws.An_aborted_append_stalls_nobody), OutOfOrder),
            (nameof(LateCommitLaws.An_unrelated_long_transaction_stalls_nobody), OutOfOrder),
            (nameof(OrderLaws.Streams_that_are_appended_to_in_turns_are_applied_in_order), OutOfOrder),
            (nameof(OrderLaws.A_version_written_under_an_earlier_transaction_id_is_applied_after_the_one_before_it), OutOfOrder),
            (nameof(OrderLaws.A_stream_that_sessions_append_to_in_turns_is_applied_in_order), OutOfOrder),
            (nameof(DeathLaws.Death_in_the_middle_of_a_page_neither_loses_nor_doubles), OutOfOrder),
            (nameof(DeathLaws.Death_between_the_rows_and_the_checkpoint_neither_loses_nor_doubles), OutOfOrder),
            (nameof(DeathLaws.Death_before_the_commit_neither_loses_nor_doubles), OutOfOrder),
            (nameof(DeathLaws.A_follower_that_is_stopped_and_started_neither_loses_nor_doubles), OutOfOrder),
            (nameof(DeathLaws.Positions_that_are_drawn_again_after_a_crash_are_applied), OutOfOrder),
            (nameof(AppendLaws.An_append_to_several_streams_is_there_whole), OutOfOrder),
            (nameof(CommandLaws.The_same_command_again_is_known_and_appends_nothing), OutOfOrder),
            (nameof(CommandLaws.The_same_command_much_later_is_known_and_appends_nothing), OutOfOrder),
        ]),
        new("to P", "the checkpoint goes to the last position drawn", new() { Marks = Marks.LastDrawn },
        [
            (nameof(DeathLaws.Positions_that_are_drawn_again_after_a_crash_are_applied), Lost),
            (nameof(DeathLaws.The_checkpoint_goes_no_further_than_the_last_event_seen), MarkAhead),
        ]),
        new("rows 1st", "rows are committed, then the checkpoint", new() { Commits = Commits.RowsFirst },
        [
            (nameof(DeathLaws.Death_between_the_rows_and_the_checkpoint_neither_loses_nor_doubles), Doubled),
            (nameof(DeathLaws.Death_before_the_commit_neither_loses_nor_doubles), Doubled),
        ]),
        new("mark 1st", "the checkpoint is committed, then rows", new() { Commits = Commits.MarkFirst },
        [
            (nameof(DeathLaws.Death_in_the_middle_of_a_page_neither_loses_nor_doubles), Lost),
            (nameof(DeathLaws.Death_between_the_rows_and_the_checkpoint_neither_loses_nor_doubles), Lost),
            (nameof(DeathLaws.Death_before_the_commit_neither_loses_nor_doubles), Lost),
        ]),
        new("unstored", "the checkpoint is kept by the process alone", new() { StoresMark = false },
        [
            (nameof(DeathLaws.Death_in_the_middle_of_a_page_neither_loses_nor_doubles), Doubled),
            (nameof(DeathLaws.Death_between_the_rows_and_the_checkpoint_neither_loses_nor_doubles), Doubled),
            (nameof(DeathLaws.Death_before_the_commit_neither_loses_nor_doubles), Doubled),
            (nameof(DeathLaws.A_follower_that_is_stopped_and_started_neither_loses_nor_doubles), Doubled),
        ]),
    ];

    /// <summary>The broker's own follower, and databases of which one thing is broken.</summary>
    public static readonly BrokenThing[] Databases =
    [
        new("broker", "the broker's own follower, unbroken", null, []),
        new("cache", "the sequence hands out blocks; a follower that does not ask (the broker's refuses to lead)", new(), WhatBlocksBreak) { Break = Break.PositionsInBlocks },
        new("forgets", "old commands are deleted; a follower that does not ask (the broker's refuses to lead)", new(), WhatForgettingBreaks) { Break = Break.ForgetOldCommands },
    ];

    /// <summary>What cannot be had of PostgreSQL.</summary>
    public static readonly BrokenThing[] OnlyInMemory =
    [
        new("dirty", "reads what is not committed", new() { Reads = Reads.Uncommitted },
        [
            (nameof(LateCommitLaws.An_open_append_that_commits_is_not_passed_over), BeforeCommit),
            (nameof(LateCommitLaws.An_open_append_that_rolls_back_leaves_nothing), BeforeCommit),
            (nameof(LateCommitLaws.A_hole_just_above_the_checkpoint_is_not_passed_over), BeforeCommit),
            (nameof(LateCommitLaws.An_open_append_at_the_end_of_the_log_is_not_passed_over), BeforeCommit),
            (nameof(LateCommitLaws.A_later_transaction_with_an_earlier_position_is_not_passed_over), BeforeCommit),
            (nameof(LateCommitLaws.Appends_that_end_in_another_order_than_they_began_are_all_applied), BeforeCommit),
            (nameof(LateCommitLaws.Nothing_is_applied_before_it_is_committed), BeforeCommit),
            (nameof(DeathLaws.A_follower_that_is_stopped_while_an_append_is_open_does_not_pass_it_over), BeforeCommit),
        ]),
        new("cache", "the sequence hands out blocks", new(), WhatBlocksBreak) { Faults = Faults.DrawsPositionsInBlocks },
        new("forgets", "old commands are deleted", new(), WhatForgettingBreaks) { Faults = Faults.ForgetsOldCommands },
        new("content", "other content under the same id is taken for the same", new(), [(nameof(CommandLaws.Other_content_under_the_same_id_is_told_apart), Confused)])
        {
            Faults = Faults.IgnoresContent,
        },
        new("clients", "ids of two clients meet", new(), [(nameof(CommandLaws.The_same_id_of_another_client_is_another_command), Confused)])
        {
            Faults = Faults.IgnoresClients,
        },
        new("refusals", "refusals are remembered", new(), [(nameof(CommandLaws.A_refusal_is_not_remembered), RefusalRemembered)])
        {
            Faults = Faults.RemembersRefusals,
        },
        new("torn", "of a refused append a part is kept", new(), [(nameof(AppendLaws.Of_an_append_that_is_refused_for_one_stream_nothing_is_there), Torn)])
        {
            Faults = Faults.TearsAppends,
        },
        new("one only", "of several streams the first is kept", new(),
        [
            (nameof(AppendLaws.An_append_to_several_streams_is_there_whole), Torn),
            (nameof(AppendLaws.Of_an_append_that_is_refused_for_one_stream_nothing_is_there), Torn),
        ])
        {
            Faults = Faults.KeepsOneStreamOnly,
        },
        new("amnesia", "no command is remembered", new(),
        [
            (nameof(CommandLaws.The_same_command_again_is_known_and_appends_nothing), Forgotten),
            (nameof(CommandLaws.The_same_command_much_later_is_known_and_appends_nothing), Forgotten),
            (nameof(CommandLaws.A_command_that_races_with_itself_is_done_once), Forgotten),
            (nameof(CommandLaws.Other_content_under_the_same_id_is_told_apart), Confused),
        ])
        {
            Faults = Faults.RemembersNoCommand,
        },
        new("races", "versions are not checked", new(),
        [
            (nameof(AppendLaws.Of_an_append_that_is_refused_for_one_stream_nothing_is_there), Torn),
            (nameof(AppendLaws.A_lost_version_race_is_a_refusal), RaceIgnored),
            (nameof(AppendLaws.Of_several_appends_at_one_version_one_wins), RaceIgnored),
        ])
        {
            Faults = Faults.IgnoresVersions,
        },
    ];
}
