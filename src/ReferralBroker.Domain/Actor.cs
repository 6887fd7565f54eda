namespace ReferralBroker.Domain;

/// <summary>What somebody is in their organisation. Rights follow from it, and from the organisation.</summary>
public enum Role
{
    Clinician,
    PracticeAdministrator,
    ProviderCaseworker,
    ProviderManager,
    HubOfficer,
    Commissioner,
    GovernanceLead,

    /// <summary>Keeps the directory, and the users of any organisation.</summary>
    Administrator,

    /// <summary>Keeps the users of the own organisation.</summary>
    OrganisationAdministrator,
    Operator,

    /// <summary>The broker itself: the clock.</summary>
    System,

    /// <summary>The person whom it is all about, on a page of their own. No user of an organisation holds this role.</summary>
    Person,
}

/// <summary>Who acts: an opaque user or client key, in a role, for an organisation.</summary>
public sealed record Actor(string User, Role Role, OrganisationId Organisation)
{
    /// <summary>The broker itself.</summary>
    public static readonly Actor Broker = new("broker", Role.System, new(Guid.Empty));

    /// <summary>Somebody themselves, on a page of their own.</summary>
    public static Actor Themselves(PersonId person) => new($"person/{person}", Role.Person, Broker.Organisation);

    /// <summary>Whether they work for a practice or team that refers.</summary>
    public bool Refers => Role is Role.Clinician or Role.PracticeAdministrator;

    /// <summary>Whether they work for a provider that takes referrals; the Good Employment Hub is one.</summary>
    public bool Provides => Role is Role.ProviderCaseworker or Role.ProviderManager or Role.HubOfficer;
}
