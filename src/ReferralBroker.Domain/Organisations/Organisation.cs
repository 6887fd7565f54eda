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

/// <summary>An organisation as its events make it.</summary>
public sealed record Organisation
{
    public static Organisation None(OrganisationId id) => new() { Id = id };

    public required OrganisationId Id { get; init; }

    public string? Name { get; init; }

    public OrganisationKind Kind { get; init; }

    public string? OdsCode { get; init; }

    public ImmutableSortedDictionary<string, Role> Users { get; init; } = ImmutableSortedDictionary<string, Role>.Empty;

    public bool HasLeft { get; init; }

    public bool Exists => Name is not null;

    public static Organisation Evolve(Organisation o, Fact fact) => fact.Event switch
    {
        OrganisationRegistered e => o with { Name = e.Name, Kind = e.Kind, OdsCode = e.OdsCode },
        UserEnrolled e => o with { Users = o.Users.Add(e.User, e.Role) },
        RoleChanged e => o with { Users = o.Users.SetItem(e.User, e.Role) },
        UserEnded e => o with { Users = o.Users.Remove(e.User) },
        OrganisationHasLeft => o with { HasLeft = true },
        _ => o,
    };

    /// <summary>No, unless the actor administers organisations and this one is there.</summary>
    public Refusal? RefusesAdministration(Occasion on) =>
        on.By.Role != Role.Administrator ? Refusals.RoleNotAllowed
        : !Exists ? Refusals.OrganisationUnknown
        : HasLeft ? Refusals.OrganisationLeft
        : null;

    /// <summary>No, if people of this kind of organisation do not hold that role.</summary>
    public Refusal? RefusesRole(Role role) => Kind switch
    {
        OrganisationKind.GeneralPractice or OrganisationKind.MentalHealthTeam => role is Role.Clinician or Role.PracticeAdministrator or Role.GovernanceLead,
        OrganisationKind.Provider => role is Role.ProviderCaseworker or Role.ProviderManager or Role.GovernanceLead,
        OrganisationKind.EmploymentHub => role is Role.HubOfficer,
        OrganisationKind.Commissioner => role is Role.Commissioner or Role.GovernanceLead,
        _ => role is Role.Administrator or Role.Operator or Role.GovernanceLead,
    } ? null : Refusals.RoleOfAnotherKind;

    public Decision Record(Occasion on, params ReadOnlySpan<DomainEvent> events) => Decision.Of(Id.Value, on.Today, events);
}
