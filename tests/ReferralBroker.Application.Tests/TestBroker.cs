using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using ReferralBroker.Application.Clock;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.People;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.EventLog;

namespace ReferralBroker.Testing;

/// <summary>
/// The log, the vault and the real decisions over a database of its own, with a small directory and a clock that stands where the test puts it.
/// Projections are applied when the test says so.
/// </summary>
internal sealed class TestBroker : IAsyncDisposable
{
    /// <summary>A Monday morning.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public static readonly Actor Clinician = new("clinician", Role.Clinician, new(new("0a000000-0000-7000-8000-000000000001")));
    public static readonly Actor OtherClinician = new("other-clinician", Role.Clinician, new(new("0a000000-0000-7000-8000-000000000002")));
    public static readonly Actor Worker = new("worker", Role.ProviderCaseworker, new(new("0a000000-0000-7000-8000-000000000003")));
    public static readonly Actor OtherWorker = new("other-worker", Role.ProviderManager, new(new("0a000000-0000-7000-8000-000000000004")));
    public static readonly Actor Administrator = new("administrator", Role.Administrator, new(new("0a000000-0000-7000-8000-000000000005")));

    public static readonly Actor Adviser = new("adviser", Role.ProviderCaseworker, new(new("0a000000-0000-7000-8000-000000000006")));
    public static readonly Actor HubOfficer = new("hub-officer", Role.HubOfficer, new(new("0a000000-0000-7000-8000-000000000007")));
    public static readonly Actor Governance = new("governance", Role.GovernanceLead, new(new("0a000000-0000-7000-8000-000000000008")));

    /// <summary>Of the worker's organisation.</summary>
    public static readonly ServiceId Service = new(new("0b000000-0000-7000-8000-000000000001"));

    /// <summary>Of the other worker's organisation.</summary>
    public static readonly ServiceId OtherService = new(new("0b000000-0000-7000-8000-000000000002"));

    /// <summary>Also of the other worker's organisation.</summary>
    public static readonly ServiceId ThirdService = new(new("0b000000-0000-7000-8000-000000000003"));

    /// <summary>Supported employment, of the worker's organisation.</summary>
    public static readonly ServiceId ConnectToWork = new(new("0b000000-0000-7000-8000-000000000004"));

    /// <summary>Staying in work, of the other worker's organisation.</summary>
    public static readonly ServiceId StayingInWork = new(new("0b000000-0000-7000-8000-000000000005"));

    /// <summary>Money and employment advice.</summary>
    public static readonly ServiceId MoneyAdvice = new(new("0b000000-0000-7000-8000-000000000006"));

    /// <summary>The Good Employment Hub.</summary>
    public static readonly ServiceId Hub = new(new("0b000000-0000-7000-8000-000000000007"));

    /// <summary>Every service with who works for it and the journey it follows; the first three are of Individual Placement and Support.</summary>
    public static readonly IReadOnlyList<(ServiceId Service, Actor Worker, Journey Journey)> Directory =
    [
        (Service, Worker, Journey.Ips), (OtherService, OtherWorker, Journey.Ips), (ThirdService, OtherWorker, Journey.Ips),
        (ConnectToWork, Worker, Journey.SupportedEmployment), (StayingInWork, OtherWorker, Journey.Retention),
        (MoneyAdvice, Adviser, Journey.Advice), (Hub, HubOfficer, Journey.EmployerHub),
    ];

    public static readonly IReadOnlyList<ServiceId> Services = [.. Directory.Select(d => d.Service)];

    private readonly NpgsqlDataSource _followerPool;
    private readonly Follower[] _followers;

    private TestBroker(string database, DateTimeOffset start, Projection[] projections)
    {
        ConnectionString = database;
        Database = LogDatabase.Open(database, poolSize: 20);
        _followerPool = LogDatabase.OpenForFollowers(database, poolSize: 8);
        Time = new(start);
        VaultTime = new(start);
        Log = new(Database);
        Vault = new(Database, new MasterKey(MasterKey.Make()), VaultTime);
        Opener = new(Vault);
        Dispatcher = new(Log, Vault, Opener, Time);
        Looks = new(Database, Vault);
        Reader = new(Log, Vault, Opener, Looks, Time);
        Clock = new(Database, Log, Dispatcher, Time);
        Progress = new(Database);
        Projections = [new DeadlinesProjection(), new PeopleIndexProjection(Vault, Opener), .. projections];
        _followers = [.. Projections.Select(p => new Follower(_followerPool, p, NullLogger.Instance))];
    }

    public string ConnectionString { get; }
    public NpgsqlDataSource Database { get; }
    public HandTime Time { get; }

    /// <summary>The vault's own clock, so that a test can step in between what a command reads and what it appends.</summary>
    public HandTime VaultTime { get; }
    public Log Log { get; }
    public PersonVault Vault { get; }
    public Opener Opener { get; }
    public Dispatcher Dispatcher { get; }
    public LookTrail Looks { get; }
    public Reader Reader { get; }
    public BrokerClock Clock { get; }
    public FollowerProgress Progress { get; }
    public IReadOnlyList<Projection> Projections { get; }

    public DateOnly Today => EnglandTime.DateOf(Time.Now);

    /// <summary>A broker with the projections that commands need and those named.</summary>
    public static async Task<TestBroker> StartAsync(TestCluster cluster, DateTimeOffset? start = null, params Projection[] projections)
    {
        var broker = new TestBroker(await cluster.NewDatabaseAsync(), start ?? Monday, projections);
        await LogSchema.MigrateAsync(broker.Database);
        await LookTrailSchema.MigrateAsync(broker.Database);
        await broker.Vault.MigrateAsync();
        await broker.Vault.OpenAsync();
        await broker.FillDirectoryAsync();
        await broker.CatchUpAsync();
        return broker;
    }

    /// <summary>A second process over the same database: its own dispatcher, with another clock if one is given.</summary>
    public Dispatcher AnotherDispatcher(TimeProvider? time = null) => new(new Log(Database), Vault, Opener, time ?? Time);

    /// <summary>Somebody asks to see something.</summary>
    public static Asking Asking(Actor actor) => new(actor, "test", Guid.CreateVersion7());

    public static Envelope By(Actor actor, Guid? command = null) => new(actor, command ?? Guid.CreateVersion7(), Guid.CreateVersion7());

    /// <summary>Expects a command to be done.</summary>
    public static async Task<Outcome.Done> DoAsync(Task<Outcome> command)
    {
        var outcome = await command;
        return outcome.Should().BeOfType<Outcome.Done>("it is possible now, but was answered {0}", (outcome as Outcome.Refused)?.Refusal.Code).Subject;
    }

    /// <summary>Expects a command to be refused with a code.</summary>
    public static async Task<Refusal> RefusedAsync(Task<Outcome> command, string code)
    {
        var refusal = (await command).Should().BeOfType<Outcome.Refused>().Subject.Refusal;
        refusal.Code.Should().Be(code);
        return refusal;
    }

    public Task<Outcome.Done> DoAsync<T>(ReferralId referral, T command, Actor by) where T : IReferralVerb<T> => DoAsync(Dispatcher.ReferralAsync(referral, command, By(by)));

    public static Particulars Somebody(string familyName = "Testwood", string? nhsNumber = null) => new(
        Personal.Of(familyName), Personal.Of("Ada"), Personal.Of("1988-05-03"), nhsNumber is null ? null : Personal.Of(nhsNumber), Phone: Personal.Of("07700 900123"));

    public async Task<PersonId> RegisterAsync(Actor? by = null, Particulars? who = null) =>
        new((await DoAsync(Dispatcher.RegisterAsync(new Register(who ?? Somebody()), By(by ?? Clinician)))).Target);

    public async Task<AgreementId> AgreeAsync(PersonId person, AgreementScope scope = AgreementScope.HealthDetail, Actor? by = null, params ServiceId[] recipients)
    {
        var agreement = new AgreementId(Guid.CreateVersion7());
        await DoAsync(Dispatcher.PersonAsync(person, new GiveAgreement(agreement, scope, AgreementGiven.InPerson, "2026-04", recipients.Length == 0 ? null : [.. recipients]), By(by ?? Clinician)));
        return agreement;
    }

    public static Send Sending(PersonId person, AgreementId agreement, ServiceId? to = null) =>
        new(person, to ?? Service, agreement, ReferralSource.GeneralPractice, Setting.GeneralPractice, Need.FindWork);

    public async Task<ReferralId> SendAsync(Send command, Actor? by = null) => new((await DoAsync(Dispatcher.SendAsync(command, By(by ?? Clinician)))).Target);

    /// <summary>Somebody new is referred to the service.</summary>
    public async Task<ReferralId> SentAsync(ServiceId? to = null, Actor? by = null)
    {
        var person = await RegisterAsync(by);
        return await SendAsync(Sending(person, await AgreeAsync(person, by: by), to), by);
    }

    /// <summary>A service has somebody it has reached: accepted, and spoken with.</summary>
    public async Task<ReferralId> ReachedAsync(ReferralId referral, Actor by)
    {
        await DoAsync(referral, new Accept(), by);
        await DoAsync(referral, new RecordContact(ContactMedium.Telephone, true), by);
        return referral;
    }

    public Task<Outcome.Done> MergeAsync(PersonId survivor, PersonId record, Actor? by = null) => DoAsync(Dispatcher.MergeAsync(survivor, new Merge(record), By(by ?? Clinician)));

    public Task<Outcome.Done> UnmergeAsync(PersonId survivor, PersonId record, Actor? by = null) => DoAsync(Dispatcher.UnmergeAsync(survivor, new Unmerge(record), By(by ?? Clinician)));

    public Task<Outcome.Done> DoAsync<T>(PersonId person, T command, Actor? by = null) where T : IPersonVerb<T> => DoAsync(Dispatcher.PersonAsync(person, command, By(by ?? Clinician)));

    public async Task<Referral> ReferralAsync(ReferralId id) => (await Log.ReadAsync(id.Value)).Select(Facts.Of).Aggregate(Referral.None(id), Referral.Evolve);

    /// <summary>Every event of the log, in the order of positions.</summary>
    public async Task<IReadOnlyList<RecordedEvent>> EventsAsync()
    {
        var streams = await AskAsync<Guid[]>("select coalesce(array_agg(distinct stream), '{}') from log.event");
        await using var session = await Log.OpenAsync();
        return await session.ReadAsync(streams);
    }

    /// <summary>Applies everything there is to every projection, or to one of them.</summary>
    public async Task CatchUpAsync(string? projection = null)
    {
        foreach (var follower in _followers)
            if (projection is null || follower.Name == projection) await follower.CatchUpAsync();
    }

    /// <summary>Rebuilds a projection beside the live one and compares them.</summary>
    public Task<RebuildReport> CompareAsync(Projection projection) => new Rebuild(_followerPool, projection).CompareAsync();

    /// <summary>Lets the clock do what is due once its deadlines are applied.</summary>
    public async Task<int> TickAsync()
    {
        await CatchUpAsync("deadlines");
        return await Clock.TickAsync();
    }

    public async Task<T> AskAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var follower in _followers) follower.Dispose();
        await Database.DisposeAsync();
        await _followerPool.DisposeAsync();
    }

    private async Task FillDirectoryAsync()
    {
        foreach (var (actor, kind) in new[] { (Clinician, OrganisationKind.GeneralPractice), (OtherClinician, OrganisationKind.MentalHealthTeam), (Worker, OrganisationKind.Provider), (OtherWorker, OrganisationKind.Provider), (Adviser, OrganisationKind.Provider), (HubOfficer, OrganisationKind.EmploymentHub) })
            await DoAsync(Dispatcher.RegisterAsync(actor.Organisation, new RegisterOrganisation($"Organisation of {actor.User}", kind), By(Administrator)));
        foreach (var (service, provider, journey) in Directory)
        {
            await DoAsync(Dispatcher.ListAsync(service, new ListService($"Service {service.Value.ToString()[^1]}", provider.Organisation), By(Administrator)));
            await DoAsync(Dispatcher.ServiceAsync(service, new SetJourney(journey.Code), By(Administrator)));
        }
    }
}

/// <summary>A clock that is put where the test wants it, forward or back, and can let something else happen first when it is looked at.</summary>
internal sealed class HandTime(DateTimeOffset start) : TimeProvider
{
    private Action? _next;

    public DateTimeOffset Now { get; set; } = start;

    /// <summary>The next one to look at the clock has this happen before it is told the time; once.</summary>
    public void BeforeNextLook(Func<Task> happens) => _next = () => Task.Run(happens).GetAwaiter().GetResult();

    public override DateTimeOffset GetUtcNow()
    {
        Interlocked.Exchange(ref _next, null)?.Invoke();
        return Now;
    }
}
