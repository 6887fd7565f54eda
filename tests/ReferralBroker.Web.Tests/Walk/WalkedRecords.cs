using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Walk;

/// <summary>One of each kind of record, of a practice, a service and the hub, with somebody of every role on their side and on none.</summary>
internal sealed record WalkedRecords
{
    public required string Person { get; init; }

    public required string Conversation { get; init; }

    /// <summary>Sent to the service of the provider.</summary>
    public required string Referral { get; init; }

    /// <summary>Sent to the hub.</summary>
    public required string HubReferral { get; init; }

    /// <summary>A service of the provider that nothing is sent to.</summary>
    public required string Service { get; init; }

    /// <summary>A service of the hub that nothing is sent to.</summary>
    public required string HubService { get; init; }

    /// <summary>An organisation that keeps its own users.</summary>
    public required string Organisation { get; init; }

    /// <summary>A hub and a commissioner that have nothing to do with any of it.</summary>
    public required (Guid Hub, Guid Commissioner) Others { get; init; }

    public required Bodies Bodies { get; init; }

    /// <summary>Records all of it anew. What was made before stays, and is no longer walked on.</summary>
    public static async Task<WalkedRecords> MakeAsync(BrokerHost broker, (Guid Hub, Guid Commissioner)? others = null)
    {
        var (clinician, administrator) = (broker.As("clinician"), broker.As("administrator"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        var state = await broker.Services.GetRequiredService<Reader>().StateAsync(new(Guid.Parse(referral)));
        return new()
        {
            Person = person,
            Referral = referral,
            HubReferral = People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.EmploymentHub))),
            Conversation = People.Id(await clinician.DoAsync("/api/conversations", new { person, setting = "general-practice", professionalRole = "nurse", topics = new[] { "out-of-work" } })),
            Service = People.Id(await administrator.DoAsync("/api/services", new { name = "Walked service", organisation = Personas.PrimaryCareProvider.Value })),
            HubService = People.Id(await administrator.DoAsync("/api/services", new { name = "Walked hub service", organisation = Personas.Hub.Value })),
            Organisation = People.Id(await administrator.DoAsync("/api/organisations", new { name = "Walked practice", kind = "general-practice" })),
            Others = others ?? (Guid.Parse(People.Id(await administrator.DoAsync("/api/organisations", new { name = "Other hub", kind = "employment-hub" }))),
                Guid.Parse(People.Id(await administrator.DoAsync("/api/organisations", new { name = "Other commissioner", kind = "commissioner" })))),
            Bodies = new(state, new(Personas.Administrator, broker.Time.GetUtcNow(), (_, text) => text)),
        };
    }

    /// <summary>Somebody of a role, on the records' side or at another organisation of the same kind.</summary>
    public Actor Actor(Role role, bool isOwn) => new($"walker-{Codes.Name(role)}-{isOwn}", role, role switch
    {
        Role.Clinician or Role.PracticeAdministrator or Role.GovernanceLead => isOwn ? Personas.Practice : Personas.SecondPractice,
        Role.ProviderCaseworker or Role.ProviderManager => isOwn ? Personas.PrimaryCareProvider : Personas.SecondaryCareProvider,
        Role.HubOfficer => isOwn ? Personas.Hub : new(Others.Hub),
        Role.Commissioner => isOwn ? Personas.Commissioner : new(Others.Commissioner),
        Role.OrganisationAdministrator => isOwn ? new(Guid.Parse(Organisation)) : Personas.SecondPractice,
        _ => Personas.Administration,
    });

    /// <summary>An address of the API or a page with the record that is meant for a role.</summary>
    public string Address(string pattern, Role role)
    {
        var referral = role == Role.HubOfficer ? HubReferral : Referral;
        var id = pattern switch
        {
            _ when pattern.Contains("people", StringComparison.Ordinal) => Person,
            _ when pattern.Contains("conversations", StringComparison.Ordinal) => Conversation,
            _ when pattern.Contains("referrals", StringComparison.Ordinal) => referral,
            _ when pattern.Contains("services", StringComparison.Ordinal) => role == Role.HubOfficer ? HubService : Service,
            _ => Organisation,
        };
        return "/" + pattern.Replace("{id:guid}", id, StringComparison.Ordinal)
            .Replace("{reference}", ReferralReference.Of(new(Guid.Parse(referral))), StringComparison.Ordinal)
            .Replace("{verb}", "add-note", StringComparison.Ordinal)
            + (pattern.StartsWith("api/reports", StringComparison.Ordinal) ? "?from=2026-01-01&to=2026-02-01" : "");
    }
}
