using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>
/// Hears all that leaves a process besides its answers: every log line of every level with its scopes, every activity of every source, every
/// measurement of every instrument. Looks at each as it comes, since together they are too many to keep.
/// </summary>
internal sealed class LeakWatch : ILoggerProvider, ILogger
{
    private const int MostKept = 20;
    private readonly ConcurrentQueue<string> _found = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();
    private long _lines;
    private long _spans;
    private long _measurements;

    public LeakWatch()
    {
        _activities = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = See,
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            Look("instrument", $"{instrument.Meter.Name} {instrument.Name} {instrument.Description}");
            listener.EnableMeasurementEvents(instrument);
        };
        Measure<byte>();
        Measure<short>();
        Measure<int>();
        Measure<long>();
        Measure<float>();
        Measure<double>();
        Measure<decimal>();
        _meters.Start();
    }

    /// <summary>What was let out, and where.</summary>
    public IReadOnlyCollection<string> Found => _found;

    /// <summary>What the server itself says went wrong, which an answer never tells.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>The case that is running, so that what is found can be repeated.</summary>
    public int Case { get; set; } = -1;

    public long Lines => Interlocked.Read(ref _lines);

    public long Spans => Interlocked.Read(ref _spans);

    public long Measurements => Interlocked.Read(ref _measurements);

    /// <summary>Asks every instrument that only answers when asked.</summary>
    public void AskInstruments() => _meters.RecordObservableInstruments();

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Interlocked.Increment(ref _lines);
        var line = formatter(state, exception);
        Look("log line", line);
        if (logLevel >= LogLevel.Error && _errors.Count < MostKept) _errors.Enqueue($"case {Case}: {line} {exception}");
        LookAtAll("log value", state);
        if (exception is not null) Look("logged exception", exception.ToString());
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull
    {
        Look("log scope", state.ToString());
        LookAtAll("log scope", state);
        return null;
    }

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private void Measure<T>() where T : struct => _meters.SetMeasurementEventCallback<T>((instrument, _, tags, _) =>
    {
        Interlocked.Increment(ref _measurements);
        foreach (var (key, value) in tags)
        {
            Look(instrument.Name, key);
            Look(instrument.Name, Text(value));
        }
    });

    private void See(Activity activity)
    {
        Interlocked.Increment(ref _spans);
        Look("activity", activity.DisplayName);
        Look("activity", activity.OperationName);
        Look("activity status", activity.StatusDescription);
        foreach (var (key, value) in activity.TagObjects) (_, _) = (Look("activity tag", key), Look($"activity tag {key}", Text(value)));
        foreach (var (key, value) in activity.Baggage) (_, _) = (Look("activity baggage", key), Look("activity baggage", value));
        foreach (var happened in activity.Events)
        {
            Look("activity event", happened.Name);
            foreach (var (key, value) in happened.Tags) (_, _) = (Look("activity event tag", key), Look($"activity event tag {key}", Text(value)));
        }
    }

    private void LookAtAll<TState>(string where, TState state)
    {
        if (state is IEnumerable<KeyValuePair<string, object?>> values)
            foreach (var (key, value) in values) (_, _) = (Look(where, key), Look($"{where} {key}", Text(value)));
    }

    private static string? Text(object? value) => value is System.Collections.IEnumerable and not string ? string.Join(' ', ((System.Collections.IEnumerable)value).Cast<object?>()) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private bool Look(string where, string? text)
    {
        if (text is null || !text.AsSpan().ContainsAny(Markers.Finder)) return false;
        if (_found.Count < MostKept) _found.Enqueue($"case {Case}: {where}: {(text.Length > 500 ? text[..500] : text)}");
        return true;
    }
}
