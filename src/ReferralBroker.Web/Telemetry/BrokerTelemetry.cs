using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Editions;

namespace ReferralBroker.Web.Telemetry;

/// <summary>
/// Traces, metrics and logs by OTLP, when OTEL_EXPORTER_OTLP_ENDPOINT names a collector: HTTP, Npgsql, commands, followers and their lag. Nothing
/// about a person is ever a name, a tag or a message.
/// </summary>
public static class BrokerTelemetry
{
    public static void AddBrokerTelemetry(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 }) return;
        builder.Services.AddHostedService<FollowerMetrics>();
        var otel = builder.Services.AddTelemetry();
        otel.ConfigureResource(r => r.AddService("referral-broker", serviceVersion: typeof(BrokerTelemetry).Assembly.GetName().Version?.ToString(3)))
            .WithTracing(t => t.AddSource("Microsoft.AspNetCore", "Npgsql", Dispatcher.Source.Name))
            .WithMetrics(m => m.AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime", DispatchMetrics.Name, FollowerMetrics.Name))
            .WithLogging(null, l => l.IncludeScopes = false);
        otel.UseOtlpExporter();
    }
}

/// <summary>How far each follower is behind, how many streams it has parked, and whether something holds them all up.</summary>
public sealed class FollowerMetrics(FollowerProgress progress, LogHolds holds, ILogger<FollowerMetrics> logger) : BackgroundService
{
    /// <summary>The meter's name.</summary>
    public const string Name = "ReferralBroker.Followers";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Meter _meter = new(Name);
    private volatile IReadOnlyList<FollowerStatus> _last = [];
    private volatile IReadOnlyList<LogHold> _holds = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _meter.CreateObservableGauge("referralbroker.follower.lag", () => _last.Select(f => new Measurement<double>(f.LagSeconds, Tag(f))), "s", "How long the oldest event not yet applied has waited.");
        _meter.CreateObservableGauge("referralbroker.follower.behind", () => _last.Select(f => new Measurement<long>(f.Behind, Tag(f))), "{event}", "Events not yet applied.");
        _meter.CreateObservableGauge("referralbroker.follower.parked", () => _last.Select(f => new Measurement<long>(f.Parked, Tag(f))), "{stream}", "Streams parked because an event could not be applied.");
        _meter.CreateObservableGauge("referralbroker.log.held", () => _holds.Count(h => h.HoldsFollowers), "{transaction}", "Open appends that have held followers up for longer than any of the broker's own takes.");
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // A rebuild that was cut off follows nothing: its lag would be an alarm about nothing.
                _last = [.. (await progress.AllAsync(stoppingToken)).Where(f => !f.IsRebuild)];
                _holds = await holds.AskAsync(stoppingToken);
                await Task.Delay(Interval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning("Follower figures could not be read ({Fault})", e.GetType().Name);
                await Task.Delay(Interval, CancellationToken.None);
            }
        }
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    private static KeyValuePair<string, object?> Tag(FollowerStatus follower) => new("follower", follower.Name);
}
