using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ReferralBroker.EventLog;

/// <summary>Lines of an exported log as bytes, and back. <see cref="LogLine"/> describes them.</summary>
internal static class LogLineFormat
{
    private const string Format = "referral-broker-log";
    private const int Version = 1;
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private const string Day = "yyyy-MM-dd";

    // No page will show it: only what JSON itself demands is escaped. Payloads were checked by the database.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // The database takes deeper payloads than a reader does unless told so.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = int.MaxValue };

    /// <summary>Writes a line with its line feed.</summary>
    public static void Write(IBufferWriter<byte> to, LogLine line)
    {
        using (var json = new Utf8JsonWriter(to, Writing))
        {
            json.WriteStartObject();
            switch (line)
            {
                case LogLine.Header header: WriteHeader(json, header); break;
                case LogLine.EventType type: json.WriteString("type", type.Name); break;
                case LogLine.Actor actor: WriteActor(json, actor.Who); break;
                case LogLine.Client client: json.WriteString("client", client.Name); break;
                case LogLine.Event e: WriteEvent(json, e.What); break;
                case LogLine.Command command: WriteCommand(json, command); break;
                case LogLine.HeldClaim claim: WriteClaim(json, claim.Held); break;
                case LogLine.Trailer trailer: WriteTrailer(json, trailer); break;
            }
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="LogException">It is not one. Its message says why and quotes nothing of the line.</exception>
    public static LogLine Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Reading);
            var member = document.RootElement.EnumerateObject().Single();
            return member.Name switch
            {
                "header" => ReadHeader(member.Value),
                "type" => new LogLine.EventType(Text(member.Value)),
                "actor" => new LogLine.Actor(ReadActor(member.Value)),
                "client" => new LogLine.Client(Text(member.Value)),
                "event" => ReadEvent(member.Value),
                "command" => ReadCommand(member.Value),
                "claim" => new LogLine.HeldClaim(new(Text(member.Value, "key"), member.Value.GetProperty("stream").GetGuid())),
                "trailer" => ReadTrailer(member.Value),
                _ => throw new LogException("it is no part of an exported log"),
            };
        }
        // Whatever a reader of JSON throws for words that are missing, of the wrong kind, or no JSON at all.
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new LogException("it is not well formed", e);
        }
    }

    private static void WriteHeader(Utf8JsonWriter json, LogLine.Header header)
    {
        json.WriteStartObject("header");
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("incarnation", header.Incarnation);
        json.WriteBoolean("synthetic", header.IsSynthetic);
        WriteMoment(json, "startedAt", header.StartedAt);
        WriteMoment(json, "takenAt", header.TakenAt);
        json.WriteNumber("lastPosition", header.LastPosition);
        json.WriteNumber("lastDrawn", header.LastDrawn);
        json.WriteEndObject();
    }

    private static LogLine.Header ReadHeader(JsonElement header)
    {
        if (Text(header, "format") != Format) throw new LogException("it is of another format");
        if (header.GetProperty("version").GetInt32() is var version and not Version)
            throw new LogException(string.Create(CultureInfo.InvariantCulture, $"it is of version {version} of the format, this program reads version {Version}"));
        return new(header.GetProperty("incarnation").GetGuid(), header.GetProperty("synthetic").GetBoolean(), ReadMoment(header, "startedAt"), ReadMoment(header, "takenAt"),
            header.GetProperty("lastPosition").GetInt64(), header.GetProperty("lastDrawn").GetInt64());
    }

    private static void WriteActor(Utf8JsonWriter json, LogActor actor)
    {
        json.WriteStartObject("actor");
        json.WriteString("user", actor.User);
        json.WriteString("role", actor.Role);
        json.WriteString("organisation", actor.Organisation);
        json.WriteEndObject();
    }

    private static LogActor ReadActor(JsonElement actor) => new(Text(actor, "user"), Text(actor, "role"), Text(actor, "organisation"));

    private static void WriteEvent(Utf8JsonWriter json, RecordedEvent e)
    {
        json.WriteStartObject("event");
        json.WriteNumber("position", e.Position);
        json.WriteString("stream", e.Stream);
        json.WriteNumber("version", e.Version);
        json.WriteString("type", e.Type);
        WriteActor(json, e.Actor);
        WriteMoment(json, "recordedAt", e.RecordedAt);
        json.WriteString("occurredOn", e.OccurredOn.ToString(Day, CultureInfo.InvariantCulture));
        json.WriteString("correlation", e.CorrelationId);
        if (e.CausationId is { } causation) json.WriteString("causation", causation); else json.WriteNull("causation");
        json.WriteString("command", e.CommandId);
        if (CanStandInALine(e.Data))
        {
            json.WritePropertyName("data");
            json.WriteRawValue(e.Data, skipInputValidation: true);
        }
        else json.WriteString("text", e.Data);
        json.WriteEndObject();
    }

    private static LogLine.Event ReadEvent(JsonElement e) => new(new(
        e.GetProperty("position").GetInt64(),
        e.GetProperty("stream").GetGuid(),
        e.GetProperty("version").GetInt32(),
        Text(e, "type"),
        ReadMoment(e, "recordedAt"),
        DateOnly.ParseExact(Text(e, "occurredOn"), Day, CultureInfo.InvariantCulture),
        ReadActor(e.GetProperty("actor")),
        e.GetProperty("correlation").GetGuid(),
        e.GetProperty("causation") is { ValueKind: not JsonValueKind.Null } causation ? causation.GetGuid() : null,
        e.GetProperty("command").GetGuid(),
        e.TryGetProperty("data", out var data) ? data.GetRawText() : Text(e, "text")));

    private static void WriteCommand(Utf8JsonWriter json, LogLine.Command command)
    {
        json.WriteStartObject("command");
        json.WriteString("client", command.Key.Client);
        json.WriteString("id", command.Key.Id);
        json.WriteString("contentHash", Convert.ToHexStringLower(command.Memory.ContentHash));
        json.WriteNumber("lastPosition", command.Memory.Position);
        json.WriteStartArray("streams");
        foreach (var stream in command.Memory.Streams) json.WriteStringValue(stream);
        json.WriteEndArray();
        json.WriteStartArray("versions");
        foreach (var version in command.Memory.Versions) json.WriteNumberValue(version);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static LogLine.Command ReadCommand(JsonElement command)
    {
        var hash = Convert.FromHexString(Text(command, "contentHash"));
        return new(new(Text(command, "client"), command.GetProperty("id").GetGuid(), hash), new(hash, command.GetProperty("lastPosition").GetInt64(),
            [.. command.GetProperty("streams").EnumerateArray().Select(s => s.GetGuid())],
            [.. command.GetProperty("versions").EnumerateArray().Select(v => v.GetInt32())]));
    }

    private static void WriteClaim(Utf8JsonWriter json, Claim claim)
    {
        json.WriteStartObject("claim");
        json.WriteString("key", claim.Key);
        json.WriteString("stream", claim.Stream);
        json.WriteEndObject();
    }

    private static void WriteTrailer(Utf8JsonWriter json, LogLine.Trailer trailer)
    {
        json.WriteStartObject("trailer");
        json.WriteNumber("events", trailer.Contents.Events);
        json.WriteNumber("commands", trailer.Contents.Commands);
        json.WriteNumber("claims", trailer.Contents.Claims);
        json.WriteNumber("lastPosition", trailer.Contents.LastPosition);
        json.WriteString("sha256", trailer.Hash);
        json.WriteEndObject();
    }

    private static LogLine.Trailer ReadTrailer(JsonElement trailer) => new(
        new(trailer.GetProperty("events").GetInt64(), trailer.GetProperty("commands").GetInt64(), trailer.GetProperty("claims").GetInt64(), trailer.GetProperty("lastPosition").GetInt64()),
        Text(trailer, "sha256"));

    private static void WriteMoment(Utf8JsonWriter json, string name, DateTimeOffset moment) =>
        json.WriteString(name, moment.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture));

    private static DateTimeOffset ReadMoment(JsonElement of, string name) =>
        DateTimeOffset.ParseExact(Text(of, name), Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static string Text(JsonElement of, string name) => Text(of.GetProperty(name));

    private static string Text(JsonElement value) => value.GetString() ?? throw new LogException("a word in it is null");

    /// <summary>Whether a payload comes back from the middle of a line as it was: what is around a value, and line breaks within it, would not.</summary>
    private static bool CanStandInALine(string data) => !data.AsSpan().ContainsAny('\n', '\r') && data.AsSpan().Trim(" \t").Length == data.Length;
}
