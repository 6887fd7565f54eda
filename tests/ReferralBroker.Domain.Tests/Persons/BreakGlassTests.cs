using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;

namespace ReferralBroker.Domain.Tests.Persons;

/// <summary>Who may open a record that is not theirs to see, for how long, and who looks at it.</summary>
public class BreakGlassTests
{
    private static readonly DateOnly Today = Known.Before.AddDays(10);
    private static readonly Actor Stranger = Who.Clinician with { User = "stranger", Organisation = Who.Stranger };
    private static readonly BreakGlass Needed = new(BreakGlassReason.RiskToLife, Personal.Of("Found unconscious.")) { Access = Who.Id(701) };

    [Fact]
    public void A_clinician_who_breaks_the_glass_sees_for_four_hours_and_nobody_else_does()
    {
        var person = Known.ARegisteredPerson();
        person.State.IsVisibleTo(Stranger.Organisation).Should().BeFalse();
        var opened = person.After(Needed, Stranger, Today).State;
        var at = Who.On(Stranger, Today).At;
        opened.IsOpenedTo(Stranger, at).Should().BeTrue();
        opened.IsOpenedTo(Stranger, at + BreakGlass.Lasts - TimeSpan.FromSeconds(1)).Should().BeTrue();
        opened.IsOpenedTo(Stranger, at + BreakGlass.Lasts).Should().BeFalse();
        opened.IsOpenedTo(Stranger with { User = "colleague" }, at).Should().BeFalse();
        opened.IsOpenedTo(Stranger with { Role = Role.PracticeAdministrator }, at).Should().BeFalse();
        opened.IsVisibleTo(Stranger.Organisation).Should().BeFalse("it opens nothing to the organisation");
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Only_those_who_care_for_people_may(Role role, string? refusal) =>
        (BreakGlass.Decide(Known.ARegisteredPerson().State, Needed, Who.On(Stranger with { Role = role }, Today)).Refusal?.Code).Should().Be(refusal);

    public static TheoryData<Role, string?> Roles => new()
    {
        { Role.Clinician, null },
        { Role.PracticeAdministrator, "role.not-allowed" },
        { Role.ProviderCaseworker, "break-glass.never-referred" },
        { Role.ProviderManager, "break-glass.never-referred" },
        { Role.HubOfficer, "break-glass.never-referred" },
        { Role.Commissioner, "role.not-allowed" },
        { Role.GovernanceLead, "role.not-allowed" },
        { Role.Administrator, "role.not-allowed" },
        { Role.OrganisationAdministrator, "role.not-allowed" },
        { Role.Operator, "role.not-allowed" },
        { Role.System, "role.not-allowed" },
        { Role.Person, "role.not-allowed" },
    };

    [Fact]
    public void It_needs_words_and_asked_again_it_records_nothing()
    {
        var person = Known.ARegisteredPerson();
        person.When(Needed with { Detail = Personal.Of(" ") }, Stranger, Today).IsRefused("value.missing");
        var opened = person.After(Needed, Stranger, Today);
        opened.When(Needed, Stranger, Today).RecordsNothing();
        opened.When(Needed with { Access = Who.Id(702) }, Stranger, Today).RecordsNothing();
        opened.When(Needed with { Access = Who.Id(702) }, Stranger, Today.AddDays(1)).Decision.Streams.Should().ContainSingle("the first has run out");
    }

    [Fact]
    public void The_lead_of_the_organisation_that_did_it_looks_at_it_once_and_so_may_one_who_oversees_all()
    {
        var opened = Known.ARegisteredPerson().After(Needed, Stranger, Today).State;
        var review = new ReviewBreakGlass(Who.Id(701), BreakGlassFinding.Justified);
        Decision Looks(Actor by, OrganisationKind kind) => ReviewBreakGlass.Decide(new(opened, Known.AnOrganisation(by.Organisation, kind).State), review, Who.On(by, Today));

        Looks(Who.Governance with { Organisation = Who.Stranger }, OrganisationKind.GeneralPractice).Refusal.Should().BeNull();
        Looks(Who.Governance, OrganisationKind.Administration).Refusal.Should().BeNull();
        Looks(Who.Governance, OrganisationKind.Commissioner).Refusal.Should().BeNull();
        Looks(Who.Governance, OrganisationKind.Provider).Refusal!.Code.Should().Be("break-glass.unknown", "another organisation's lead is told nothing");
        Looks(Who.Governance with { User = Stranger.User }, OrganisationKind.Commissioner).Refusal!.Code.Should().Be("break-glass.own", "nobody looks at what they did themselves");
        Looks(Stranger, OrganisationKind.Administration).Refusal!.Code.Should().Be("role.not-allowed");
    }

    [Fact]
    public void Openings_of_two_records_under_one_id_do_not_stand_in_each_others_way_when_the_records_are_merged()
    {
        var opened = Known.ARegisteredPerson().After(Needed, Stranger, Today).State;
        opened.Invoking(p => p.With([opened with { Id = new(Who.Id(99)) }])).Should().NotThrow();
    }

    [Fact]
    public void Nobody_enrols_themselves_or_changes_their_own_role()
    {
        var practice = Known.AnOrganisation(Who.Practice, OrganisationKind.GeneralPractice);
        var keeper = new Actor("keeper", Role.OrganisationAdministrator, Who.Practice);
        practice.When(new EnrolUser("keeper", UserKind.Person, Role.Clinician), keeper, Today).IsRefused("user.own-account");
        practice.After(new EnrolUser("keeper", UserKind.Person, Role.OrganisationAdministrator), Who.Administrator, Today)
            .When(new ChangeRole("keeper", Role.Clinician), keeper, Today).IsRefused("user.own-account");
    }
}
