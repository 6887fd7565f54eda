using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

public class RightsTests
{
    private static readonly Role[] Referring = [Role.Clinician, Role.PracticeAdministrator];
    private static readonly Role[] Providing = [Role.ProviderCaseworker, Role.ProviderManager, Role.HubOfficer];

    public static TheoryData<string, string, Role, bool> Askers()
    {
        var askers = new TheoryData<string, string, Role, bool>();
        foreach (var journey in Table.Journeys)
            foreach (var row in Table.Rows(journey))
                foreach (var role in Enum.GetValues<Role>())
                {
                    askers.Add(journey, row.Verb, role, true);
                    askers.Add(journey, row.Verb, role, false);
                }
        return askers;
    }

    [Theory]
    [MemberData(nameof(Askers))]
    public void A_verb_is_for_the_roles_of_its_side_and_for_the_organisation_that_is_party(string journey, string verb, Role role, bool own)
    {
        var row = Table.Of(journey, verb);
        // Whoever has no right to ask is not told that the journey has no such step.
        var status = row.IsForeign ? ReferralStatus.Engaged : row.Allowed.Keys.First();
        var organisation = !own ? Who.Stranger : Referring.Contains(role) ? Who.Practice : Who.Provider;
        var outcome = Ask.For(verb, In.Status(status, journey), new("somebody", role, organisation), In.Day(status));
        switch (Expected(row, role, own))
        {
            case null when row.IsForeign: outcome.IsRefused("referral.not-in-journey"); break;
            case null: outcome.Decision.Refusal.Should().BeNull(); break;
            case { } code: outcome.IsRefused(code); break;
        }
    }

    private static string? Expected(Row row, Role role, bool own) => row.Side switch
    {
        Side.Clock => role == Role.System ? null : "role.not-allowed",
        // Whoever closed it reopens it; the table's was closed by the service.
        Side.Service when row.Verb == "reopen" && Referring.Contains(role) => "organisation.not-party",
        Side.Service => Answer(Providing.Contains(role), own),
        Side.Referrer => Answer(Referring.Contains(role), own),
        _ => Answer(Referring.Contains(role) || Providing.Contains(role), own),
    };

    private static string? Answer(bool rightRole, bool own) => !rightRole ? "role.not-allowed" : own ? null : "organisation.not-party";

    /// <summary>The Good Employment Hub takes referrals as a provider does.</summary>
    [Fact]
    public void A_hub_officer_acts_for_a_service_of_the_hub_and_for_no_other()
    {
        var hub = Known.AServiceWithJourney(Known.ServiceId, Who.Hub, journey: "employer-hub").State;
        var sent = In.SentTo(hub, Known.APersonWhoAgreed().State);
        var accepted = sent.When(new Accept(), Who.HubOfficer, In.June(2)).Records("referral.received.v1", "referral.accepted.v1").Accepted();
        var engaged = accepted.After(new RecordContact(ContactMedium.Telephone, true) { Id = In.Called }, Who.HubOfficer, In.June(3))
            .After(new StartProfile(), Who.HubOfficer, In.June(4))
            .After(new RecordEmployerContact(true) { Id = Who.Id(74) }, Who.HubOfficer, In.June(5));
        engaged.When(new StartJob(In.June(8), 20) { Id = In.Job }, Who.HubOfficer, In.June(8)).Records("referral.job-started.v1")
            .Then.Status.Should().Be(ReferralStatus.InWork);

        sent.When(new Accept(), Who.Caseworker, In.June(2)).IsRefused("organisation.not-party");
        In.Sent().When(new Accept(), Who.HubOfficer, In.June(2)).IsRefused("organisation.not-party");
        sent.When(new Withdraw(WithdrawReason.Other), Who.HubOfficer, In.June(2)).IsRefused("role.not-allowed");
    }

    [Fact]
    public void A_hub_officer_takes_a_self_referral_for_the_hub()
    {
        var person = Known.APersonWhoAgreed().State;
        var hub = Known.AServiceWithJourney(Known.ServiceId, Who.Hub, journey: "employer-hub").State;
        var sent = In.SentTo(hub, person with { KnownTo = person.KnownTo.Add(Who.Hub) }, In.ToSend(Known.ServiceId) with { Source = ReferralSource.Self }, Who.HubOfficer);
        sent.When(new Withdraw(WithdrawReason.Other), Who.HubOfficer, In.June(2)).Records("referral.withdrawn.v1");
    }

    [Fact]
    public void A_declined_referral_is_closed_by_its_referrer_and_not_by_the_service()
    {
        Ask.For("close", In.Declined(), Who.Caseworker, In.June(17)).IsRefused("role.not-allowed");
        Ask.For("close", In.Declined(), Who.Clinician with { Organisation = Who.Stranger }, In.June(17)).IsRefused("organisation.not-party");
    }

    [Fact]
    public void A_referrer_who_closed_a_declined_referral_reopens_it_and_the_service_does_not()
    {
        var closed = In.Declined().After(new Close(CloseReason.NotRematched, CloseOutcome.Unknown), Who.Clinician, In.June(17));
        Ask.For("reopen", closed, Who.Caseworker, In.June(18)).IsRefused("organisation.not-party");
        Ask.For("reopen", closed, Who.Clinician, In.June(18)).Then.Status.Should().Be(ReferralStatus.Received);
    }

    [Fact]
    public void A_job_and_a_contact_are_corrected_by_the_service_and_the_need_by_the_referrer()
    {
        var contact = new Correct(Contact: new(In.Called, In.June(5), ContactMedium.Video, true));
        var job = new Correct(Job: new(In.Job, In.June(16), 20, null));
        foreach (var command in new[] { contact, job })
        {
            In.InWork().When(command, Who.Caseworker, In.June(17)).Records("referral.corrected.v1");
            In.InWork().When(command, Who.Clinician, In.June(17)).IsRefused("role.not-allowed");
            In.InWork().When(command, Who.Caseworker with { Organisation = Who.OtherProvider }, In.June(17)).IsRefused("organisation.not-party");
        }
    }

    [Fact]
    public void A_provider_that_took_a_self_referral_speaks_for_both_sides()
    {
        var person = Known.APersonWhoAgreed().After(new People.StateRelationship(People.Relationship.UnderOurCare), Who.Clinician, Known.Before).State;
        var send = In.ToSend(Known.ServiceId) with { Source = ReferralSource.Self };
        var known = person with { KnownTo = person.KnownTo.Add(Who.Provider) };
        var sent = In.SentTo(Known.AService().State, known, send, Who.Caseworker);
        sent.When(new Acknowledge(), Who.Caseworker, In.June(2)).Records("referral.received.v1");
        sent.When(new Withdraw(WithdrawReason.Other), Who.Manager, In.June(2)).Records("referral.withdrawn.v1");
        sent.When(new Withdraw(WithdrawReason.Other), Who.Manager with { Organisation = Who.OtherProvider }, In.June(2)).IsRefused("organisation.not-party");
    }

    [Theory]
    [InlineData("add-note")]
    [InlineData("send-message")]
    public void A_day_in_the_future_is_refused_as_such_to_both_sides(string verb)
    {
        foreach (var by in new[] { Who.Caseworker, Who.Clinician })
        {
            var outcome = verb == "add-note"
                ? In.Received().When(new AddNote(NoteVisibility.Own, Personal.Of("Rang.")) { OccurredOn = In.June(4) }, by, In.June(3))
                : In.Received().When(new SendMessage(Personal.Of("Rang.")) { OccurredOn = In.June(4) }, by, In.June(3));
            outcome.IsRefused("date.in-future");
        }
    }
}
