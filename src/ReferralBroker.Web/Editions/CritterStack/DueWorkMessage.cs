using ReferralBroker.Web.Hosting;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace ReferralBroker.Web.Editions;

/// <summary>Work whose time has come. It is stored before it is begun, so that it is done even where the process dies over it.</summary>
public sealed record DueWorkMessage(DueWork Work);

/// <summary>Leaves due work to Wolverine's durable queue. What is due before that has started is done at once.</summary>
internal sealed class DueWorkByMessage(StartedBus bus, DueWorkAtOnce atOnce) : IDueWork
{
    // The clock says again what is due every half minute: a message that waits for much longer is one of many.
    private static readonly TimeSpan WorthDoing = TimeSpan.FromMinutes(5);

    public Task DoAsync(DueWork work, CancellationToken stop) =>
        bus.Open() is { } open ? open.PublishAsync(new DueWorkMessage(work), new DeliveryOptions { DeliverWithin = WorthDoing }).AsTask() : atOnce.DoAsync(work, stop);
}

/// <summary>Does it. What fails is tried again twice and then left to the next time it is due.</summary>
internal sealed class DueWorkHandler : MessageHandler<DueWorkMessage>
{
    public override void ConfigureChain(HandlerChain chain)
    {
        Quietly.Handle(chain);
        chain.OnException<DueWorkFailedException>().RetryWithCooldown(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)).Then.Discard();
    }

    protected override async Task HandleAsync(DueWorkMessage message, MessageContext context, CancellationToken cancellation)
    {
        var services = context.Runtime.Services;
        try
        {
            await services.GetRequiredService<DueWorkAtOnce>().DoAsync(message.Work, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            services.GetRequiredService<ILogger<DueWorkHandler>>().LogWarning("{Work} stopped ({Fault}) and is tried again", message.Work, e.GetType().Name);
            throw new DueWorkFailedException(e.GetType().Name);
        }
    }
}

/// <summary>Due work failed of a fault of this kind. Its own words stay out: a queue would keep them.</summary>
public sealed class DueWorkFailedException(string fault) : Exception(fault);
