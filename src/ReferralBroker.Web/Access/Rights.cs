using ReferralBroker.Domain;

namespace ReferralBroker.Web.Access;

/// <summary>What a request may do. Each endpoint names one; whom it is about is for the decision itself to say.</summary>
public enum Right
{
    FindPeople,
    CareForPeople,
    RecordConversations,
    SendReferrals,
    WorkOnReferrals,
    ReadDirectory,
    ManageServices,
    ManageDirectory,
    ReadReports,
}

/// <summary>Which roles hold which right. What is not here is denied.</summary>
public static class Rights
{
    private static readonly Role[] Referrers = [Role.Clinician, Role.PracticeAdministrator];
    private static readonly Role[] Providers = [Role.ProviderCaseworker, Role.ProviderManager, Role.HubOfficer];
    private static readonly Role[] Everyone = [.. Enum.GetValues<Role>().Where(r => r != Role.System)];

    public static readonly IReadOnlyDictionary<Right, IReadOnlyList<Role>> Table = new Dictionary<Right, IReadOnlyList<Role>>
    {
        [Right.FindPeople] = [.. Referrers, .. Providers],
        [Right.CareForPeople] = [.. Referrers, .. Providers],
        [Right.RecordConversations] = Referrers,
        [Right.SendReferrals] = [.. Referrers, .. Providers],
        [Right.WorkOnReferrals] = [.. Referrers, .. Providers],
        [Right.ReadDirectory] = Everyone,
        [Right.ManageServices] = [Role.Administrator, Role.ProviderManager, Role.HubOfficer],
        [Right.ManageDirectory] = [Role.Administrator],
        [Right.ReadReports] = [.. Referrers, .. Providers, Role.Commissioner],
    };

    public static bool Holds(Role role, Right right) => Table[right].Contains(role);
}
