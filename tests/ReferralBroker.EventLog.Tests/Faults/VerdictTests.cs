using ReferralBroker.EventLog.Drills;

namespace ReferralBroker.EventLog.Tests.Faults;

/// <summary>The judge of the drills is itself judged: for each way to break a promise it must say so.</summary>
public class VerdictTests
{
    private readonly Ledger _ledger = new(Guid.NewGuid());
    private readonly Picture _sound;

    public VerdictTests()
    {
        var events = new List<PicturedEvent>();
        var commands = new List<PicturedCommand>();
        for (var number = 0; number < 30; number++)
        {
            var ask = new Ask(0, number);
            var work = _ledger.WorkOf(ask);
            foreach (var part in work.Parts)
                foreach (var amount in part.Amounts)
                    events.Add(new(events.Count + 1, part.Stream, 1 + events.Count(e => e.Stream == part.Stream), work.Command.Id, amount));
            var streams = work.Parts.Select(p => p.Stream).ToList();
            commands.Add(new(work.Command.Client, work.Command.Id, events.Count, streams, [.. streams.Select(s => events.Count(e => e.Stream == s))]));
            _ledger.Asked(ask);
            _ledger.Acknowledged(ask, events.Count);
        }
        var sums = events.GroupBy(e => e.Stream)
            .Select(s => new SumRow(s.Key, s.Count(), s.Sum(e => e.Amount), s.Count(), s.Aggregate(0L, (d, e) => unchecked(d * 1_000_003 + e.Amount))));
        _sound = new(events, commands, new Dictionary<string, long> { ["given"] = events.Count, ["sums"] = events.Count }, [],
            [.. events.Select(e => new GivenRow(e.Position, e.Stream, e.Version, true))], [.. sums]);
    }

    [Fact]
    public void A_sound_log_is_found_sound() => Verdict.AtRest(_sound, _ledger).Should().BeEquivalentTo(new Verdict(30, 0, 0, true, []));

    [Fact]
    public void An_acknowledged_command_that_is_not_there_is_lost()
    {
        var last = _sound.Commands[^1];
        var without = _sound with { Commands = [.. _sound.Commands.SkipLast(1)], Events = [.. _sound.Events.Where(e => e.Command != last.Id)] };
        Verdict.Of(without, _ledger).Lost.Should().Be(1);
    }

    [Fact]
    public void Events_that_stand_there_twice_are_doubled()
    {
        var again = _sound.Events.Where(e => e.Command == _sound.Commands[^1].Id).Select((e, i) => e with { Position = _sound.Last + 1 + i, Version = e.Version + 100 });
        Verdict.Of(_sound with { Events = [.. _sound.Events, .. again] }, _ledger).Doubled.Should().Be(1);
    }

    [Fact]
    public void A_command_that_was_not_asked_for_is_a_fault()
    {
        var stray = new PicturedEvent(_sound.Last + 1, Guid.NewGuid(), 1, Guid.NewGuid(), 1);
        Verdict.Of(_sound with { Events = [.. _sound.Events, stray] }, _ledger).Faults.Should().Contain(f => f.StartsWith("nobody asked"));
    }

    [Fact]
    public void A_command_of_which_a_part_is_missing_is_a_fault()
    {
        var command = _sound.Commands.First(c => _sound.Events.Count(e => e.Command == c.Id) > 1);
        Verdict.Of(_sound with { Events = [.. _sound.Events.Where(e => e != _sound.Events.First(x => x.Command == command.Id))] }, _ledger).Faults.Should().NotBeEmpty();
    }

    [Fact]
    public void A_command_that_is_not_remembered_is_a_fault() => Verdict.Of(_sound with { Commands = [.. _sound.Commands.Skip(1)] }, _ledger).Faults.Should().NotBeEmpty();

    [Fact]
    public void A_hole_in_a_stream_is_a_fault()
    {
        var stream = _sound.Events.GroupBy(e => e.Stream).First(s => s.Count() > 2).Key;
        Verdict.Of(_sound with { Events = [.. _sound.Events.Select(e => e.Stream == stream && e.Version > 1 ? e with { Version = e.Version + 1 } : e)] }, _ledger)
            .Faults.Should().Contain(f => f.StartsWith($"stream {stream} has"));
    }

    [Fact]
    public void A_projection_that_skipped_doubled_or_misplaced_an_event_differs()
    {
        var rows = _sound.Given!;
        foreach (var wrong in (IReadOnlyList<GivenRow>[])[[.. rows.Skip(1)], [rows[0], .. rows], [rows[0] with { InOrder = false }, .. rows.Skip(1)]])
            Verdict.Of(_sound with { Given = wrong }, _ledger).ProjectionsEqual.Should().BeFalse();
        foreach (var wrong in (IReadOnlyList<SumRow>[])[[.. _sound.Sums!.Skip(1)], [_sound.Sums![0] with { Digest = 1 }, .. _sound.Sums.Skip(1)]])
            Verdict.Of(_sound with { Sums = wrong }, _ledger).ProjectionsEqual.Should().BeFalse();
    }

    [Fact]
    public void A_follower_that_stopped_short_or_left_a_stream_parked_is_not_at_rest()
    {
        var stopped = new Dictionary<string, long>(_sound.Checkpoints) { ["sums"] = _sound.Last - 1 };
        Verdict.AtRest(_sound with { Checkpoints = stopped }, _ledger).Faults.Should().NotBeEmpty();
        Verdict.AtRest(_sound with { Parked = [("given", Guid.NewGuid(), 1)] }, _ledger).Faults.Should().NotBeEmpty();
    }
}
