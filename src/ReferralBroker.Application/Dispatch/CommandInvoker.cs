namespace ReferralBroker.Application.Dispatch;

/// <summary>A command on its way to the decision of its slice.</summary>
/// <param name="Command">The command.</param>
/// <param name="Handle">Loads, decides and appends.</param>
public sealed record CommandHandling<TCommand>(TCommand Command, Func<CancellationToken, Task<Outcome>> Handle);

/// <summary>How a command comes to be handled, where that is not at once. What is decided, and what of it is kept, is none of its business.</summary>
public interface ICommandInvoker
{
    /// <summary>Has it handled, and answers its outcome or throws what its handling threw.</summary>
    Task<Outcome> InvokeAsync<TCommand>(CommandHandling<TCommand> handling, CancellationToken stop);
}
