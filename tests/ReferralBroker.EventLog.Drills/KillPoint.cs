using System.Text;

namespace ReferralBroker.EventLog.Drills;

/// <summary>What part of a victim's work a kill point lies in.</summary>
internal enum KillPlace
{
    /// <summary>In a writer, between two of its calls.</summary>
    Writer,

    /// <summary>On the wire of a writer.</summary>
    WriterWire,

    /// <summary>In a projection, while a live page is applied.</summary>
    Page,

    /// <summary>In a projection, while a page of a rebuild is applied.</summary>
    RebuildPage,

    /// <summary>On the wire of the sessions that make tables and follow.</summary>
    FollowerWire,

    /// <summary>On the wire of a rebuild.</summary>
    RebuildWire,

    /// <summary>Wherever it happens to be when it is killed from outside.</summary>
    Anywhere,
}

/// <summary>A named point at which a victim dies.</summary>
/// <param name="Name">How the command line and the tables call it.</param>
/// <param name="Place">What part of the work it lies in.</param>
internal sealed record KillPoint(string Name, KillPlace Place)
{
    public WriterMoment Writer { get; init; }

    public PageMoment Page { get; init; }

    public WireMoment Wire { get; init; }

    /// <summary>What passes over the wire, one after the other; none: the id of a writer's command.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Whether projections choke on poison, so that streams are parked.</summary>
    public bool Chokes { get; init; }

    /// <summary>Whether it takes streams that were parked before.</summary>
    public bool NeedsParked { get; init; }

    /// <summary>Whether it takes a database that holds nothing yet.</summary>
    public bool NeedsEmpty { get; init; }

    /// <summary>Whether the victim rebuilds its projections over and over.</summary>
    public bool Rebuilds => Place is KillPlace.RebuildPage or KillPlace.RebuildWire;

    /// <summary>How many times the point may be passed before it is died at: the seed chooses up to here.</summary>
    public int Latest { get; init; } = 1;

    public static IReadOnlyList<KillPoint> All { get; } =
    [
        new("tables-being-made", KillPlace.FollowerWire) { Texts = ["create table log.incarnation"], Wire = WireMoment.Sent, NeedsEmpty = true },
        new("projection-being-made", KillPlace.FollowerWire) { Texts = ["create schema given", "COMMIT"], Wire = WireMoment.Sent, NeedsEmpty = true },
        new("append-about-to-be-sent", KillPlace.Writer) { Writer = WriterMoment.BeforeAppend, Latest = 60 },
        new("append-sent", KillPlace.WriterWire) { Wire = WireMoment.Sent, Latest = 60 },
        new("append-answered-by-server", KillPlace.WriterWire) { Wire = WireMoment.Answered, Latest = 60 },
        new("append-acknowledged", KillPlace.Writer) { Writer = WriterMoment.Acknowledged, Latest = 60 },
        new("acknowledgement-told", KillPlace.Writer) { Writer = WriterMoment.Told, Latest = 60 },
        new("page-read", KillPlace.Page) { Page = PageMoment.Read, Latest = 12 },
        new("page-rows-written", KillPlace.Page) { Page = PageMoment.Written, Latest = 12 },
        new("page-commit-sent", KillPlace.FollowerWire) { Texts = ["COMMIT"], Wire = WireMoment.Sent, Latest = 12 },
        new("page-committed", KillPlace.FollowerWire) { Texts = ["COMMIT"], Wire = WireMoment.Answered, Latest = 12 },
        new("rebuild-begun", KillPlace.RebuildWire) { Texts = ["create schema given_rebuild", "COMMIT"], Wire = WireMoment.Answered },
        new("rebuild-page-rows-written", KillPlace.RebuildPage) { Page = PageMoment.Written, Latest = 2 },
        new("rebuild-page-committed", KillPlace.RebuildWire) { Texts = ["savepoint page", "COMMIT"], Wire = WireMoment.Answered },
        new("rebuild-switching", KillPlace.RebuildWire) { Texts = ["alter schema"], Wire = WireMoment.Sent },
        new("rebuild-switch-commit-sent", KillPlace.RebuildWire) { Texts = ["alter schema", "COMMIT"], Wire = WireMoment.Sent },
        new("rebuild-switched", KillPlace.RebuildWire) { Texts = ["alter schema", "COMMIT"], Wire = WireMoment.Answered },
        new("stream-being-parked", KillPlace.FollowerWire) { Texts = ["insert into log.parked"], Wire = WireMoment.Sent, Chokes = true },
        new("parking-commit-sent", KillPlace.FollowerWire) { Texts = ["insert into log.parked", "COMMIT"], Wire = WireMoment.Sent, Chokes = true },
        new("stream-parked", KillPlace.FollowerWire) { Texts = ["insert into log.parked", "COMMIT"], Wire = WireMoment.Answered, Chokes = true },
        new("parked-stream-being-freed", KillPlace.FollowerWire) { Texts = ["delete from log.parked", "COMMIT"], Wire = WireMoment.Sent, NeedsParked = true },
        new("parked-stream-freed", KillPlace.FollowerWire) { Texts = ["delete from log.parked", "COMMIT"], Wire = WireMoment.Answered, NeedsParked = true },
        new("any-moment", KillPlace.Anywhere),
    ];

    public static KillPoint Named(string name) =>
        All.FirstOrDefault(p => p.Name == name) ?? throw new DrillException($"There is no kill point '{name}'. There are: {string.Join(", ", All.Select(p => p.Name))}.");

    /// <summary>What to watch for on the wire.</summary>
    public IReadOnlyList<byte[]> WireTexts(Func<byte[]> commandId) => Texts.Count == 0 ? [commandId()] : [.. Texts.Select(Encoding.ASCII.GetBytes)];
}
