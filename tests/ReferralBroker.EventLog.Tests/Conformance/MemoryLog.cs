namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>In which ways the log in memory is broken.</summary>
[Flags]
internal enum Faults
{
    None = 0,
    DrawsPositionsInBlocks = 1,
    ForgetsOldCommands = 2,
    IgnoresContent = 4,
    IgnoresClients = 8,
    RemembersRefusals = 16,
    TearsAppends = 32,
    IgnoresVersions = 64,
    RemembersNoCommand = 128,
    KeepsOneStreamOnly = 256,
}

/// <summary>
/// A log in memory that behaves as PostgreSQL does where it matters: positions are drawn from a sequence before they are committed and are not
/// given back, a transaction has its id from its first write, others see what is committed. Nothing in it happens by chance: time passes when it is told to.
/// </summary>
internal sealed class MemoryLog : ILogUnderTest, IFollowerStore
{
    private const int Block = 10;
    private const int Remembered = 5;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly Lock _one = new();
    private readonly Faults _faults;
    private readonly List<(Entry Entry, Open By)> _rows = [];
    private readonly List<Open> _open = [];
    private readonly List<(CommandKey Key, AppendResult.Appended Done)> _commands = [];
    private readonly Dictionary<int, (long Next, long Last)> _blocks = [];
    private readonly List<Entry> _applied = [];
    private readonly HandMadeFollower _follower;
    private Mark _mark = Mark.Start;
    private long _drawn;
    private long _transactions;
    private int _sessions = 1000;

    public MemoryLog(HandMade? made = null, Faults faults = Faults.None) => (_faults, _follower) = (faults, new(this, made ?? new()));

    public IFollowerUnderTest Follower => _follower;

    public TimeSpan Now { get; private set; }

    public Task<AppendResult> AppendAsync(AppendRequest request, int session = 0)
    {
        lock (_one) return Task.FromResult(Append(request, session));
    }

    public Task<IOpenTransaction> BeginAsync()
    {
        lock (_one)
        {
            var open = new Open(this, _sessions++);
            _open.Add(open);
            return Task.FromResult<IOpenTransaction>(open);
        }
    }

    public Task<IReadOnlyList<Entry>> CommittedAsync()
    {
        lock (_one) return Task.FromResult<IReadOnlyList<Entry>>([.. Committed().OrderBy(e => e.Position)]);
    }

    public async Task<(IReadOnlyList<Entry> Committed, IReadOnlyList<Entry> Applied)> PictureAsync() => (await CommittedAsync(), [.. _applied]);

    public Task ForgetDrawnInVainAsync()
    {
        _drawn = Committed().Select(e => e.Position).DefaultIfEmpty(0).Max();
        _blocks.Clear();
        return Task.CompletedTask;
    }

    public async Task ClearAsync()
    {
        if (_open.Count > 0) throw new InvalidOperationException("A transaction was left open.");
        _rows.Clear();
        _commands.Clear();
        _blocks.Clear();
        _applied.Clear();
        (_mark, _drawn) = (Mark.Start, 0);
        await _follower.RestartAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public Task<long> LastDrawnAsync() => Task.FromResult(_drawn);

    public Task<HashSet<string>> AppendingAsync() => Task.FromResult(_open.Where(o => o.Appends).Select(o => o.Name).ToHashSet());

    public Task<Snapshot> RowsAsync(long after, bool uncommittedToo)
    {
        var rows = _rows.Where(r => r.Entry.Position > after && (uncommittedToo || r.By.Committed)).OrderBy(r => r.Entry.Position);
        var oldest = _open.Where(o => o.Id > 0).Select(o => o.Id).DefaultIfEmpty(_transactions + 1).Min();
        return Task.FromResult(new Snapshot([.. rows.Select(r => new LogRow(r.Entry, r.By.Id))], oldest));
    }

    public Task<Mark> MarkAsync() => Task.FromResult(_mark);

    Task<IFollowerWrite> IFollowerStore.BeginAsync() => Task.FromResult<IFollowerWrite>(new Write(this));

    public Task PassTimeAsync()
    {
        Now += Tick;
        return Task.CompletedTask;
    }

    private IEnumerable<Entry> Committed() => _rows.Where(r => r.By.Committed).Select(r => r.Entry);

    private bool Has(Faults fault) => (_faults & fault) != 0;

    private AppendResult Append(AppendRequest request, int session)
    {
        if (DoneBefore(request.Command) is { } answer) return answer;
        var write = new Open(this, session);
        foreach (var (stream, version, events) in Has(Faults.KeepsOneStreamOnly) ? request.Streams.Take(1) : request.Streams)
        {
            if (!Has(Faults.IgnoresVersions) && VersionOf(stream, write) != version)
            {
                if (Has(Faults.RemembersRefusals)) _commands.Add((request.Command, new(0)));
                write.End(Has(Faults.TearsAppends));
                return new AppendResult.VersionConflict();
            }
            for (var i = 1; i <= events.Count; i++) write.Insert(stream, version + i);
        }
        write.End(true);
        var done = new AppendResult.Appended(_rows[^1].Entry.Position);
        _commands.Add((request.Command, done));
        return done;
    }

    private AppendResult? DoneBefore(CommandKey key)
    {
        var known = _commands.TakeLast(Has(Faults.RemembersNoCommand) ? 0 : Has(Faults.ForgetsOldCommands) ? Remembered : _commands.Count);
        foreach (var (before, done) in known.Where(c => c.Key.Id == key.Id && (c.Key.Client == key.Client || Has(Faults.IgnoresClients))))
            return Has(Faults.IgnoresContent) || before.ContentHash.AsSpan().SequenceEqual(key.ContentHash) ? new AppendResult.Repeated(done.Position) : new AppendResult.Reused();
        return null;
    }

    private int VersionOf(Guid stream, Open seenBy) =>
        _rows.Where(r => r.Entry.Stream == stream && (r.By.Committed || r.By == seenBy)).Select(r => r.Entry.Version).DefaultIfEmpty(0).Max();

    private long Draw(int session)
    {
        if (!Has(Faults.DrawsPositionsInBlocks)) return ++_drawn;
        if (!_blocks.TryGetValue(session, out var block) || block.Next > block.Last) (block, _drawn) = ((_drawn + 1, _drawn + Block), _drawn + Block);
        _blocks[session] = (block.Next + 1, block.Last);
        return block.Next;
    }

    private sealed class Open(MemoryLog log, int session) : IOpenTransaction
    {
        public long Id { get; private set; }
        public bool Appends { get; private set; }
        public bool Committed { get; private set; }
        public string Name => $"{session}";

        public Task WriteElsewhereAsync()
        {
            TakeId();
            return Task.CompletedTask;
        }

        public Task<long> InsertAsync(Guid stream, int version)
        {
            lock (log._one) return Task.FromResult(Insert(stream, version));
        }

        public long Insert(Guid stream, int version)
        {
            TakeId();
            Appends = true;
            var position = log.Draw(session);
            log._rows.Add((new(position, stream, version), this));
            return position;
        }

        public Task CommitAsync() => EndAsync(true);

        public Task RollbackAsync() => EndAsync(false);

        public void End(bool commits)
        {
            Committed = commits;
            log._open.Remove(this);
            if (!commits) log._rows.RemoveAll(r => r.By == this);
        }

        public async ValueTask DisposeAsync()
        {
            if (log._open.Contains(this)) await EndAsync(false);
        }

        private Task EndAsync(bool commits)
        {
            lock (log._one) End(commits);
            return Task.CompletedTask;
        }

        private void TakeId()
        {
            if (Id == 0) Id = ++log._transactions;
        }
    }

    private sealed class Write(MemoryLog log) : IFollowerWrite
    {
        private readonly List<Entry> _rows = [];
        private Mark? _mark;

        public Task RowAsync(Entry row)
        {
            _rows.Add(row);
            return Task.CompletedTask;
        }

        public Task MarkAsync(Mark mark)
        {
            _mark = mark;
            return Task.CompletedTask;
        }

        public Task CommitAsync()
        {
            log._applied.AddRange(_rows);
            log._mark = _mark ?? log._mark;
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
