using ReferralBroker.Domain;

namespace ReferralBroker.Web.Pages;

/// <summary>What people call the roles.</summary>
public static class RoleWords
{
    public static string Of(Role role) => role switch
    {
        Role.Clinician => "Clinician",
        Role.PracticeAdministrator => "Practice administrator",
        Role.ProviderCaseworker => "Caseworker",
        Role.ProviderManager => "Service manager",
        Role.HubOfficer => "Hub officer",
        Role.Commissioner => "Commissioner",
        Role.GovernanceLead => "Information governance lead",
        Role.Administrator => "Directory administrator",
        Role.OrganisationAdministrator => "Administrator of users",
        Role.Operator => "Operator",
        Role.Person => "The person themselves",
        _ => "The broker itself",
    };
}
