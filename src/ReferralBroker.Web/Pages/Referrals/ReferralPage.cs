using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>What every page about one referral has: the referral as this viewer sees it, read anew at each request.</summary>
public abstract class ReferralPage(ReferralReferences references, Reader reader, DirectoryQueries directory) : WorkPage
{
    /// <summary>The referral's short reference, as the address has it.</summary>
    [BindProperty(SupportsGet = true)]
    public string Reference { get; set; } = "";

    protected Reader Reader => reader;

    public ReferralView Referral { get; private set; } = null!;

    /// <summary>What organisations are called.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public string ServiceName => Referral.Service.Name ?? "The service";

    public string ReferrerName => NameOf(Referral.Referrer);

    public string ProviderName => NameOf(Referral.Service.Organisation);

    /// <summary>Whether the viewer's organisation received it; one that took a self-referral did both.</summary>
    public bool IsProvider => Referral.Service.Organisation == By.Organisation && By.Provides;

    /// <summary>The two sides as they are spoken of to this viewer: one of them is "You".</summary>
    public string ServiceNext => IsProvider ? "You" : ServiceName;

    /// <inheritdoc cref="ServiceNext"/>
    public string ReferrerNext => Referral.Referrer == By.Organisation && !IsProvider ? "You" : ReferrerName;

    public bool Can(string verb) => Referral.AvailableActions.Contains(verb);

    public string NameOf(OrganisationId organisation) => organisation == Actor.Broker.Organisation ? "The broker" : Names.GetValueOrDefault(organisation.Value, "Another organisation");

    public string Address(string? more = null) => $"/referrals/{Referral.Reference}{(more is null ? "" : $"/{more}")}";

    /// <summary>Reads it, or answers why it is not shown.</summary>
    protected async Task<IActionResult?> ReadAsync(string what)
    {
        if (await references.FindAsync(Reference, Stop) is not { } id) return NotShown(Refusals.ReferralUnknown);
        var (view, refusal) = await reader.ReferralAsync(id, Asking(what), Stop);
        if (refusal is not null) return NotShown(refusal);
        Referral = view!;
        Version ??= view!.Version;
        Names = await directory.NamesAsync([view!.Referrer.Value, view.Service.Organisation.Value, .. view.Timeline.Select(e => e.Organisation.Value)], Stop);
        return null;
    }
}
