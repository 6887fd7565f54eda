using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ReferralBroker.EventLog.Drills;

/// <summary>
/// The program that is killed. It does what a process of the broker does with the log: makes its tables, appends from several writers, follows
/// with two projections, and on order rebuilds them; and it dies by a signal to itself at the point it was given. What it asked for and what was
/// acknowledged it says line by line on its output, where it outlives it.
/// </summary>
internal sealed class Victim(VictimOrders orders) : IWitness
{
    private static readonly Lock Output = new();
    private static readonly Stream Out = Console.OpenStandardOutput();
    private readonly KillPoint _point = KillPoint.Named(orders.Point);
    private int _passed;

    /// <summary>Waits for its orders on the standard input, follows them, and ends with whoever gave them.</summary>
    public static async Task<int> RunAsync()
    {
        // The parts that take longest to start are woken before the orders come.
        Say("ready");
        if (await Console.In.ReadLineAsync() is not { } orders) return 0;
        _ = Task.Run(async () =>
        {
            await Console.In.ReadToEndAsync();
            Signals.KillSelf();
        });
        try
        {
            await new Victim(VictimOrders.Read(orders)).WorkAsync();
        }
        catch (Exception e)
        {
            Say("! " + e.ToString().ReplaceLineEndings(" "));
            return 1;
        }
        return 0;
    }

    public void Asked(Ask ask) => Say($"? {ask.Writer} {ask.Number}");

    public void Acknowledged(Ask ask, long position) => Say($"+ {ask.Writer} {ask.Number} {position}");

    public void Wrong(string what) => Say("! " + what);

    private async Task WorkAsync()
    {
        await using var direct = LogDatabase.Open(orders.ConnectionString);
        await using var directFollowers = LogDatabase.OpenForFollowers(orders.ConnectionString);
        using var wire = Listen();
        await using var wired = wire is null ? null : Wired();
        var followers = _point.Place == KillPlace.FollowerWire ? wired! : directFollowers;
        await LogSchema.MigrateAsync(_point.NeedsEmpty ? followers : direct);
        var log = new Log(_point.Place == KillPlace.WriterWire ? wired! : direct);
        var following = DrillProjection.All(_point.Chokes, AtPage).Select(p => new Follower(followers, p, NullLogger.Instance)).ToList();
        log.Appended += _ => following.ForEach(f => f.Wake());
        var runs = following.Select(f => Task.Run(() => f.RunAsync(CancellationToken.None))).ToList();
        if (_point.Rebuilds) runs.Add(Task.Run(() => RebuildAsync(_point.Place == KillPlace.RebuildWire ? wired! : directFollowers, following)));
        var first = orders.First.Select((number, writer) => new Ask(writer, number)).ToList();
        var writers = new Writers(log, orders.Run, first, TimeSpan.FromMilliseconds(orders.PauseMilliseconds), this) { At = AtCommand };
        runs.Add(writers.RunAsync(CancellationToken.None, CancellationToken.None));
        Say("working");
        await Task.WhenAll(runs);
    }

    /// <summary>Rebuilds one projection after the other until it dies, once each has been made.</summary>
    private async Task RebuildAsync(NpgsqlDataSource database, IReadOnlyList<Follower> following)
    {
        while (!following.All(f => f.Leads)) await Task.Delay(5);
        while (true)
        {
            foreach (var projection in DrillProjection.All(at: AtPage))
            {
                try
                {
                    var report = await new Rebuild(database, projection).RunAsync();
                    if (report.Differences.Count > 0) Wrong($"a rebuild of {report.Projection} differs: {string.Join(", ", report.Differences)}");
                }
                catch (NpgsqlException)
                {
                    // The server may be what is killed this time.
                    await Task.Delay(20);
                }
            }
        }
    }

    private void AtCommand(Ask ask, WriterMoment moment)
    {
        if (_point.Place == KillPlace.Writer && ask.Writer == 0 && moment == _point.Writer) Pass();
    }

    private void AtPage(string schema, PageMoment moment)
    {
        var place = schema.EndsWith("_rebuild", StringComparison.Ordinal) ? KillPlace.RebuildPage : KillPlace.Page;
        if (_point.Place == place && moment == _point.Page) Pass();
    }

    private void Pass()
    {
        if (Interlocked.Increment(ref _passed) == orders.Times) Signals.KillSelf();
    }

    private Wire? Listen()
    {
        if (_point.Place is not (KillPlace.WriterWire or KillPlace.FollowerWire or KillPlace.RebuildWire)) return null;
        // The id of one command passes once; other texts are counted.
        var id = () => Work.Of(orders.Run, 0, orders.First[0] + orders.Times - 1).Command.Id.ToByteArray(bigEndian: true);
        var texts = _point.WireTexts(id);
        var rule = new WireRule(texts, _point.Wire, _point.Texts.Count == 0 ? 1 : orders.Times, Signals.KillSelf);
        return Wire.InFolder(orders.WireFolder, new UnixDomainSocketEndPoint(orders.Socket), rule);
    }

    private NpgsqlDataSource Wired() =>
        LogDatabase.OpenForFollowers(new NpgsqlConnectionStringBuilder(orders.ConnectionString) { Host = orders.WireFolder, Port = 1 }.ConnectionString);

    /// <summary>One write for each line, at once: a line that was said is in the pipe, whatever happens next.</summary>
    private static void Say(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        lock (Output) Out.Write(bytes);
    }
}
