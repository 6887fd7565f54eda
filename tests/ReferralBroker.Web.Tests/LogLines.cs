using System.Text;
using Microsoft.Extensions.Logging;

namespace ReferralBroker.Web.Tests;

/// <summary>Keeps every log line, whatever its level, to look for what must not be in one.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly StringBuilder _text = new();

    public string Text
    {
        get { lock (_text) return _text.ToString(); }
    }

    /// <summary>Has a server say everything it can say, whatever appsettings.json says of its categories.</summary>
    public void Everything(ILoggingBuilder logging) => logging.AddProvider(this).AddFilter<LogLines>(null, LogLevel.Trace);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    /// <summary>The lines that hold a text, with the category each is of.</summary>
    public IEnumerable<string> With(string text) => Text.Split('\n').Where(l => l.Contains(text, StringComparison.OrdinalIgnoreCase));

    public void Dispose() { }

    private sealed class Category(LogLines lines, string name) : ILogger
    {
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines._text) lines._text.Append(name).Append(": ").AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
    }
}
