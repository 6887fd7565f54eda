using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Editions;

/// <summary>What differs between the editions of the server. In this one commands are handled, and due work is done, at once in this process.</summary>
internal static class Edition
{
    public static void AddEdition(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<IDueWork>(s => s.GetRequiredService<DueWorkAtOnce>());

    /// <summary>Begins telemetry, which listens once the host starts.</summary>
    public static IOpenTelemetryBuilder AddTelemetry(this IServiceCollection services)
    {
        services.AddHostedService<ProviderStarter>();
        return new OtelBuilder(services);
    }

    /// <summary>The builder that OpenTelemetry's own extension methods hang on; its hosting package is not to be had in every registry.</summary>
    private sealed class OtelBuilder(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }

    /// <summary>Providers listen from when they are built; the container flushes and disposes them at the end.</summary>
    private sealed class ProviderStarter(IServiceProvider services) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            services.GetService<MeterProvider>();
            services.GetService<TracerProvider>();
            services.GetService<LoggerProvider>();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
