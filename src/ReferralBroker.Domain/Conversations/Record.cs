using System.Collections.Immutable;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Conversations;

/// <summary>All that recording a conversation looks at.</summary>
public sealed record Recording(Conversation New, Person? Person);

/// <summary>A conversation is recorded, and if the caller likes its ending with it.</summary>
public sealed record Record(
    Setting Setting,
    ProfessionalRole ProfessionalRole,
    ImmutableArray<Topic> Topics,
    PersonId? Person = null,
    Ending Ending = Ending.RecordOnly,
    OfferDeclineReason? DeclineReason = null,
    ServiceId? SignpostedTo = null,
    Personal? Note = null,
    DateOnly? OccurredOn = null) : ICommand<Recording, Record>
{
    public static string Verb => "record";

    public static Decision Decide(Recording state, Record command, Occasion on)
    {
        var (conversation, person) = state;
        if (!on.By.Refers) return Refusals.RoleNotAllowed;
        if (conversation.Exists) return Refusals.ConversationExists;
        if (command.Topics.IsDefaultOrEmpty) return Refusals.TopicNeeded;
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        if (command.Person is not null && person!.RefusesSupport(on, command.OccurredOn) is { } no) return no;
        if (command.OccurredOn > on.Today) return Refusals.InFuture("occurredOn");
        if (command.OccurredOn < on.Today.AddYears(-2)) return Refusals.OutOfRange("occurredOn", "a day within the last two years");
        if (command.Ending == Ending.ReferralAgreed && command.Person is null) return Refusals.Missing("person");
        if (command.Ending == Ending.OfferDeclined && command.DeclineReason is null) return Refusals.Missing("declineReason");
        if (command.Person is null && command.Note is not null) return Refusals.ConversationOfNobody;
        ImmutableArray<Topic> topics = [.. command.Topics.Distinct().Order()];
        var recorded = new Recorded(command.Person, command.Setting, on.By.Organisation, command.ProfessionalRole, topics, command.Note);
        return conversation.Record(on, command.OccurredOn, [recorded, .. EndingOf(command, topics)]);
    }

    private static DomainEvent[] EndingOf(Record command, ImmutableArray<Topic> topics) => command.Ending switch
    {
        Ending.AdviceGiven => [new AdviceGivenInConversation(topics)],
        Ending.Signposted => [new Signposted(command.SignpostedTo)],
        Ending.SupportOffered => [new SupportOffered()],
        Ending.OfferDeclined => [new SupportOffered(), new OfferDeclined(command.DeclineReason!.Value)],
        Ending.ReferralAgreed => [new SupportOffered(), new ReferralAgreed()],
        _ => [],
    };
}
