using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Reporting.Worklists;

namespace ReferralBroker.Web.Reading;

/// <summary>Who may be given a referral at an organisation: whoever is enrolled there to work on referrals, and whoever holds some already.</summary>
public sealed class Workers(Reader reader, WorklistQuery query)
{
    /// <summary>Their user keys, in order.</summary>
    public async Task<IReadOnlyList<string>> OfAsync(OrganisationId organisation, DateOnly today, CancellationToken stop = default)
    {
        var (of, _) = await reader.OrganisationAsync(organisation, stop);
        var enrolled = of.Users.Where(u => u.Value is { Kind: UserKind.Person, Role: Role.ProviderCaseworker or Role.ProviderManager or Role.HubOfficer }).Select(u => u.Key);
        var holding = (await query.GroupsAsync(organisation.Value, WorklistSide.Received, today, stop)).Select(g => g.Worker).OfType<string>();
        return [.. enrolled.Concat(holding).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
