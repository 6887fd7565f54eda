using Wolverine.Runtime;

namespace ReferralBroker.Web.Editions;

/// <summary>The way to Wolverine, which takes messages only once the server has started.</summary>
internal sealed class StartedBus(IWolverineRuntime runtime, IHostApplicationLifetime host)
{
    /// <summary>A bus of its own for whoever asks; null before Wolverine has started.</summary>
    public MessageBus? Open() => host.ApplicationStarted.IsCancellationRequested ? new(runtime) : null;
}
