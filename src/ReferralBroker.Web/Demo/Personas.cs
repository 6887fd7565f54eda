using ReferralBroker.Domain;

namespace ReferralBroker.Web.Demo;

/// <summary>An invented person to try the broker as.</summary>
/// <param name="Code">The word by which it is chosen.</param>
/// <param name="Actor">Who they act as.</param>
/// <param name="OrganisationName">For whom they act.</param>
/// <param name="Words">What they come for.</param>
public sealed record Persona(string Code, Actor Actor, string OrganisationName, string Words);

/// <summary>The organisations, services and personas of the demo. Ids never change, so that notes and scripts keep working.</summary>
public static class Personas
{
    public static readonly OrganisationId Practice = Organisation(1);
    public static readonly OrganisationId SecondPractice = Organisation(2);
    public static readonly OrganisationId MentalHealthTeam = Organisation(3);
    public static readonly OrganisationId PrimaryCareProvider = Organisation(4);
    public static readonly OrganisationId SecondaryCareProvider = Organisation(5);
    public static readonly OrganisationId Commissioner = Organisation(6);
    public static readonly OrganisationId Hub = Organisation(7);
    public static readonly OrganisationId Administration = Organisation(8);

    public static readonly ServiceId IpsInPrimaryCare = Service(1);
    public static readonly ServiceId FuturesPositive = Service(2);
    public static readonly ServiceId IpsForMultipleDisadvantage = Service(3);
    public static readonly ServiceId ConnectToWork = Service(4);
    public static readonly ServiceId StayingInWork = Service(5);
    public static readonly ServiceId MoneyAdvice = Service(6);
    public static readonly ServiceId EmploymentHub = Service(7);
    public static readonly ServiceId YoungPeople = Service(8);

    public static readonly IReadOnlyList<Persona> All =
    [
        new("clinician", new("demo-clinician", Role.Clinician, Practice), "St Albans Medical Centre (synthetic)", "Records conversations, sends referrals, sees what became of them."),
        new("provider", new("demo-provider", Role.ProviderManager, PrimaryCareProvider), "Provider of IPS in Primary Care (synthetic)", "Has a worklist; accepts, declines, asks, passes on, records progress."),
        new("commissioner", new("demo-commissioner", Role.Commissioner, Commissioner), "Work, Money and Health Co-ordination Group (synthetic)", "Reads how far referrals come, how long people wait, why they end, who is reached and what the plan has led to; publishes figures. Small numbers are hidden."),
        new("hub", new("demo-hub", Role.HubOfficer, Hub), "Good Employment Hub (synthetic)", "Takes the referrals that come to the hub; employers come with a later release."),
        new("governance", new("demo-governance", Role.GovernanceLead, Commissioner), "Work, Money and Health Co-ordination Group (synthetic)", "Sees who looked at whom and why, and who broke the glass."),
        new("administrator", new("demo-administrator", Role.Administrator, Administration), "Broker administration (synthetic)", "Keeps the directory: organisations, their users, services and whom these are for."),
        new("operator", new("demo-operator", Role.Operator, Administration), "Broker administration (synthetic)", "Sees that it runs, and no content."),
    ];

    /// <summary>The one who keeps the directory.</summary>
    public static Actor Administrator => All.First(p => p.Code == "administrator").Actor;

    private static OrganisationId Organisation(int number) => new(new Guid($"0de30000-0000-7000-8000-0000000000{number:00}"));

    private static ServiceId Service(int number) => new(new Guid($"0de35e70-0000-7000-8000-0000000000{number:00}"));
}
