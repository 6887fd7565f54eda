using ReferralBroker.Application.Access;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;

namespace ReferralBroker.Web.Access;

/// <summary>What a request may do. Each endpoint and each page names one.</summary>
public enum Right
{
    FindPeople,
    CareForPeople,
    RecordConversations,
    SendReferrals,
    WorkOnReferrals,
    BreakGlass,
    SeeDisclosures,
    ReadLooks,
    ReviewBreakGlass,
    ReadDirectory,
    ManageServices,
    ManageDirectory,
    ManageUsers,
    ReadReports,
    PublishReports,
    SeeOperations,
}

/// <summary>A row of the table of rights.</summary>
/// <param name="Right">The right.</param>
/// <param name="Words">What it lets somebody do.</param>
/// <param name="Limits">What limits it, in words.</param>
/// <param name="Roles">Who holds it.</param>
public sealed record RightRow(Right Right, string Words, string Limits, IReadOnlyList<Role> Roles)
{
    /// <summary>Whether only somebody who logged in may, and no system: then it is known who it was.</summary>
    public bool IsForPeopleOnly { get; init; }
}

/// <summary>
/// The one table of rights. What is not here is denied; README.md prints it, and a test walks it. Whose record it is that somebody may see or change, the
/// decision itself asks: the limits here say it in words.
/// </summary>
public static class Rights
{
    private static readonly Role[] Referrers = [Role.Clinician, Role.PracticeAdministrator];
    private static readonly Role[] Providers = [Role.ProviderCaseworker, Role.ProviderManager, Role.HubOfficer];
    private static readonly Role[] Everyone = [.. Enum.GetValues<Role>().Except([Role.System, Role.Person])];

    public static readonly IReadOnlyList<RightRow> Table =
    [
        new(Right.FindPeople, "Find a person by NHS number and date of birth, or by name, date of birth and postcode", "practices and teams say why they deal with the person; services find only people who were referred to them", [.. Referrers, .. Providers]),
        new(Right.CareForPeople, "Register a person; see and update their record", "people your organisation deals with; for a service, while the agreement stands", [.. Referrers, .. Providers]),
        new(Right.RecordConversations, "Record conversations, and see them", "your organisation's", Referrers),
        new(Right.SendReferrals, "Send a referral", "of people your organisation deals with, under their agreement", [.. Referrers, .. Providers]),
        new(Right.WorkOnReferrals, "See and work on referrals, and the worklist", "those your organisation sent or received, cut to the agreement", [.. Referrers, .. Providers]),
        new(Right.BreakGlass, "Break the glass: open a record that is not yours to see, with a reason, for 4 hours, for reading", "clinicians: anybody's; services: people who were once referred to them. A governance lead is shown each", [Role.Clinician, .. Providers]) { IsForPeopleOnly = true },
        new(Right.SeeDisclosures, "See to whom a person was visible by their referrals, how much, and until when", "by referrals your organisation sent; governance leads: also by those it was sent; leads of commissioner and administration: all", [.. Referrers, Role.GovernanceLead]),
        new(Right.ReadLooks, "Search the record of looks", "looks by your organisation's users; leads of commissioner and administration: all", [Role.GovernanceLead]) { IsForPeopleOnly = true },
        new(Right.ReviewBreakGlass, "Say whether it was right to break the glass", "where your organisation's users did; leads of commissioner and administration: all", [Role.GovernanceLead]) { IsForPeopleOnly = true },
        new(Right.ReadDirectory, "See services and organisations, and match services to circumstances", "the same for everybody; no person is in it", Everyone),
        new(Right.ManageServices, "Publish capacity, say how a service is reached, suspend and resume it", "your organisation's services; the directory administrator: all", [Role.ProviderManager, Role.HubOfficer, Role.Administrator]),
        new(Right.ManageDirectory, "Register organisations, list services, set journeys and eligibility", "the whole directory", [Role.Administrator]),
        new(Right.ManageUsers, "Enrol, change and end users and system clients", "your organisation's; the directory administrator: all", [Role.OrganisationAdministrator, Role.Administrator]) { IsForPeopleOnly = true },
        new(Right.ReadReports, "Read funnels and the logic model", "your organisation's figures; the commissioner: all, small numbers hidden", [.. Referrers, .. Providers, Role.Commissioner]),
        new(Right.PublishReports, "Publish reports, and withdraw them", "as known at a month end, small numbers hidden; every reader of reports can read them", [Role.Commissioner]),
        new(Right.SeeOperations, "See followers, faults and what holds them up", "no content", [Role.Operator]),
    ];

    private static readonly Dictionary<Right, RightRow> Rows = Table.ToDictionary(r => r.Right);

    public static bool Holds(Role role, Right right) => Rows[right].Roles.Contains(role);

    /// <summary>Whether a member holds a right: by role, and where it is for people alone, as somebody who logged in.</summary>
    public static bool Holds(Membership member, Right right) => Holds(member.Actor.Role, right) && (member.Kind == UserKind.Person || !Rows[right].IsForPeopleOnly);
}
