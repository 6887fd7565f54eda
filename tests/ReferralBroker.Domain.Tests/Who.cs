namespace ReferralBroker.Domain.Tests;

/// <summary>The people and organisations of the tests.</summary>
public static class Who
{
    public static readonly OrganisationId Practice = new(Id(1));
    public static readonly OrganisationId Provider = new(Id(2));
    public static readonly OrganisationId OtherProvider = new(Id(3));
    public static readonly OrganisationId Stranger = new(Id(4));
    public static readonly OrganisationId Office = new(Id(5));
    public static readonly OrganisationId Hub = new(Id(6));

    public static readonly Actor Clinician = new("clinician", Role.Clinician, Practice);
    public static readonly Actor Caseworker = new("caseworker", Role.ProviderCaseworker, Provider);
    public static readonly Actor Manager = new("manager", Role.ProviderManager, Provider);
    public static readonly Actor HubOfficer = new("hub-officer", Role.HubOfficer, Hub);
    public static readonly Actor Governance = new("governance", Role.GovernanceLead, Office);
    public static readonly Actor Administrator = new("administrator", Role.Administrator, Office);

    public static Guid Id(int number) => new(number, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Somebody acts at ten in the morning.</summary>
    public static Occasion On(Actor by, DateOnly day) =>
        new(by, EnglandTime.StartOf(day).AddHours(10), (kind, text) => $"{kind}#{text}");
}
