using ReferralBroker.Domain;

namespace ReferralBroker.Web.Pages;

/// <summary>A place that somebody goes to every day.</summary>
public sealed record MenuItem(string Address, string Words);

/// <summary>What stands in the menu of each role. What it leads to still asks for its right.</summary>
public static class Menu
{
    private static readonly MenuItem Reports = new("/reports", "Reports");
    private static readonly MenuItem[] Referrers = [new("/practice/referrals", "Our referrals"), new("/people/find", "Record a conversation"), Reports];
    private static readonly MenuItem[] Providers = [new("/provider/worklist", "Worklist"), Reports];

    public static IReadOnlyList<MenuItem> Of(Role role) => role switch
    {
        Role.Clinician or Role.PracticeAdministrator => Referrers,
        Role.ProviderManager or Role.HubOfficer => [.. Providers, new("/provider/capacity", "Places")],
        Role.ProviderCaseworker => Providers,
        Role.Commissioner => [Reports],
        Role.Administrator => [new("/administration", "Organisations"), new("/administration/services", "Services")],
        Role.OrganisationAdministrator => [new("/administration", "Your organisation")],
        _ => [],
    };

    /// <summary>Where somebody's day begins.</summary>
    public static string HomeOf(Role role) => Of(role) is [var first, ..] ? first.Address : "/account";
}
