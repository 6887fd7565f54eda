namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>A follower as small as can be, to be broken on purpose.</summary>
internal sealed class HandMadeFollower(IFollowerStore store, HandMade made) : IFollowerUnderTest
{
    /// <summary>How long one that waits for holes waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private const int PageSize = 10;

    // What the process knows: a new one starts without it.
    private HashSet<string>? _waitingFor;
    private long _lastDrawn;
    private (long After, TimeSpan Since)? _hole;
    private Mark _kept = Mark.Start;

    public async Task<Look> LookAsync(DeathPoint? dies = null)
    {
        while (true)
            switch (await StepAsync(dies))
            {
                case Step.Applied: break;
                case Step.WaitsForTime: await store.PassTimeAsync(); break;
                case Step.WaitsForEnd: return Look.Waits;
                case Step.Died: return Look.Died;
                default: return Look.Ended;
            }
    }

    public Task RestartAsync()
    {
        (_waitingFor, _lastDrawn, _hole, _kept) = (null, 0, null, Mark.Start);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<long> MarkAsync() => (await CurrentMarkAsync()).Position;

    /// <summary>One page, or the reason why there is none.</summary>
    private async Task<Step> StepAsync(DeathPoint? dies)
    {
        var mark = await CurrentMarkAsync();
        var page = await ReadAsync(mark);
        if (page.Instead is { } waits) return waits;
        var rows = page.Rows.Take(PageSize).ToArray();
        var to = rows is [.., var last] ? new Mark(last.Transaction, last.Entry.Position) : mark;
        if (made.Marks == Marks.LastDrawn && rows.Length < PageSize) to = to with { Position = Math.Max(to.Position, _lastDrawn) };
        if (to == mark) return Step.Nothing;
        try
        {
            var ordered = made.Reads == Reads.SettledNewestFirst ? rows.Reverse() : rows;
            await WriteAsync([.. ordered.Select(r => r.Entry)], to, rows.Length > 0 ? dies : null);
            return rows.Length > 0 ? Step.Applied : Step.Nothing;
        }
        catch (Died)
        {
            return Step.Died;
        }
    }

    private async Task<Mark> CurrentMarkAsync() => made.StoresMark ? await store.MarkAsync() : _kept;

    private Task<Page> ReadAsync(Mark mark) => made.Reads switch
    {
        Reads.Settled or Reads.SettledNewestFirst => SettledAsync(mark),
        Reads.WaitsForHoles or Reads.StopsAtHoles => UpToAHoleAsync(mark),
        Reads.OldTransactionsByPosition => RowsAsync(mark.Position, seen => seen.Rows.Where(r => r.Transaction < seen.OldestOpen)),
        Reads.OldTransactionsInTheirOrder => RowsAsync(0, seen => seen.Rows
            .Where(r => r.Transaction < seen.OldestOpen && (r.Transaction, r.Entry.Position).CompareTo((mark.Transaction, mark.Position)) > 0)
            .OrderBy(r => r.Transaction).ThenBy(r => r.Entry.Position)),
        _ => RowsAsync(mark.Position, seen => seen.Rows),
    };

    private async Task<Page> SettledAsync(Mark mark)
    {
        var waited = _waitingFor is not null;
        if (_waitingFor is null)
        {
            _lastDrawn = await store.LastDrawnAsync();
            if (_lastDrawn <= mark.Position) return new([]);
            _waitingFor = await store.AppendingAsync();
        }
        else
        {
            _waitingFor.IntersectWith(await store.AppendingAsync());
        }
        if (_waitingFor.Count > 0) return new([], Step.WaitsForEnd);
        _waitingFor = null;
        var page = await RowsAsync(mark.Position, seen => seen.Rows.Where(r => r.Entry.Position <= _lastDrawn));
        // All it waited for may have been rolled back, and more been drawn in the meantime.
        return waited && page.Rows.Count == 0 ? await SettledAsync(mark) : page;
    }

    private async Task<Page> UpToAHoleAsync(Mark mark)
    {
        var rows = (await RowsAsync(mark.Position, seen => seen.Rows)).Rows;
        if (rows.Count == 0) return new([]);
        if (Whole(rows, mark.Position) is { Count: > 0 } whole) return new(whole);
        if (made.Reads == Reads.StopsAtHoles) return new([], Step.WaitsForEnd);
        if (_hole?.After != mark.Position) _hole = (mark.Position, store.Now);
        return store.Now - _hole.Value.Since < Patience ? new([], Step.WaitsForTime) : new(Whole(rows, rows[0].Entry.Position - 1));
    }

    private static List<LogRow> Whole(IEnumerable<LogRow> rows, long after) => [.. rows.TakeWhile((row, i) => row.Entry.Position == after + 1 + i)];

    private async Task<Page> RowsAsync(long after, Func<Snapshot, IEnumerable<LogRow>> choose) =>
        new([.. choose(await store.RowsAsync(after, uncommittedToo: made.Reads == Reads.Uncommitted))]);

    private async Task WriteAsync(IReadOnlyList<Entry> rows, Mark mark, DeathPoint? dies)
    {
        Func<IFollowerWrite, Task> writeRows = write => RowsAsync(write, rows, dies);
        Func<IFollowerWrite, Task> writeMark = write => MarkAsync(write, mark);
        var (first, second) = made.Commits == Commits.MarkFirst ? (writeMark, writeRows) : (writeRows, writeMark);
        var write = await store.BeginAsync();
        try
        {
            await first(write);
            if (made.Commits != Commits.Together)
            {
                await write.CommitAsync();
                await write.DisposeAsync();
                write = await store.BeginAsync();
            }
            if (dies == DeathPoint.BetweenRowsAndMark) throw new Died();
            await second(write);
            if (dies == DeathPoint.BeforeCommit) throw new Died();
            await write.CommitAsync();
        }
        finally
        {
            await write.DisposeAsync();
        }
    }

    private static async Task RowsAsync(IFollowerWrite write, IReadOnlyList<Entry> rows, DeathPoint? dies)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            if (dies == DeathPoint.MiddleOfPage && row == rows.Count / 2) throw new Died();
            await write.RowAsync(rows[row]);
        }
    }

    private async Task MarkAsync(IFollowerWrite write, Mark mark)
    {
        if (made.StoresMark) await write.MarkAsync(mark);
        else _kept = mark;
    }

    private sealed record Page(IReadOnlyList<LogRow> Rows, Step? Instead = null);

    private sealed class Died : Exception;

    private enum Step { Nothing, Applied, WaitsForTime, WaitsForEnd, Died }
}
