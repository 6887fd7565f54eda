using System.Globalization;

namespace ReferralBroker.EventLog;

/// <summary>
/// One line of an exported log. The file is text of one JSON object a line (UTF-8, each line ended by a line feed), compressed with gzip where
/// its name ends in .gz. Each object has one member, whose name says what the line holds; the lines come in this order.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><c>header</c>, once: <c>format</c> ("referral-broker-log"), <c>version</c> (1), <c>incarnation</c> of the log it was taken from,
/// <c>synthetic</c> (whether everything in it is invented), <c>startedAt</c> of that incarnation, <c>takenAt</c>, <c>lastPosition</c> of the
/// events in it (0: none), <c>lastDrawn</c>: the last position that had been drawn, of which later ones may have been lost.</item>
/// <item><c>type</c>, <c>actor</c>, <c>client</c>: every name that is used further down, and perhaps more. They stand before the events because
/// a reader must have made its keys for them when the events stream in.</item>
/// <item><c>event</c>, in the order of positions: <c>position</c>, <c>stream</c>, <c>version</c>, <c>type</c>, <c>actor</c> (<c>user</c>,
/// <c>role</c>, <c>organisation</c>), <c>recordedAt</c>, <c>occurredOn</c>, <c>correlation</c>, <c>causation</c> (or null), <c>command</c>, and
/// <c>data</c>: the payload, its text as the log holds it (on Marten that is its value's, not the one that was appended). A payload whose text begins or ends with white space, or holds a line break, cannot stand
/// in a line unchanged; it is the string <c>text</c> instead.</item>
/// <item><c>command</c>, in the order of positions: <c>client</c>, <c>id</c>, <c>contentHash</c> (hexadecimal), <c>lastPosition</c>,
/// <c>streams</c> and <c>versions</c> in the order remembered.</item>
/// <item><c>claim</c>: <c>key</c> and the <c>stream</c> that holds it.</item>
/// <item><c>trailer</c>, once: how many <c>events</c>, <c>commands</c> and <c>claims</c> there are, the <c>lastPosition</c>, and <c>sha256</c>:
/// the hash of every byte before this line, in small hexadecimal digits. It finds damage, not forgery: who can write the file can write it.</item>
/// </list>
/// <para>Of a compressed file only the content counts: a date in its wrapping may change, and a wrapping that was cut off after the whole content
/// does no harm.</para>
/// <para>Moments are UTC with six decimals of a second, as the database keeps them; days are year, month and day.</para>
/// </remarks>
internal abstract record LogLine
{
    private LogLine() { }

    public sealed record Header(Guid Incarnation, bool IsSynthetic, DateTimeOffset StartedAt, DateTimeOffset TakenAt, long LastPosition, long LastDrawn) : LogLine;

    public sealed record EventType(string Name) : LogLine;

    public sealed record Actor(LogActor Who) : LogLine;

    public sealed record Client(string Name) : LogLine;

    public sealed record Event(RecordedEvent What) : LogLine;

    public sealed record Command(CommandKey Key, CommandMemory Memory) : LogLine;

    public sealed record HeldClaim(Claim Held) : LogLine;

    public sealed record Trailer(LogContents Contents, string Hash) : LogLine;
}

/// <summary>What an exported log holds.</summary>
/// <param name="Events">How many events.</param>
/// <param name="Commands">How many remembered commands.</param>
/// <param name="Claims">How many held claims.</param>
/// <param name="LastPosition">The position of the last event; 0 when there is none.</param>
public sealed record LogContents(long Events, long Commands, long Claims, long LastPosition)
{
    /// <summary>In words.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Events} events up to position {LastPosition}, {Commands} commands and {Claims} claims");

    internal static readonly LogContents None = new(0, 0, 0, 0);

    internal LogContents With(LogLine line) => line switch
    {
        LogLine.Event e => this with { Events = Events + 1, LastPosition = e.What.Position },
        LogLine.Command => this with { Commands = Commands + 1 },
        LogLine.HeldClaim => this with { Claims = Claims + 1 },
        _ => this,
    };
}
