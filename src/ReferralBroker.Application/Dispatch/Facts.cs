using ReferralBroker.Domain;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Dispatch;

/// <summary>Between the log's events and the domain's.</summary>
public static class Facts
{
    /// <summary>The fact an event of the log stands for, its personal values still sealed.</summary>
    public static Fact Of(RecordedEvent e) => new(
        EventJson.Read(e.Type, e.Data), e.OccurredOn, e.RecordedAt, ActorOf(e.Actor));

    /// <summary>Who did it.</summary>
    public static Actor ActorOf(LogActor actor) => new(
        actor.User, Codes.Parse<Role>(actor.Role) ?? throw new FormatException($"'{actor.Role}' is no role."), new(Guid.Parse(actor.Organisation)));

    /// <summary>Who did it, as the log keeps it.</summary>
    public static LogActor LogActorOf(Actor actor) => new(actor.User, Codes.Name(actor.Role), actor.Organisation.ToString());
}
