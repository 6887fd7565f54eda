using System.Globalization;

namespace ReferralBroker.EventLog;

/// <summary>Checks, line by line, that what stands in a file is a log that could have been: its order, its positions, its versions, its names.</summary>
internal sealed class LogFileCheck
{
    private readonly Dictionary<Guid, int> _versions = [];
    private readonly HashSet<string> _types = [];
    private readonly HashSet<LogActor> _actors = [];
    private readonly HashSet<string> _clients = [];
    private LogLine.Header? _header;
    private LogContents _contents = LogContents.None;
    private int _part;

    /// <summary>Takes the next line.</summary>
    /// <exception cref="LogException">No export would have written it there.</exception>
    public void Take(LogLine line)
    {
        var part = PartOf(line);
        if (_header is null != line is LogLine.Header || part < _part) throw new LogException("it stands in the wrong place");
        _part = part;
        switch (line)
        {
            case LogLine.Header header: _header = header; break;
            case LogLine.EventType type: _types.Add(type.Name); break;
            case LogLine.Actor actor: _actors.Add(actor.Who); break;
            case LogLine.Client client: _clients.Add(client.Name); break;
            case LogLine.Event e: TakeEvent(e.What); break;
            case LogLine.Command command: TakeCommand(command); break;
            case LogLine.Trailer trailer: TakeTrailer(trailer); break;
        }
        _contents = _contents.With(line);
    }

    private static int PartOf(LogLine line) => line switch
    {
        LogLine.Header => 0,
        LogLine.EventType or LogLine.Actor or LogLine.Client => 1,
        LogLine.Event => 2,
        LogLine.Command => 3,
        LogLine.HeldClaim => 4,
        _ => 5,
    };

    private void TakeEvent(RecordedEvent e)
    {
        if (e.Position <= _contents.LastPosition)
            throw Because($"its position {e.Position} does not come after {_contents.LastPosition}");
        var before = _versions.GetValueOrDefault(e.Stream);
        if (e.Version != before + 1) throw Because($"its version {e.Version} does not follow version {before} of its stream");
        _versions[e.Stream] = e.Version;
        if (!_types.Contains(e.Type) || !_actors.Contains(e.Actor)) throw new LogException("its type or actor is not among the names at the beginning");
    }

    private void TakeCommand(LogLine.Command command)
    {
        var memory = command.Memory;
        if (!_clients.Contains(command.Key.Client)) throw new LogException("its client is not among the names at the beginning");
        if (memory.Position < 1 || memory.Position > _contents.LastPosition) throw Because($"there is no position {memory.Position} that it could have ended at");
        if (memory.Streams.Count == 0 || memory.Streams.Count != memory.Versions.Count) throw new LogException("its streams and versions do not belong together");
        for (var i = 0; i < memory.Streams.Count; i++)
            if (memory.Versions[i] < 1 || memory.Versions[i] > _versions.GetValueOrDefault(memory.Streams[i]))
                throw Because($"it names version {memory.Versions[i]} of a stream that does not go so far");
    }

    private void TakeTrailer(LogLine.Trailer trailer)
    {
        if (trailer.Contents != _contents) throw Because($"it tells of {trailer.Contents}, before it stand {_contents}");
        if (_header!.LastPosition != _contents.LastPosition || _header.LastDrawn < _contents.LastPosition)
            throw new LogException("the positions in the header are not those of the events");
    }

    private static LogException Because(FormattableString why) => new(why.ToString(CultureInfo.InvariantCulture));
}
