using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Web.Demo;

/// <summary>The invented organisations with their users, and the services that take referrals in the demo.</summary>
public sealed class SyntheticDirectory(Dispatcher dispatcher)
{
    /// <summary>Registers, enrols and lists all of it.</summary>
    public async Task FillAsync(CancellationToken stop = default)
    {
        await Organisation(Personas.Administration, "Broker administration (synthetic)", OrganisationKind.Administration);
        await Organisation(Personas.Practice, "Lacewood Surgery (synthetic)", OrganisationKind.GeneralPractice);
        await Organisation(Personas.SecondPractice, "Trentbank Medical Centre (synthetic)", OrganisationKind.GeneralPractice);
        await Organisation(Personas.MentalHealthTeam, "City Local Mental Health Team (synthetic)", OrganisationKind.MentalHealthTeam);
        await Organisation(Personas.PrimaryCareProvider, "Northgate Employment Support (synthetic)", OrganisationKind.Provider);
        await Organisation(Personas.SecondaryCareProvider, "Wollaton Works (synthetic)", OrganisationKind.Provider);
        await Organisation(Personas.Commissioner, "Work, Money and Health Co-ordination Group (synthetic)", OrganisationKind.Commissioner);
        await Organisation(Personas.Hub, "Good Employment Hub (synthetic)", OrganisationKind.EmploymentHub);
        foreach (var persona in Personas.All)
            await SyntheticSet.Do(dispatcher.OrganisationAsync(persona.Actor.Organisation, new EnrolUser(persona.Actor.User, UserKind.Person, persona.Actor.Role), Administrator(), stop));

        await Service(Personas.IpsInPrimaryCare, "IPS in Primary Care (synthetic)", Personas.PrimaryCareProvider, "Individual Placement and Support for people known to a GP practice.", 12);
        await Service(Personas.FuturesPositive, "Futures Positive: IPS in mental health teams (synthetic)", Personas.SecondaryCareProvider, "Individual Placement and Support inside the local mental health teams.", 6);
        await Service(Personas.IpsForMultipleDisadvantage, "IPS for severe and multiple disadvantage (synthetic)", Personas.SecondaryCareProvider, "One specialist for people facing several disadvantages at once.", 2);

        async Task Organisation(OrganisationId id, string name, OrganisationKind kind) =>
            await SyntheticSet.Do(dispatcher.RegisterAsync(id, new RegisterOrganisation(name, kind), Administrator(), stop));

        async Task Service(ServiceId id, string name, OrganisationId provider, string words, int places)
        {
            await SyntheticSet.Do(dispatcher.ListAsync(id, new ListService(name, provider, words), Administrator(), stop));
            await SyntheticSet.Do(dispatcher.ServiceAsync(id, new SetJourney(Journey.Ips.Code), Administrator(), stop));
            await SyntheticSet.Do(dispatcher.ServiceAsync(id, new SetEligibility([new("minimum-age", "18", "18 or over.", "DWP, IPS in Primary Care grant guidance", false, new(2023, 4, 1))]), Administrator(), stop));
            await SyntheticSet.Do(dispatcher.ServiceAsync(id, new PublishCapacity(CapacityState.Limited, places), Administrator(), stop));
        }
    }

    private static Envelope Administrator() => new(Personas.All.First(p => p.Code == "administrator").Actor, Guid.CreateVersion7(), Guid.CreateVersion7());
}
