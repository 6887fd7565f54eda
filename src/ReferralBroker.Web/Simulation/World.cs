using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Simulation;

/// <summary>Everything that the people of a simulation have in common: places, services, those who work there, and the clock.</summary>
internal sealed class World(SimulationPlan plan, Dispatcher dispatcher, Reader reader, SimulatedTime time, Places places)
{
    /// <summary>How often a clinician thinks of a service first, where several suit.</summary>
    private static readonly Dictionary<ServiceId, double> ThoughtOf = new()
    {
        [Personas.IpsForMultipleDisadvantage] = 10,
        [Personas.YoungPeople] = 10,
        [Personas.FuturesPositive] = 6,
        [Personas.StayingInWork] = 5,
        [Personas.IpsInPrimaryCare] = 3,
        [Personas.ConnectToWork] = 3,
        [Personas.MoneyAdvice] = 1,
        [Personas.EmploymentHub] = 0.4,
    };

    private readonly Dictionary<ServiceId, IReadOnlyList<Actor>> _staff = [];
    private IReadOnlyList<Service> _services = [];

    public SimulationPlan Plan => plan;

    public Dispatcher Dispatcher => dispatcher;

    public SimulatedTime Time => time;

    public Places Places => places;

    public DateOnly Today => EnglandTime.DateOf(time.GetUtcNow());

    /// <summary>Registers, enrols and lists everything, as administrators would.</summary>
    public async Task BuildAsync(CancellationToken stop)
    {
        await new SyntheticDirectory(dispatcher, reader, places).FillAsync(stop);
        var services = new List<Service>();
        foreach (var id in ThoughtOf.Keys) services.Add((await reader.ServiceAsync(id, stop)).Service);
        _services = services;
        var teller = new Teller(this, person: -1);
        foreach (var practice in places.Practices.Skip(2))
            await Teller.Do(dispatcher.RegisterAsync(practice.Id, new RegisterOrganisation(DirectoryData.DirectoryFile.Synthetic(practice.Name), OrganisationKind.GeneralPractice, practice.OdsCode), teller.By(Personas.Administrator), stop));
        foreach (var practice in places.Practices)
            await Teller.Do(dispatcher.OrganisationAsync(practice.Id, new EnrolUser(ClinicianAt(practice.Id).User, UserKind.Person, Role.Clinician), teller.By(Personas.Administrator), stop));
        foreach (var service in _services)
        {
            var staff = Staff(service).ToArray();
            _staff[service.Id] = staff;
            foreach (var worker in staff)
                await Teller.Do(dispatcher.OrganisationAsync(service.Organisation, new EnrolUser(worker.User, UserKind.Person, worker.Role), teller.By(Personas.Administrator), stop));
        }
    }

    /// <summary>A referral as it stands.</summary>
    public Task<Referral> ReferralAsync(ReferralId id, CancellationToken stop) => reader.StateAsync(id, stop);

    public Service Service(ServiceId id) => _services.First(s => s.Id == id);

    /// <summary>The one who holds somebody's referral at a service.</summary>
    public Actor WorkerOf(ServiceId service, int person) => _staff[service][person % _staff[service].Count];

    /// <summary>Whom the person speaks with.</summary>
    public Actor ClinicianOf(SyntheticPerson person, Chance chance) => person.IsGeneralPractice
        ? ClinicianAt(chance.Pick(places.Practices).Id)
        : new("demo-clinician-3", Role.Clinician, Personas.MentalHealthTeam);

    public static Actor ClinicianAt(OrganisationId practice) =>
        practice == Personas.Practice ? new("demo-clinician", Role.Clinician, practice) : new($"clinician-{practice.Value.ToString()[^8..]}", Role.Clinician, practice);

    /// <summary>The service a clinician would choose: one that the match finds suitable, and not one of those given.</summary>
    public ServiceId? Choose(Circumstances circumstances, Chance chance, params ServiceId[] but)
    {
        var suitable = _services.Where(s => !but.Contains(s.Id) && Match.Of(s, circumstances, Today).Suitability == Suitability.Suitable).ToArray();
        return suitable.Length == 0 ? null : chance.Pick(suitable, s => ThoughtOf[s.Id]).Id;
    }

    public static ReferralSource SourceOf(Setting setting) => setting switch
    {
        Setting.GeneralPractice => ReferralSource.GeneralPractice,
        Setting.PrimaryCareMentalHealth => ReferralSource.OtherPrimaryCare,
        _ => ReferralSource.MentalHealthTeam,
    };

    /// <summary>As many specialists as the people need who may come in a year, and the demo's persona among them.</summary>
    private IEnumerable<Actor> Staff(Service service)
    {
        var years = Math.Max(0.25, (EnglandTime.DateOf(plan.To).DayNumber - plan.From.DayNumber) / 365.0);
        var number = Math.Clamp((int)Math.Ceiling(plan.People * 0.12 / years / Assumptions.Caseload.Value), 1, 60);
        var role = service.Id == Personas.EmploymentHub ? Role.HubOfficer : Role.ProviderCaseworker;
        if (Personas.All.FirstOrDefault(p => p.Actor.Organisation == service.Organisation) is { } persona) yield return persona.Actor;
        for (var i = 1; i <= number; i++) yield return new($"specialist-{service.Id.Value.ToString()[^2..]}-{i}", role, service.Organisation);
    }
}
