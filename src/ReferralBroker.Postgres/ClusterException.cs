namespace ReferralBroker.Postgres;

/// <summary>
/// The embedded cluster could not be started or used. The message says what was wrong, what was expected and what to do next;
/// it is meant to be shown to the person who started the program.
/// </summary>
public sealed class ClusterException : Exception
{
    public ClusterException()
    {
    }

    public ClusterException(string message) : base(message)
    {
    }

    public ClusterException(string message, Exception? innerException) : base(message, innerException)
    {
    }
}
