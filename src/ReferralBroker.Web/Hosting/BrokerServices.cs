using Microsoft.Extensions.Options;
using Npgsql;
using ReferralBroker.Application.Access;
using ReferralBroker.Application.Clock;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Notices;
using ReferralBroker.Application.People;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Verification;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.Conversion;
using ReferralBroker.Reporting.Equity;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.LogicModel;
using ReferralBroker.Reporting.Outcomes;
using ReferralBroker.Reporting.Overdue;
using ReferralBroker.Reporting.Parts;
using ReferralBroker.Reporting.Publications;
using ReferralBroker.Reporting.Reasons;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Reporting.Trends;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Reports;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.DirectoryData;
using ReferralBroker.Web.Reading;
using ReferralBroker.Web.SignIn;
using ReferralBroker.Web.Simulation;

namespace ReferralBroker.Web.Hosting;

/// <summary>Puts the broker together. Servers, commands of the command line and tests all use this one list.</summary>
public static class BrokerServices
{
    /// <summary>The pools of a process beside the one for appends and reads: followers, work on the whole log, keys. ops/settings.md says how many sessions that makes.</summary>
    public const string FollowerPool = "followers";

    public const string LongWorkPool = "long work";

    /// <summary>Looks are recorded one after the other: should they jam, appends and log-ins still find sessions.</summary>
    public const string LookPool = "looks";

    public const string KeyPool = "keys";

    public static void AddBroker(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(s => Open(s, o => o.Database, "Broker:Database", c => LogDatabase.Open(c)));
        services.AddKeyedSingleton(FollowerPool, (s, _) => Open(s, o => o.Database, "Broker:Database", c => LogDatabase.OpenForFollowers(c)));
        services.AddKeyedSingleton(LongWorkPool, (s, _) => Open(s, o => o.Database, "Broker:Database", c => LogDatabase.OpenForLongWork(c)));
        services.AddKeyedSingleton(KeyPool, (s, _) => Open(s, o => o.KeyDatabase, "Broker:KeyDatabase", c => LogDatabase.Open(c, poolSize: 10)));
        // Opened keys are held for a minute of real time, whatever a simulation does to the clock.
        services.AddSingleton(s => new PersonVault(s.GetRequiredKeyedService<NpgsqlDataSource>(KeyPool), s.GetRequiredService<IOptions<Settings>>().Value.ReadMasterKey(), TimeProvider.System));
        services.AddSingleton<Log>();
        services.AddSingleton<Opener>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<Reader>();
        services.AddSingleton<PeopleSearch>();
        services.AddSingleton<Memberships>();
        services.AddKeyedSingleton(LookPool, (s, _) => Open(s, o => o.Database, "Broker:Database", c => LogDatabase.Open(c, poolSize: 8)));
        services.AddSingleton(s => new LookTrail(s.GetRequiredKeyedService<NpgsqlDataSource>(LookPool), s.GetRequiredService<PersonVault>()));
        services.AddSingleton<LookSearch>();
        services.AddSingleton(s => new SubjectAccess(s.GetRequiredKeyedService<NpgsqlDataSource>(LongWorkPool), s.GetRequiredService<Log>(), s.GetRequiredService<Opener>(),
            s.GetRequiredService<LookTrail>(), s.GetRequiredService<LookSearch>(), s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BrokenGlassQuery>();
        services.AddSingleton(s => new LookTrailCheck(s.GetRequiredKeyedService<NpgsqlDataSource>(LongWorkPool), s.GetRequiredService<PersonVault>()));
        services.AddSingleton<BrokerClock>();
        services.AddSingleton<FollowerProgress>();
        services.AddSingleton<WorklistQuery>();
        services.AddSingleton<WorklistReader>();
        services.AddSingleton<WorklistSheets>();
        services.AddSingleton<Workers>();
        services.AddSingleton<NoticeQueue>();
        services.AddSingleton<CodedLinkStore>();
        services.AddSingleton<ServiceMatching>();
        services.AddSingleton<ReferralReferences>();
        services.AddSingleton<DirectoryQueries>();
        services.AddSingleton(s => new LogHolds(s.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(s => new StreamCheck(s.GetRequiredKeyedService<NpgsqlDataSource>(LongWorkPool), s.GetRequiredService<Log>(), s.GetRequiredService<PersonVault>()));
        services.AddSingleton<ReportDays>();
        services.AddSingleton<FunnelReport>();
        services.AddSingleton<WaitReport>();
        services.AddSingleton<ConversionReport>();
        services.AddSingleton<ReasonReport>();
        services.AddSingleton<OverdueReport>();
        services.AddSingleton<LogicModelReport>();
        services.AddSingleton<EquityReport>();
        services.AddSingleton<TrendReport>();
        services.AddSingleton<OutcomesReport>();
        services.AddSingleton<PartsReport>();
        services.AddSingleton<PublicationQueries>();
        services.AddSingleton<PublicationCheck>();
        services.AddSingleton<UsualTimes>();
        services.AddSingleton<Projection, BrokenGlassProjection>();
        services.AddSingleton<Projection, DeadlinesProjection>();
        services.AddSingleton<Projection, DirectoryProjection>();
        services.AddSingleton<Projection, MembersProjection>();
        services.AddSingleton<Projection, NoticesProjection>();
        services.AddSingleton<Projection, PeopleIndexProjection>();
        services.AddSingleton<Projection, PublicationsProjection>();
        services.AddSingleton<Projection, StagesProjection>();
        services.AddSingleton<Projection, WorklistProjection>();
        services.AddSingleton<DirectoryImport>();
        services.AddSingleton<Followers>();
        services.AddSingleton<Readiness>();
    }

    /// <summary>The broker's parts over a clock that a simulation moves.</summary>
    /// <param name="plan">The simulation.</param>
    /// <param name="configure">Where its databases are.</param>
    /// <param name="isThrownAway">Whether the databases are thrown away should it be cut off, so that no step need wait for the disk.</param>
    internal static ServiceProvider ForSimulation(SimulationPlan plan, Action<Settings> configure, bool isThrownAway = false)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.Configure(configure);
        services.AddBroker();
        var time = new SimulatedTime(EnglandTime.StartOf(plan.From));
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton(time);
        services.AddSingleton<Places>();
        services.AddSingleton<Simulator>();
        services.AddSingleton<Calibration>();
        if (isThrownAway)
        {
            services.AddSingleton(s => LogDatabase.OpenForFilling(Needed(s, o => o.Database, "Broker:Database")));
            services.AddKeyedSingleton(FollowerPool, (s, _) => LogDatabase.OpenForFilling(Needed(s, o => o.Database, "Broker:Database")));
            services.AddKeyedSingleton(KeyPool, (s, _) => LogDatabase.OpenForFilling(Needed(s, o => o.KeyDatabase, "Broker:KeyDatabase")));
        }
        return services.BuildServiceProvider();
    }

    /// <summary>Brings every table up to date.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken stop = default)
    {
        var database = services.GetRequiredKeyedService<NpgsqlDataSource>(LongWorkPool);
        await LogSchema.MigrateAsync(database, stop);
        await LookTrailSchema.MigrateAsync(database, stop);
        await SessionSchema.MigrateAsync(database, stop);
        await CodedLinkSchema.MigrateAsync(database, stop);
        await services.GetRequiredService<PersonVault>().MigrateAsync(stop);
        await services.GetRequiredService<PersonVault>().OpenAsync(stop);
    }

    private static NpgsqlDataSource Open(IServiceProvider services, Func<Settings, string?> read, string name, Func<string, NpgsqlDataSource> open)
    {
        var connection = Needed(services, read, name);
        try
        {
            return open(connection);
        }
        catch (ArgumentException)
        {
            // Its own words would quote what stands there, perhaps a password.
            throw new SettingsException($"{name} is not a connection string that can be read. Write it as Host=127.0.0.1;Database=broker.");
        }
    }

    private static string Needed(IServiceProvider services, Func<Settings, string?> read, string name) =>
        read(services.GetRequiredService<IOptions<Settings>>().Value) is { Length: > 0 } value
            ? value
            : throw new SettingsException($"Set {name}, or start with --demo to try the broker on invented people.");
}
