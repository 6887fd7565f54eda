using System.Collections.Immutable;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>All that sending a referral looks at.</summary>
/// <param name="New">The referral to be, still empty.</param>
/// <param name="Person">The person.</param>
/// <param name="Service">Where it goes.</param>
/// <param name="Conversation">The conversation it came of, if it came of one.</param>
/// <param name="Previous">The declined or recalled referral it takes the place of, if it does.</param>
public sealed record Sending(Referral New, Person Person, Service Service, Conversation? Conversation, Referral? Previous)
{
    /// <summary>An open referral to the service under another record of the person; one under the same record is kept out by the claim.</summary>
    public ReferralId? OpenTwin { get; init; }
}

/// <summary>
/// A referral is sent to a service, under an agreement of the person. Where they give that agreement with the sending, it is recorded with it or not at all.
/// Where the service did not seem to fit, it is said why it is sent all the same.
/// </summary>
public sealed record Send(
    PersonId Person,
    ServiceId Service,
    AgreementId Agreement,
    ReferralSource Source,
    Setting Setting,
    Need Need,
    ConversationId? Conversation = null,
    ReferralId? RematchOf = null,
    ImmutableArray<RiskFlag>? Risks = null,
    Personal? NeedSummary = null,
    Personal? HealthDetail = null,
    Personal? RiskDetail = null,
    Personal? Despite = null,
    GiveAgreement? Given = null) : ReferralCommand, ICommand<Sending, Send>
{
    public static string Verb => "send";

    public static Decision Decide(Sending state, Send command, Occasion on)
    {
        var (referral, person, _, conversation, previous) = state;
        var service = state.Service.On(on.Today);
        if (RefusesSender(command, service, on) is { } sender) return sender;
        if (referral.Exists) return Refusals.ReferralExists;
        if (person.RefusesSharing() is { } unknown) return unknown;
        if (!person.IsVisibleTo(on.By.Organisation)) return Refusals.NotParty;
        if (person.RefusesDay(on, command.OccurredOn, "occurredOn") is { } day) return day;
        if (service.RefusesReferrals() is { } closed) return closed;
        if (RefusesText(command) is { } text) return text;
        var given = command.Given is { } giving ? GiveAgreement.Decide(person, giving with { OccurredOn = command.OccurredOn }, on) : Decision.Nothing;
        if (given.Refusal is { } notGiven) return notGiven;
        person = given.For(person.Id.Value).Aggregate(person, (known, e) => People.Person.Evolve(known, new(e, given.OccurredOn, on.At, on.By)));
        if (person.Agreements.GetValueOrDefault(command.Agreement) is not { } agreement) return Refusals.AgreementUnknown;
        if (agreement.Refuses(service.Id) is { } outside) return outside;
        if (agreement.RefusesBeyond(command.NeedSummary, command.HealthDetail) is { } beyond) return beyond;
        if (command.Conversation is not null && RefusesConversation(conversation, person, on) is { } talk) return talk;
        if (state.OpenTwin is { } twin) return Refusals.Duplicate(twin.Value);
        if (command.RematchOf is not null && RefusesRematch(previous, person, on) is { } match) return match;
        if (Earliest(agreement, conversation, previous) is var earliest && command.OccurredOn < earliest) return Refusals.BeforeEarlier(earliest);

        var sent = new Sent(
            ReferralReference.Of(referral.Id), previous?.Terms!.Root ?? referral.Id, previous?.Id, previous is null ? 0 : previous.Terms!.Hop + 1,
            // What takes the place of a referral stays on its record: were records merged by mistake, nothing of the one lies on the other.
            previous?.Terms!.Person ?? person.Id, command.Conversation ?? previous?.Terms!.Conversation, service.Id, service.Organisation, service.Journey!, service.Clocks,
            on.By.Organisation, on.By.User, command.Source, command.Setting, command.Need, [.. (command.Risks ?? []).Distinct().Order()],
            new(command.Agreement, agreement.Scope, agreement.Recipients), command.NeedSummary, command.HealthDetail, command.RiskDetail, command.Despite);
        return Start(referral, sent, command.OccurredOn, on)
            .And(person.Id.Value, given.For(person.Id.Value).AsSpan())
            .And(sent.Person.Value, ForPerson(sent, referral.Id))
            .And(conversation?.Id.Value ?? default, conversation is null ? [] : conversation.Agreed())
            .And(previous?.Id.Value ?? default, previous is null ? [] : previous.Record(on, null, new Rematched(referral.Id, service.Id)).For(previous.Id.Value).AsSpan());
    }

    /// <summary>The first event of a referral, with the claims that keep it the only open one and its reference its own.</summary>
    internal static Decision Start(Referral referral, Sent sent, DateOnly? occurredOn, Occasion on) => referral.Record(on, occurredOn, sent)
        .Claiming(ReferralRules.OpenKey(sent.Person, sent.Service), referral.Id.Value)
        .Claiming(ReferralReference.Key(sent.Reference), referral.Id.Value);

    /// <summary>What the person's own stream keeps of it.</summary>
    internal static Referred ForPerson(Sent sent, ReferralId referral) => new(referral, sent.Referrer, sent.Provider, sent.SharedUnder.Agreement);

    /// <summary>A practice or team sends what came of its work; a provider takes a self-referral for a service of its own.</summary>
    private static Refusal? RefusesSender(Send command, Service service, Occasion on) => command.Source == ReferralSource.Self
        ? !on.By.Provides ? Refusals.RoleNotAllowed : service.Exists && service.Organisation != on.By.Organisation ? Refusals.NotParty : null
        : !on.By.Refers ? Refusals.RoleNotAllowed : null;

    private static Refusal? RefusesText(Send command) =>
        ReferralRules.RefusesText("needSummary", command.NeedSummary)
        ?? ReferralRules.RefusesText("healthDetail", command.HealthDetail)
        ?? ReferralRules.RefusesText("riskDetail", command.RiskDetail)
        ?? ReferralRules.RefusesText("despite", command.Despite);

    private static Refusal? RefusesConversation(Conversation? conversation, Person person, Occasion on) =>
        conversation is not { Exists: true } ? Refusals.ConversationUnknown
        : conversation.Organisation != on.By.Organisation ? Refusals.NotParty
        : conversation.Person is { } with && !person.Is(with) ? Refusals.ConversationOfAnother
        : conversation.RefusesAgreeing();

    private static Refusal? RefusesRematch(Referral? previous, Person person, Occasion on) =>
        previous is not { Exists: true } ? Refusals.ReferralUnknown
        : previous.RefusesReferrer(on) is { } no ? no
        : previous.RematchedTo is not null ? Refusals.AlreadyRematched
        : previous.Status != ReferralStatus.Declined || !person.Is(previous.Terms!.Person) ? Refusals.NotToRematch
        : null;

    /// <summary>A referral comes after what it rests on.</summary>
    private static DateOnly Earliest(Agreement agreement, Conversation? conversation, Referral? previous) =>
        new[] { agreement.GivenOn, conversation?.HeldOn ?? agreement.GivenOn, previous?.EnteredOn ?? agreement.GivenOn }.Max();

    /// <summary>Whether a referral could be sent on in place of this one, by this actor.</summary>
    public static bool CanRematch(Referral previous, Person person, Occasion on) =>
        RefusesRematch(previous, person, on) is null && person.RefusesSharing() is null && person.IsVisibleTo(on.By.Organisation);
}
