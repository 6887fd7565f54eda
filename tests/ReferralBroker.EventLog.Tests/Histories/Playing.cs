using ReferralBroker.EventLog.Tests.Conformance;
using static ReferralBroker.EventLog.Tests.TestLog;

namespace ReferralBroker.EventLog.Tests.Histories;

/// <summary>Plays one history on a log, and tells how the log broke its word, if it did.</summary>
internal sealed class Playing(ILogUnderTest log, Tally tally)
{
    private readonly Writer[] _writers = [.. Enumerable.Range(0, Generate.Writers).Select(n => new Writer(n))];
    private readonly Guid[] _shared = [.. Enumerable.Range(0, Generate.SharedStreams).Select(_ => Guid.CreateVersion7())];
    private readonly Ledger _ledger = new();

    /// <summary>Step after step, so the same history always comes out the same.</summary>
    public Task<LawBroken?> InOrderAsync(History history) => PlayAsync(async () =>
    {
        foreach (var step in history.Operations)
        {
            await DoAsync(step);
            if (step.Do is Do.Look) await ShouldKeepUpAsync();
        }
    });

    /// <summary>
    /// The writers, the clients of each shared stream and the follower each go through their own steps, all at once. A crash of the server is a
    /// moment at which all of them stop.
    /// </summary>
    public Task<LawBroken?> AtOnceAsync(History history) => PlayAsync(async () =>
    {
        for (var rest = history.Operations.AsEnumerable(); rest.Any();)
        {
            var part = rest.TakeWhile(step => step.Do != Do.Crash).ToArray();
            var writing = part.Where(step => !IsFollowers(step)).GroupBy(LaneOf)
                .Select(lane => Task.Run(async () => { foreach (var step in lane) await DoAsync(step, atOnce: true); })).ToArray();
            await FollowAsync(part.Where(IsFollowers), Task.WhenAll(writing));
            rest = rest.Skip(part.Length);
            foreach (var crash in rest.Take(1)) await DoAsync(crash);
            rest = rest.Skip(1);
        }
    });

    private async Task<LawBroken?> PlayAsync(Func<Task> steps)
    {
        await log.ClearAsync();
        try
        {
            await StepsAndEndAsync(steps).WaitAsync(Drills.Patiently.Bound);
            return null;
        }
        catch (LawBroken broken)
        {
            return broken;
        }
        catch (TimeoutException)
        {
            return new(Reason.Stalled, $"the history has not come to its end within {Drills.Patiently.Bound.TotalSeconds} s");
        }
        finally
        {
            foreach (var writer in _writers) await writer.RollBackAsync();
        }
    }

    private async Task StepsAndEndAsync(Func<Task> steps)
    {
        await steps();
        // In another order than they began in.
        foreach (var writer in _writers.Reverse()) await CommitAsync(writer);
        await log.ShouldApplyAllAsync();
        var (committed, applied) = await log.PictureAsync();
        if (_ledger.WrongIn(committed) is { } broken) throw broken;
        var (mark, last) = (await log.Follower.MarkAsync(), applied is [.., var end] ? end.Position : 0);
        if (mark != last) throw new LawBroken(mark < last ? Reason.Stalled : Reason.MarkAhead, $"the checkpoint stands at {mark}, the last event applied at {last}");
        // A new one finds nothing left to do.
        await log.Follower.RestartAsync();
        await log.ShouldApplyAllAsync();
        tally.History(committed.Count);
    }

    private static bool IsFollowers(Operation step) => step.Do is Do.Look or Do.DieInThePage or Do.DieBetween or Do.DieBeforeCommit or Do.Restart;

    /// <summary>Steps of one lane wait for each other: those of one writer, and those about one shared stream. Commands are sent again from a lane of their own.</summary>
    private static int LaneOf(Operation step) => step.Do switch
    {
        <= Do.RollBack => step.Who,
        <= Do.Twice => 10 + step.Who,
        _ => 20,
    };

    private async Task FollowAsync(IEnumerable<Operation> steps, Task writing)
    {
        var left = new Queue<Operation>(steps);
        try
        {
            while (!writing.IsCompleted || left.Count > 0) await DoAsync(left.TryDequeue(out var step) ? step : new(Do.Look));
        }
        finally
        {
            await writing;
        }
    }

    private async Task DoAsync(Operation step, bool atOnce = false)
    {
        switch (step.Do)
        {
            case Do.WriteElsewhere: await (await BegunAsync(step.Who)).WriteElsewhereAsync(); break;
            case Do.Insert: await InsertAsync(_writers[step.Who], await BegunAsync(step.Who), step.Much); break;
            case Do.AppendApart: await AppendApartAsync(_writers[step.Who]); break;
            case Do.Pause: if (atOnce) await Task.Delay(step.Much); break;
            case Do.Commit: await CommitAsync(_writers[step.Who]); break;
            case Do.RollBack: await RollBackAsync(_writers[step.Who]); break;
            case Do.Append: await SendAsync(Request(Next(step.Who, step.Much)), LaneOf(step)); break;
            case Do.AppendToTwo: await SendAsync(Request(Next(step.Who, step.Much), Next(step.Who + 1, step.Much)), LaneOf(step)); break;
            case Do.AppendStale: await AppendStaleAsync(step); break;
            case Do.Race: await RaceAsync(step); break;
            case Do.Twice: await TwiceAsync(step); break;
            case Do.Again or Do.AgainOtherwise or Do.AgainFromAnother: await AgainAsync(step); break;
            case Do.Crash: await CrashAsync(); break;
            case Do.Restart: await RestartAsync(); break;
            default: await LookAsync(step.Do); break;
        }
    }

    private async Task<IOpenTransaction> BegunAsync(int writer) => _writers[writer].Open ??= await log.BeginAsync();

    private static async Task InsertAsync(Writer writer, IOpenTransaction open, int events)
    {
        for (var i = 0; i < events; i++)
        {
            var version = writer.Version + writer.Written.Count + 1;
            writer.Written.Add(new(await open.InsertAsync(writer.Stream, version), writer.Stream, version));
        }
    }

    /// <summary>The next version of the writer's own stream comes from another session, while its transaction may already have its id.</summary>
    private async Task AppendApartAsync(Writer writer)
    {
        if (writer.Written.Count > 0) return; // it would wait for itself
        if (await SendAsync(Request(At(writer.Stream, writer.Version)), writer.Number) is AppendResult.Appended) writer.Version++;
    }

    private async Task CommitAsync(Writer writer)
    {
        if (writer.Open is null) return;
        await writer.Open.CommitAsync();
        _ledger.Acknowledge(writer.Written);
        writer.Version += writer.Written.Count;
        await writer.EndAsync();
    }

    private async Task RollBackAsync(Writer writer)
    {
        tally.RolledBack(writer.Written.Count);
        await writer.RollBackAsync();
    }

    private StreamAppend Next(int shared, int events)
    {
        var stream = _shared[shared % _shared.Length];
        return At(stream, _ledger.VersionOf(stream), events);
    }

    private async Task<AppendResult> SendAsync(AppendRequest request, int session)
    {
        var answer = await log.AppendAsync(request, session);
        _ledger.Answered(request, answer);
        if (answer is AppendResult.VersionConflict) tally.Refused();
        return answer;
    }

    private async Task AppendStaleAsync(Operation step)
    {
        var stale = Next(step.Who + 1, step.Much);
        if (await SendAsync(Request(Next(step.Who, step.Much), stale with { ExpectedVersion = stale.ExpectedVersion + 100 }), LaneOf(step)) is AppendResult.Appended)
            throw new LawBroken(Reason.RaceIgnored, "an append at a version that its stream never had was accepted");
    }

    /// <summary>Several appends at one version, each with a new stream beside it: no two of them can be accepted.</summary>
    private Task RaceAsync(Operation step)
    {
        var next = Next(step.Who, 1);
        return Task.WhenAll(Enumerable.Range(0, step.Much).Select(n => Task.Run(() => SendAsync(Request(next, At(Guid.CreateVersion7(), 0)), (100 * n) + LaneOf(step)))));
    }

    private async Task TwiceAsync(Operation step)
    {
        var request = Request(Next(step.Who, 1));
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(n => Task.Run(() => log.AppendAsync(request, (100 * n) + LaneOf(step)))));
        tally.Replayed();
        foreach (var answer in answers.OrderBy(answer => answer is not AppendResult.Appended)) _ledger.Answered(request, answer);
    }

    /// <summary>To a new stream, as from a client that thinks it was never done: nothing but the log's memory stands against it.</summary>
    private async Task AgainAsync(Operation step)
    {
        if (_ledger.Earlier(step.Who) is not { } earlier) return;
        tally.Replayed();
        var key = step.Do switch
        {
            Do.AgainOtherwise => earlier with { ContentHash = [.. earlier.ContentHash, 9] },
            Do.AgainFromAnother => earlier with { Client = "c-2" },
            _ => earlier,
        };
        await SendAsync(Request(key, At(Guid.CreateVersion7(), 0)), LaneOf(step));
    }

    private async Task LookAsync(Do how)
    {
        var look = await log.Follower.LookAsync(how switch
        {
            Do.DieInThePage => DeathPoint.MiddleOfPage,
            Do.DieBetween => DeathPoint.BetweenRowsAndMark,
            Do.DieBeforeCommit => DeathPoint.BeforeCommit,
            _ => null,
        });
        if (look == Look.Died)
        {
            tally.Died();
            await log.Follower.RestartAsync();
        }
        var (committed, applied) = await log.PictureAsync();
        if (Verdict.WrongAlready(committed, applied) is { } broken) throw broken;
    }

    /// <summary>While nothing that appends is open, all that is committed is applied, whatever else may be open.</summary>
    private async Task ShouldKeepUpAsync()
    {
        if (_writers.Any(writer => writer.Written.Count > 0)) return;
        var (committed, applied) = await log.PictureAsync();
        if (committed.Except(applied).ToArray() is [var first, ..]) throw new LawBroken(Reason.Stalled, $"no append is open and {first} is not applied");
    }

    private async Task RestartAsync()
    {
        tally.Restarted();
        await log.Follower.RestartAsync();
    }

    private async Task CrashAsync()
    {
        tally.Crashed();
        foreach (var writer in _writers) await RollBackAsync(writer);
        await log.Follower.RestartAsync();
        await log.ForgetDrawnInVainAsync();
    }

    /// <summary>A writer with a stream of its own, and what it has written in the transaction it has open.</summary>
    private sealed class Writer(int number)
    {
        public int Number => number;
        public Guid Stream { get; } = Guid.CreateVersion7();
        public int Version { get; set; }
        public IOpenTransaction? Open { get; set; }
        public List<Entry> Written { get; } = [];

        public async Task RollBackAsync()
        {
            if (Open is not null) await Open.RollbackAsync();
            await EndAsync();
        }

        public async Task EndAsync()
        {
            if (Open is not null) await Open.DisposeAsync();
            Open = null;
            Written.Clear();
        }
    }
}
