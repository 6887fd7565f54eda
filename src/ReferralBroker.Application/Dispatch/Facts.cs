using ReferralBroker.Domain;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Dispatch;

/// <summary>Between the log's events and the domain's.</summary>
public static class Facts
{
    /// <summary>What happened, its personal values still sealed.</summary>
    /// <exception cref="LogException">A newer program has written the event: this one must not go on without it.</exception>
    public static DomainEvent EventOf(RecordedEvent e) => EventCatalogue.TypeOf(e.Type) is null ? throw LogException.Unknown(e.Type) : EventJson.Read(e.Type, e.Data);

    /// <summary>The fact an event of the log stands for, its personal values still sealed.</summary>
    public static Fact Of(RecordedEvent e) => new(EventOf(e), e.OccurredOn, e.RecordedAt, ActorOf(e.Actor));

    /// <summary>Looks whether this program knows every event the log holds.</summary>
    /// <exception cref="LogException">It does not: a newer program has written to it.</exception>
    public static async Task CheckAllAreKnownAsync(Log log, CancellationToken stop = default)
    {
        var unknown = (await log.EventTypesAsync(stop)).Where(name => EventCatalogue.TypeOf(name) is null).ToArray();
        if (unknown.Length > 0) throw LogException.Unknown(unknown);
    }

    /// <summary>Who did it.</summary>
    public static Actor ActorOf(LogActor actor) => new(
        actor.User, Codes.Parse<Role>(actor.Role) ?? throw new FormatException($"'{actor.Role}' is no role."), new(Guid.Parse(actor.Organisation)));

    /// <summary>Who did it, as the log keeps it.</summary>
    public static LogActor LogActorOf(Actor actor) => new(actor.User, Codes.Name(actor.Role), actor.Organisation.ToString());
}
