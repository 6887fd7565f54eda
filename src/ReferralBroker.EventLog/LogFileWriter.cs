using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace ReferralBroker.EventLog;

/// <summary>
/// Writes an exported log. Until it is whole it stands under another name beside the one asked for (FILE.part-1a2b3c4d), so that one that was
/// cut off is never taken for a whole one; only its owner may read it.
/// </summary>
internal sealed class LogFileWriter : IAsyncDisposable
{
    private readonly string _name;
    private readonly string _part;
    private readonly FileStream _file;
    private readonly Stream _content;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private LogFileWriter(string name)
    {
        _name = name;
        _part = $"{name}.part-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new(_part, options);
        _content = LogFileReader.IsCompressed(name) ? new GZipStream(_file, CompressionLevel.Optimal, leaveOpen: true) : _file;
    }

    /// <summary>What has been written.</summary>
    public LogContents Contents { get; private set; } = LogContents.None;

    /// <summary>Begins a file.</summary>
    /// <exception cref="LogException">There is one of that name already.</exception>
    /// <exception cref="IOException">It cannot be made there.</exception>
    public static LogFileWriter Create(string file)
    {
        var name = Path.GetFullPath(file);
        if (Path.Exists(name)) throw new LogException($"{name} is there already, and an export overwrites nothing: name another file.");
        return new(name);
    }

    public async ValueTask WriteAsync(LogLine line, CancellationToken stop)
    {
        _line.ResetWrittenCount();
        LogLineFormat.Write(_line, line);
        _hash.AppendData(_line.WrittenSpan);
        Contents = Contents.With(line);
        await _content.WriteAsync(_line.WrittenMemory, stop);
    }

    /// <summary>Ends the file: it is on disk and has its name.</summary>
    public async Task FinishAsync(CancellationToken stop)
    {
        await WriteAsync(new LogLine.Trailer(Contents, Convert.ToHexStringLower(_hash.GetCurrentHash())), stop);
        if (_content != _file) await _content.DisposeAsync();
        await _file.FlushAsync(stop);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
        File.Move(_part, _name, overwrite: false);
    }

    /// <summary>Removes what was written unless it was finished.</summary>
    public async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        foreach (var stream in (Stream[])[_content, _file])
            try { await stream.DisposeAsync(); } catch (IOException) { /* a full disk does not take the rest either, and all of it goes now */ }
        File.Delete(_part);
    }
}
