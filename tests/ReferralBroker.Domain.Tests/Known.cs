using System.Collections.Immutable;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Tests;

/// <summary>What stands before any referral is sent: services of the directory, and a person who has agreed.</summary>
public static class Known
{
    public static readonly DateOnly Before = new(2026, 5, 1);
    public static readonly ServiceId ServiceId = new(Who.Id(21));
    public static readonly ServiceId OtherServiceId = new(Who.Id(22));
    public static readonly PersonId PersonId = new(Who.Id(31));
    public static readonly AgreementId AgreementId = new(Who.Id(41));
    public static readonly ConversationId ConversationId = new(Who.Id(51));

    public static readonly Particulars Particulars = new(
        Personal.Of("Okafor"), Personal.Of("Ada"), Personal.Of("1988-05-03"), Personal.Of("999 000 0018"), Phone: Personal.Of("0161 496 0000"));

    public static Given<Organisation> AnOrganisation(OrganisationId id, OrganisationKind kind) =>
        Spec.No(id).After(new RegisterOrganisation("Organisation", kind), Who.Administrator, Before);

    public static Given<Service> AListedService(ServiceId id, OrganisationId provider)
    {
        var none = Spec.No(id);
        var on = Who.On(Who.Administrator, Before);
        var listed = ListService.Decide(new(none.State, AnOrganisation(provider, OrganisationKind.Provider).State), new("Service", provider), on);
        listed.Refusal.Should().BeNull();
        return none.With(listed, on);
    }

    public static Given<Service> AServiceWithJourney(ServiceId id, OrganisationId provider, ServiceClocks? clocks = null, string journey = "ips") =>
        AListedService(id, provider).After(new SetJourney(journey, clocks), Who.Administrator, Before);

    public static Given<Service> AService(string journey = "ips") => AServiceWithJourney(ServiceId, Who.Provider, journey: journey);

    public static Given<Service> AnotherService() => AServiceWithJourney(OtherServiceId, Who.OtherProvider);

    public static Given<Person> ARegisteredPerson() => Spec.No(PersonId).After(new Register(Particulars), Who.Clinician, Before);

    public static Given<Person> APersonWhoAgreed(AgreementScope scope = AgreementScope.HealthDetail, ImmutableArray<ServiceId>? recipients = null) =>
        ARegisteredPerson().After(new GiveAgreement(AgreementId, scope, AgreementGiven.InPerson, "2026-1", recipients), Who.Clinician, Before);

    public static Given<Conversation> AConversation(Ending ending = Ending.RecordOnly, PersonId? with = null)
    {
        var none = Spec.No(ConversationId);
        var on = Who.On(Who.Clinician, Before);
        var reason = ending == Ending.OfferDeclined ? OfferDeclineReason.NotNow : (OfferDeclineReason?)null;
        var recorded = Conversations.Record.Decide(
            new(none.State, with is null ? null : ARegisteredPerson().State),
            new(Setting.GeneralPractice, ProfessionalRole.Nurse, [Topic.OutOfWork], with, ending, reason), on);
        recorded.Refusal.Should().BeNull();
        return none.With(recorded, on);
    }
}
