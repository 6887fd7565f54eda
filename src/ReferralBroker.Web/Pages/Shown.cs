using ReferralBroker.Domain;

namespace ReferralBroker.Web.Pages;

/// <summary>Codes as people read them.</summary>
public static class Shown
{
    public static string Role(Role role) => role switch
    {
        Domain.Role.Clinician => "Clinician",
        Domain.Role.PracticeAdministrator => "Practice administrator",
        Domain.Role.ProviderCaseworker => "Caseworker",
        Domain.Role.ProviderManager => "Service manager",
        Domain.Role.HubOfficer => "Hub officer",
        Domain.Role.Commissioner => "Commissioner",
        Domain.Role.GovernanceLead => "Information governance lead",
        Domain.Role.Administrator => "Directory administrator",
        Domain.Role.OrganisationAdministrator => "Administrator of users",
        Domain.Role.Operator => "Operator",
        _ => "The broker itself",
    };
}
