using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.DirectoryData;

namespace ReferralBroker.Web.Simulation;

/// <summary>The organisations of the demo's personas with their users, and the directory of Nottingham; every name is marked.</summary>
public sealed class SyntheticDirectory(Dispatcher dispatcher, Reader reader, Places places)
{
    /// <summary>Places that nobody published: they are invented with the rest.</summary>
    internal static readonly IReadOnlyDictionary<ServiceId, ListedCapacity> Places = new Dictionary<ServiceId, ListedCapacity>
    {
        [Personas.IpsInPrimaryCare] = new(CapacityState.Limited, 12),
        [Personas.FuturesPositive] = new(CapacityState.Limited, 6),
        [Personas.IpsForMultipleDisadvantage] = new(CapacityState.Limited, 2),
        [Personas.ConnectToWork] = new(CapacityState.Open, 40),
        [Personas.StayingInWork] = new(CapacityState.Open, 15),
        [Personas.MoneyAdvice] = new(CapacityState.Open),
        [Personas.EmploymentHub] = new(CapacityState.Open),
        [Personas.YoungPeople] = new(CapacityState.Open),
    };

    private static DirectoryFile WithPlaces(DirectoryFile file) =>
        file with { Services = [.. file.Services.Select(s => s with { Capacity = Places.GetValueOrDefault(s.Id) })] };

    /// <summary>Registers, enrols and lists all of it. Again it changes nothing.</summary>
    public async Task FillAsync(CancellationToken stop = default)
    {
        var own = new DirectoryFile(
        [
            new(Personas.Administration, "Broker administration", OrganisationKind.Administration),
            .. places.Practices.Take(2).Select(p => new ListedOrganisation(p.Id, p.Name, OrganisationKind.GeneralPractice, p.OdsCode)),
            new(Personas.MentalHealthTeam, "Nottingham City Local Mental Health Team", OrganisationKind.MentalHealthTeam),
            new(Personas.Commissioner, "Work, Money and Health Co-ordination Group", OrganisationKind.Commissioner),
        ], []);
        var import = new DirectoryImport(dispatcher, reader);
        foreach (var file in new[] { own, WithPlaces(DirectoryFile.Nottingham()) })
            await foreach (var entry in import.RunAsync(file.MarkedSynthetic(), Personas.Administrator, isDryRun: false, stop))
                if (entry.Refusal is { } no) throw new SimulationException($"The directory of the simulation was refused: {entry.Entry}, {no.Code}.");
        foreach (var persona in Personas.All)
            await Teller.Do(dispatcher.OrganisationAsync(persona.Actor.Organisation, new EnrolUser(persona.Actor.User, UserKind.Person, persona.Actor.Role),
                new(Personas.Administrator with { User = "simulation" }, Guid.CreateVersion7(), Guid.CreateVersion7()), stop));
    }
}
