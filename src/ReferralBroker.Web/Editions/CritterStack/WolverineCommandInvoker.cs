using ReferralBroker.Application.Dispatch;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace ReferralBroker.Web.Editions;

/// <summary>
/// Hands each command to Wolverine, which handles it at once and inline: it is never stored, for what is asked in it is somebody's own. The few that the
/// broker gives itself before Wolverine has started are handled without it.
/// </summary>
internal sealed class WolverineCommandInvoker(StartedBus bus) : ICommandInvoker
{
    public async Task<Outcome> InvokeAsync<TCommand>(CommandHandling<TCommand> handling, CancellationToken stop)
    {
        if (bus.Open() is not { } open) return await handling.Handle(stop);
        var message = new CommandMessage<TCommand>(handling, stop);
        await open.InvokeAsync(message, CancellationToken.None);
        return await message.Outcome;
    }
}

/// <summary>A command on its way through Wolverine. Its outcome, and a fault as well, is its caller's and no message of its own.</summary>
internal sealed class CommandMessage<TCommand>(CommandHandling<TCommand> handling, CancellationToken stop)
{
    private readonly TaskCompletionSource<Outcome> _outcome = new();

    public Task<Outcome> Outcome => _outcome.Task;

    public async Task HandleAsync()
    {
        try
        {
            _outcome.SetResult(await handling.Handle(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _outcome.SetCanceled(stop);
        }
        catch (Exception e)
        {
            _outcome.SetException(e);
        }
    }
}

/// <summary>Wolverine's handler of one kind of command.</summary>
internal sealed class CommandHandler<TCommand> : MessageHandler<CommandMessage<TCommand>>
{
    public override void ConfigureChain(HandlerChain chain) => Quietly.Handle(chain);

    protected override Task HandleAsync(CommandMessage<TCommand> message, MessageContext context, CancellationToken cancellation) => message.HandleAsync();
}
