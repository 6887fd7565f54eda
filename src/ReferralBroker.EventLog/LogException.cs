namespace ReferralBroker.EventLog;

/// <summary>The log is not in a state in which its promises hold. The message says what to do.</summary>
public sealed class LogException : Exception
{
    public LogException(string message) : base(message) { }
    public LogException(string message, Exception inner) : base(message, inner) { }
    public LogException() { }
}
