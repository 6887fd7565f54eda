using System.IO.Compression;
using System.Security.Cryptography;

namespace ReferralBroker.EventLog;

/// <summary>Reads an exported log and gives nothing of it that it has not checked, but for the hash: that stands at the end.</summary>
internal sealed class LogFileReader : IAsyncDisposable
{
    // A foreign file may be one endless line; the header of ours is short. A payload may be as long as the database takes one.
    private const int LongestHeader = 64 * 1024;
    private const int LongestLine = 1 << 30;

    private readonly string _name;
    private readonly Stream _content;
    private readonly LogFileCheck _check = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[LongestHeader];
    private int _start;
    private int _end;
    private long _number;

    private LogFileReader(string name, Stream content) => (_name, _content) = (name, content);

    /// <summary>Whether a file of that name is compressed.</summary>
    public static bool IsCompressed(string name) => name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static LogFileReader Open(string file)
    {
        var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, LongestHeader, FileOptions.SequentialScan);
        return new(file, IsCompressed(file) ? new GZipStream(content, CompressionMode.Decompress) : content);
    }

    /// <summary>
    /// The next line. The first is a <see cref="LogLine.Header"/>; when it gives the <see cref="LogLine.Trailer"/> the file is whole, unaltered and
    /// at its end.
    /// </summary>
    /// <exception cref="LogException">The file is not an exported log, was cut off or altered. The message names the line.</exception>
    public async ValueTask<LogLine> NextAsync(CancellationToken stop)
    {
        _number++;
        try
        {
            var bytes = await LineAsync(stop) ?? throw new LogException("the file ends before its trailer: it was cut off");
            var line = LogLineFormat.Read(bytes);
            _check.Take(line);
            if (line is LogLine.Trailer trailer) await EndAsync(trailer, stop);
            else _hash.AppendData(bytes.Span);
            return line;
        }
        catch (InvalidDataException e)
        {
            throw Refused("the compressed file is damaged or was cut off", e);
        }
        catch (LogException e)
        {
            throw Refused(e.Message, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _hash.Dispose();
        return _content.DisposeAsync();
    }

    private LogException Refused(string why, Exception e) => new($"{_name} is no whole export of a log. Line {_number}: {why}. Nothing was imported.", e);

    private async Task EndAsync(LogLine.Trailer trailer, CancellationToken stop)
    {
        if (trailer.Hash != Convert.ToHexStringLower(_hash.GetCurrentHash()))
            throw new LogException("the hash is not that of the lines before it: the file was altered");
        if (await LineAsync(stop) is not null) throw new LogException("more follows where the file should end");
    }

    /// <summary>The bytes of the next line with its line feed, good until the next call; null at the end of the file.</summary>
    private async ValueTask<ReadOnlyMemory<byte>?> LineAsync(CancellationToken stop)
    {
        for (var scanned = 0; ;)
        {
            var found = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, scanned + found + 1);
                _start += line.Length;
                return line;
            }
            scanned = _end - _start;
            if (scanned >= (_number == 1 ? LongestHeader : LongestLine)) throw new LogException("it is too long for a line of an exported log");
            MakeRoom();
            var read = await _content.ReadAsync(_buffer.AsMemory(_end), stop);
            if (read == 0) return scanned == 0 ? null : throw new LogException("the file ends in the middle of it: it was cut off");
            _end += read;
        }
    }

    private void MakeRoom()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
    }
}
