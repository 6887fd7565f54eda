namespace ReferralBroker.Domain.Services;

/// <summary>How many places the service has, shown to referrers at once with its age.</summary>
public sealed record PublishCapacity(CapacityState State, int? Places = null, DateOnly? ValidUntil = null) : IServiceVerb<PublishCapacity>
{
    public static string Verb => "publish-capacity";

    public static Decision Decide(Service s, PublishCapacity command, Occasion on)
    {
        if (s.RefusesManagement(on) is { } no) return no;
        if (command.Places is < 0 or > 10_000) return Refusals.OutOfRange("places", "a number from 0 to 10,000");
        if (command.ValidUntil < on.Today) return Refusals.NotInFuture("validUntil");
        return s.Record(on, new CapacityPublished(command.State, command.Places, command.ValidUntil));
    }
}
