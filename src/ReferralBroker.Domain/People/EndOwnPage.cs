namespace ReferralBroker.Domain.People;

/// <summary>The person no longer wants a page of their own. Every link to it ends at once.</summary>
public sealed record EndOwnPage : PersonCommand, IPersonVerb<EndOwnPage>
{
    public static string Verb => "end-own-page";

    public static Decision Decide(Person person, EndOwnPage command, Occasion on)
    {
        if (person.RefusesWish(on, command.OccurredOn) is { } no) return no;
        return person.OwnPage is null ? Decision.Nothing : person.Record(on, command.OccurredOn, new OwnPageEnded());
    }
}
