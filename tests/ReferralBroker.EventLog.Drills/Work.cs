using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ReferralBroker.EventLog.Drills;

/// <summary>What one command adds to one stream: an event for each amount.</summary>
internal sealed record WorkPart(Guid Stream, IReadOnlyList<int> Amounts);

/// <summary>
/// What the n-th command of a writer asks for. It follows from run, writer and number, so that whoever knows these three knows what must stand
/// in the log afterwards, whatever became of the process that asked.
/// </summary>
internal sealed record Work(CommandKey Command, IReadOnlyList<WorkPart> Parts)
{
    public const string EventType = "drill.counted.v1";

    /// <summary>The amount that a projection told to choke on something chokes on: one event in about a hundred.</summary>
    public const int Poison = 13;

    /// <summary>From this number on a writer's commands are large, each a new stream: they fill a log quickly.</summary>
    public const int Bulk = 1000;

    private const int Amounts = 97;
    private const int BulkEvents = 200;
    private static readonly LogActor Actor = new("drill", "operator", "drills");
    private static readonly DateOnly Day = new(2026, 3, 2);
    private static readonly DateTimeOffset Moment = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static Work Of(Guid run, int writer, int number)
    {
        var dice = Digest(run, "command", writer, number);
        var own = StreamOf(run, "own", writer, number / 8);
        // Writers move on together, so several of them stand before the same three streams at a time.
        var shared = StreamOf(run, "shared", number / 40, dice[20] % 3);
        var kind = dice[16] % 10;
        IReadOnlyList<WorkPart> parts = kind switch
        {
            _ when writer >= Bulk => [new(StreamOf(run, "bulk", writer, number), [.. Enumerable.Range(0, BulkEvents).Select(i => 1 + (i * 7 + dice[i % 32]) % Amounts)])],
            < 6 => [new(own, AmountsFrom(dice, 21, 1 + dice[17] % 3))],
            < 8 => [new(own, AmountsFrom(dice, 21, 1 + dice[17] % 2)), new(shared, AmountsFrom(dice, 25, 1 + dice[18] % 2))],
            _ => [new(shared, AmountsFrom(dice, 25, 1))],
        };
        return new(new(Client(writer), new Guid(dice.AsSpan(0, 16), bigEndian: true), dice[^8..]), parts);
    }

    public static string Client(int writer) => $"writer-{writer}";

    public AppendRequest Request(IReadOnlyList<int> versions) => new(Command, Actor, Moment, Command.Id, null,
        [.. Parts.Select((part, i) => new StreamAppend(part.Stream, versions[i], [.. part.Amounts.Select(Event)]))]);

    private static NewEvent Event(int amount) => new(EventType, Day, $$"""{"amount":{{amount}}}""");

    private static int[] AmountsFrom(byte[] dice, int at, int count) => [.. Enumerable.Range(at, count).Select(i => 1 + dice[i] % Amounts)];

    private static Guid StreamOf(Guid run, string kind, int first, int second) => new(Digest(run, kind, first, second).AsSpan(0, 16));

    private static byte[] Digest(Guid run, string kind, int first, int second)
    {
        Span<byte> text = stackalloc byte[16 + 8 + 16];
        run.TryWriteBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(text[16..], first);
        BinaryPrimitives.WriteInt32LittleEndian(text[20..], second);
        var kindLength = Encoding.ASCII.GetBytes(kind, text[24..]);
        return SHA256.HashData(text[..(24 + kindLength)]);
    }
}
