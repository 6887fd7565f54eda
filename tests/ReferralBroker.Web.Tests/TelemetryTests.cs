using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>What goes to a collector: traces, metrics and logs, and nothing about anybody.</summary>
public sealed class TelemetryTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_metrics_and_logs_go_to_the_collector_and_hold_nothing_personal()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectAsync(received);
        await using (var broker = await BrokerHost.StartAsync(cluster, settings:
        [
            new("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.First()), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            new("OTEL_METRIC_EXPORT_INTERVAL", "500"), new("OTEL_BSP_SCHEDULE_DELAY", "200"), new("OTEL_BLRP_SCHEDULE_DELAY", "200"), new("Logging:LogLevel:Default", "Debug"),
        ]))
        {
            var clinician = broker.As("clinician");
            await clinician.DoAsync("/api/people", People.Particulars(familyName: "Zzcollected", dateOfBirth: "1977-07-17"));
            var referral = await People.SentAsync(clinician, Personas.IpsInPrimaryCare);
            await broker.As("provider").DoAsync($"/api/referrals/{referral}/accept");
            await UntilAsync(() => Has(received, "/v1/traces", "ReferralBroker.Commands", "Npgsql", "Microsoft.AspNetCore", "accept")
                && Has(received, "/v1/metrics", "referralbroker.command.duration", "referralbroker.follower.lag", "worklist", "http.server.request.duration")
                && Has(received, "/v1/logs", "leads"));
        }
        var all = string.Concat(received.Values);
        foreach (var marker in new[] { "Zzcollected", "1977-07-17", "Wants part-time work", "Testwood" }) all.Should().NotContainEquivalentOf(marker);
    }

    private static bool Has(ConcurrentDictionary<string, string> received, string path, params string[] words) =>
        received.TryGetValue(path, out var text) && words.All(word => text.Contains(word, StringComparison.Ordinal));

    private static async Task<WebApplication> CollectAsync(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, Stop);
            received.AddOrUpdate("/v1/" + signal, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await app.StartAsync(Stop);
        return app;
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Delay(50, Stop))
            waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "the collector receives all three");
    }
}
