using JasperFx.CodeGeneration;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Web.Hosting;
using Wolverine;

namespace ReferralBroker.Web.Editions;

/// <summary>What differs between the editions of the server. In this one commands are handled by Wolverine, and due work is a durable message.</summary>
internal static class Edition
{
    /// <summary>The most sessions that Wolverine opens for its messages.</summary>
    private const int MessagePool = 8;

    /// <summary>Called once all settings are made: Wolverine must know its database before there is a container to ask.</summary>
    public static void AddEdition(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StartedBus>();
        builder.Services.AddSingleton<ICommandInvoker, WolverineCommandInvoker>();
        builder.Services.AddSingleton<IDueWork, DueWorkByMessage>();
        // What a message failed of is said by whoever handles it, as everywhere here: by the kind of fault, and never in its own words.
        builder.Logging.AddFilter("Wolverine", LogLevel.None);
        builder.Logging.AddFilter("JasperFx", LogLevel.None);
        // Without a database nothing starts, and that is said where it is needed first.
        if (DatabaseOf(builder.Services) is not { Length: > 0 } database) return;
        builder.Services.AddWolverine(ExtensionDiscovery.ManualOnly, options =>
        {
            // Its handlers are ours and need no code written for them, at build or at run time: nothing is looked for, and nothing compiled.
            options.Discovery.DisableConventionalDiscovery();
            options.CodeGeneration.TypeLoadMode = TypeLoadMode.Static;
            BrokerMessages.Configure(options, new NpgsqlConnectionStringBuilder(database) { ApplicationName = "referral-broker messages", MaxPoolSize = MessagePool }.ConnectionString);
        });
    }

    /// <summary>Begins telemetry, with what Wolverine and Marten tell of themselves.</summary>
    public static IOpenTelemetryBuilder AddTelemetry(this IServiceCollection services) => services.AddOpenTelemetry()
        .WithTracing(t => t.AddSource("Wolverine", "Marten"))
        .WithMetrics(m => m.AddMeter("Wolverine:*", "Marten"));

    private static string? DatabaseOf(IServiceCollection services)
    {
        using var settled = services.BuildServiceProvider();
        return settled.GetRequiredService<IOptions<Settings>>().Value.Database;
    }
}
