using System.Collections.Immutable;

namespace ReferralBroker.Domain.Organisations;

public enum OrganisationKind
{
    GeneralPractice,
    MentalHealthTeam,
    Provider,
    EmploymentHub,
    Commissioner,
    Administration,
}

/// <summary>Whether a user is a person who signs in or a system that calls.</summary>
public enum UserKind
{
    Person,
    SystemClient,
}

/// <summary>What a user of an organisation is there: in which role, and whether somebody signs in or a system calls.</summary>
public sealed record Member(Role Role, UserKind Kind);

/// <summary>How its team is told that something waits.</summary>
public sealed record Notices(string? Email, bool AnswersByLink);

/// <summary>An organisation as its events make it.</summary>
public sealed record Organisation
{
    public static Organisation None(OrganisationId id) => new() { Id = id };

    public required OrganisationId Id { get; init; }

    public string? Name { get; init; }

    public OrganisationKind Kind { get; init; }

    public string? OdsCode { get; init; }

    /// <summary>Its users by their opaque keys.</summary>
    public ImmutableSortedDictionary<string, Member> Users { get; init; } = ImmutableSortedDictionary.Create<string, Member>(StringComparer.Ordinal);

    public Notices Notices { get; init; } = new(null, false);

    public bool HasLeft { get; init; }

    public bool Exists => Name is not null;

    /// <summary>Whether its governance leads answer for the broker as a whole, and not for their own organisation alone.</summary>
    public bool OverseesAll => Exists && !HasLeft && Kind is OrganisationKind.Commissioner or OrganisationKind.Administration;

    public static Organisation Evolve(Organisation o, Fact fact) => fact.Event switch
    {
        OrganisationRegistered e => o with { Name = e.Name, Kind = e.Kind, OdsCode = e.OdsCode },
        UserEnrolled e => o with { Users = o.Users.Add(e.User, new(e.Role, e.Kind)) },
        RoleChanged e => o with { Users = o.Users.SetItem(e.User, o.Users[e.User] with { Role = e.Role }) },
        UserEnded e => o with { Users = o.Users.Remove(e.User) },
        NoticesSet e => o with { Notices = new(e.Email, e.AnswersByLink) },
        OrganisationHasLeft => o with { HasLeft = true },
        _ => o,
    };

    /// <summary>No, unless the actor administers organisations and this one is there.</summary>
    public Refusal? RefusesAdministration(Occasion on) =>
        on.By.Role != Role.Administrator ? Refusals.RoleNotAllowed
        : !Exists ? Refusals.OrganisationUnknown
        : HasLeft ? Refusals.OrganisationLeft
        : null;

    /// <summary>No, unless the actor keeps the users of this organisation, as its own administrator or the directory's.</summary>
    public Refusal? RefusesUserAdministration(Occasion on) =>
        on.By.Role is not (Role.Administrator or Role.OrganisationAdministrator) ? Refusals.RoleNotAllowed
        // Nobody is told of another organisation more than that it is not theirs.
        : on.By.Role == Role.OrganisationAdministrator && on.By.Organisation != Id ? Refusals.NotParty
        : !Exists ? Refusals.OrganisationUnknown
        : HasLeft ? Refusals.OrganisationLeft
        : null;

    /// <summary>No, if people of this kind of organisation do not hold that role.</summary>
    public Refusal? RefusesRole(Role role) => Kind switch
    {
        OrganisationKind.GeneralPractice or OrganisationKind.MentalHealthTeam => role is Role.Clinician or Role.PracticeAdministrator or Role.GovernanceLead or Role.OrganisationAdministrator,
        OrganisationKind.Provider => role is Role.ProviderCaseworker or Role.ProviderManager or Role.GovernanceLead or Role.OrganisationAdministrator,
        OrganisationKind.EmploymentHub => role is Role.HubOfficer or Role.GovernanceLead or Role.OrganisationAdministrator,
        OrganisationKind.Commissioner => role is Role.Commissioner or Role.GovernanceLead or Role.OrganisationAdministrator,
        _ => role is Role.Administrator or Role.Operator or Role.GovernanceLead,
    } ? null : Refusals.RoleOfAnotherKind;

    public Decision Record(Occasion on, params ReadOnlySpan<DomainEvent> events) => Decision.Of(Id.Value, on.Today, events);
}
