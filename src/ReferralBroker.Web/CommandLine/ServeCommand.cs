using System.CommandLine;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferralBroker.Application.Clock;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Verification;
using ReferralBroker.EventLog;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.CommandLine;

/// <summary>serve: the server, and the verb that is meant when none is given.</summary>
internal static class ServeCommand
{
    private const string UsualUrls = "http://127.0.0.1:5080";

    public static Command Make()
    {
        var command = new Command("serve", "Run the server: API, pages, followers and clock. This is what happens when no verb is given.");
        AddTo(command);
        return command;
    }

    /// <summary>Gives a command the options and the work of serve.</summary>
    public static void AddTo(Command command)
    {
        var urls = new Option<string>("--urls") { Description = "Where to listen.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? UsualUrls };
        var demo = new Option<bool>("--demo")
        {
            Description = "Start an embedded PostgreSQL filled with invented people, and offer demo personas. The default in Development only.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") == "Development",
        };
        command.Options.Add(urls);
        command.Options.Add(demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(() => RunAsync(parsed.GetValue(urls)!, parsed.GetValue(demo), stop)));
    }

    private static async Task<int> RunAsync(string urls, bool isDemo, CancellationToken stop)
    {
        var took = Stopwatch.StartNew();
        if (IsTaken(urls))
        {
            await Console.Error.WriteLineAsync($"{urls} is in use: another broker runs there, or another program. Choose another address with --urls http://127.0.0.1:5081.");
            return BrokerCommand.Wrong;
        }
        // A server that is set up for people's data must not let anybody in as anybody, whatever word slipped into its command.
        if (isDemo && Connection.Configuration().Get<Settings>() is { Authority.Length: > 0 })
            throw new SettingsException("An identity provider is set (Broker:Authority), so this is no demo. Leave out --demo (and ASPNETCORE_ENVIRONMENT=Development), or the provider.");
        await using var demo = isDemo ? await DemoDatabase.StartAsync(DemoDatabase.ConfiguredFolder, Console.WriteLine, stop) : null;
        await using var app = Server.Build(urls, isDemo, services =>
        {
            if (demo is null) return;
            services.Configure<Settings>(demo.Apply);
            services.Configure<MailSettings>(demo.Apply);
            services.Configure<OwnPageSettings>(demo.Apply);
        });
        _ = app.Services.GetRequiredService<IOptions<Settings>>().Value.Disclosure;
        if (demo is not null) await BrokerServices.MigrateAsync(app.Services, stop);
        await CheckLogAsync(app.Services, stop);
        var vault = app.Services.GetRequiredService<PersonVault>();
        await vault.OpenAsync(stop);
        await VaultCheck.RunAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), vault, stop);
        await app.Services.GetRequiredService<BrokerClock>().CloseDaysAsync(stop);
        await app.StartAsync(stop);
        for (var ready = false; !ready; await Task.Delay(50, stop)) ready = (await app.Services.GetRequiredService<Readiness>().AskAsync(ReadinessFor.Anybody, stop)).IsReady;
        Announce(app, demo is not null, took.Elapsed);
        if (demo is null) Console.WriteLine($"  {(await ServerPromises.AskAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), stop)).Words}");
        await app.WaitForShutdownAsync(stop);
        Console.WriteLine("Stopped.");
        return 0;
    }

    /// <summary>What would go wrong later, in the middle of somebody's work, is refused now, with the remedy.</summary>
    private static async Task CheckLogAsync(IServiceProvider services, CancellationToken stop)
    {
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await LogSchema.CheckEditionAsync(database, stop);
        await LogRights.CheckAsync(database, stop);
        await LogConditions.CheckAsync(database, stop);
        await LookTrailSchema.CheckAsync(database, stop);
        await SessionSchema.CheckAsync(database, stop);
        await CodedLinkSchema.CheckAsync(database, stop);
        await Facts.CheckAllAreKnownAsync(services.GetRequiredService<Log>(), stop);
    }

    /// <summary>Looks before anything is started, so that the answer is one line.</summary>
    private static bool IsTaken(string urls)
    {
        if (!Uri.TryCreate(urls, UriKind.Absolute, out var url) || !IPAddress.TryParse(url.Host, out var host) || url.Port == 0) return false;
        try
        {
            using var listener = new TcpListener(host, url.Port);
            listener.Start();
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }

    private static void Announce(WebApplication app, bool isDemo, TimeSpan took)
    {
        var address = app.Urls.First();
        Console.WriteLine();
        Console.WriteLine($"  Referral Broker is ready at {address} ({took.TotalSeconds:0.0} s)");
        if (isDemo)
        {
            Console.WriteLine("  Training data: every person in it is invented. Do not enter real information.");
            Console.WriteLine();
            Console.WriteLine("  Try it as one of these (open the address, or POST /demo/token?persona=NAME):");
            foreach (var persona in Personas.All) Console.WriteLine($"    {persona.Code,-14} {persona.Words}");
        }
        Console.WriteLine();
        Console.WriteLine("  Ctrl-C stops it.");
    }
}
