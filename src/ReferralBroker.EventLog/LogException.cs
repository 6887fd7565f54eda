namespace ReferralBroker.EventLog;

/// <summary>The log is not in a state in which its promises hold. The message says what to do.</summary>
public sealed class LogException : Exception
{
    public LogException(string message) : base(message) { }
    public LogException(string message, Exception inner) : base(message, inner) { }
    public LogException() { }

    /// <summary>The log holds events that the program does not know.</summary>
    public static LogException Unknown(params IEnumerable<string> types) =>
        new($"The log holds events that this program does not know ({string.Join(", ", types)}): a newer program has written to it. Start that one.");
}
