using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Application.Views;

/// <summary>Which verbs are possible now, for this actor. There is no second table: each decision is asked what it would answer.</summary>
public static class AvailableActions
{
    /// <summary>The verbs, in the order a journey takes.</summary>
    public static IReadOnlyList<string> Of(Referral referral, Person person, Occasion on)
    {
        var actions = new List<string>();
        foreach (var verb in ReferralVerbs.All)
            if (verb.IsPossible(referral, on)) actions.Add(verb.Name);
        if (CanRedirect(referral, person, on)) actions.Add(Redirect.Verb);
        if (Send.CanRematch(referral, person, on)) actions.Add("re-match");
        return actions;
    }

    /// <summary>Whether it could go to some other service: to one the agreement names, or to any where it names none.</summary>
    private static bool CanRedirect(Referral referral, Person person, Occasion on)
    {
        var named = referral.Terms!.SharedUnder.Recipients ?? [new ServiceId(Guid.Empty)];
        return named.Any(service => service != referral.Terms.Service && Redirect.Decide(
            new(referral, Referral.None(new(Guid.Empty)), person, Suitable(service)), new Redirect(service, RedirectReason.BetterFit), on).Refusal is null);
    }

    private static Service Suitable(ServiceId id) => Service.None(id) with { Name = "any suitable service", Journey = Journey.All[0].Code };
}
