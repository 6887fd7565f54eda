using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using ReferralBroker.Application.Looks;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Tests;

/// <summary>log export and log import as an operator runs them: the broker on the imported log is the broker that was.</summary>
public sealed class LogCommandTests(TestCluster cluster) : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("referral-broker-log-").FullName;

    [Fact]
    public async Task A_broker_on_the_imported_log_answers_as_the_one_it_was_exported_from()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var key = Guid.NewGuid().ToString();
        var (person, body) = await FillAsync(broker, key);
        var before = await AnswersAsync(broker, person);
        var file = Path.Combine(_folder, "log.ndjson.gz");
        var copy = await cluster.NewDatabaseAsync();

        await ExpectAsync(broker, broker.Database, 0, "events up to position", "log", "export", file);
        await ExpectAsync(broker, broker.Database, 1, "is there already", "log", "export", file);
        await ExpectAsync(broker, broker.Database, 1, "The folder of", "log", "export", Path.Combine(_folder, "none", "log"));
        await ExpectAsync(broker, copy, 1, "run 'migrate' first", "log", "import", file);
        await ExpectAsync(broker, copy, 0, "up to date", "migrate");
        await ExpectAsync(broker, copy, 1, "is not there", "log", "import", file + ".gz");
        await ExpectAsync(broker, copy, 1, "is a folder", "log", "import", _folder);
        await ExpectAsync(broker, copy, 0, "imported", "log", "import", file);
        await ExpectAsync(broker, copy, 1, "The log is not empty", "log", "import", file);
        await ExpectAsync(broker, copy, 2, "Required argument", "log", "import");
        await ExpectAsync(broker, copy, 2, "--demo", "log", "import", file, "--demo");

        await TakeLooksAlongAsync(broker, copy);
        await using var again = await broker.StartAnotherAsync(copy);
        await UntilFollowedAsync(again);
        (await AnswersAsync(again, person)).Should().Equal(before);
        var events = await again.EventCountAsync();
        using (var repeated = await again.As("clinician").SendAsync("/api/referrals", body, key))
            repeated.IsSuccessStatusCode.Should().BeTrue("the command is remembered: the person has an open referral to that service already");
        (await again.EventCountAsync()).Should().Be(events);
        await again.PassAsync(1);
        await again.CaughtUpAsync();
        await ExpectAsync(broker, copy, 0, "worklist: ", "verify");
    }

    /// <summary>
    /// The record of looks is not in the file; README.md says to take it along. The vault knows how far it had come, so without it 'verify' finds its end
    /// cut off.
    /// </summary>
    private static async Task TakeLooksAlongAsync(BrokerHost broker, string copy)
    {
        await broker.Services.GetServices<IHostedService>().OfType<LookAnchorService>().Single().StopAsync(Stop);
        (await broker.Services.GetRequiredService<LookTrail>().AnchorAsync(Stop)).Should().BeTrue();
        await ExpectAsync(broker, copy, 1, "looks: FAULT", "verify");
        await using var from = new NpgsqlConnection(broker.Database);
        await using var to = new NpgsqlConnection(copy);
        await from.OpenAsync(Stop);
        await to.OpenAsync(Stop);
        using var looks = await from.BeginTextExportAsync("copy looks.look to stdout", Stop);
        await using var taken = await to.BeginTextImportAsync("copy looks.look from stdin", Stop);
        await taken.WriteAsync(await looks.ReadToEndAsync(Stop));
    }

    /// <summary>A few records of each kind over a few days; answers the last person and the referral that was sent for them under a key.</summary>
    private static async Task<(string Person, object Referral)> FillAsync(BrokerHost broker, string key)
    {
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        for (var n = 0; n < 3; n++)
        {
            var referral = $"/api/referrals/{await People.SentAsync(clinician, Personas.IpsInPrimaryCare)}";
            await provider.DoAsync(referral + "/accept");
            if (n == 0) await provider.DoAsync(referral + "/record-contact", new { medium = "telephone", reached = true, outcome = "Keen: \"Mondays\"." });
            await broker.PassAsync(2);
        }
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var body = People.Referral(person, agreement, Personas.FuturesPositive);
        using var sent = await clinician.SendAsync("/api/referrals", body, key);
        sent.IsSuccessStatusCode.Should().BeTrue();
        await broker.PassAsync(4);
        await broker.CaughtUpAsync();
        return (person, body);
    }

    private static async Task<string[]> AnswersAsync(BrokerHost broker, string person)
    {
        const string Period = "from=2026-01-01&to=2026-02-01";
        (string Who, string Path)[] questions =
        [
            ("provider", $"/api/reports/funnel?{Period}"), ("provider", $"/api/reports/funnel?{Period}&basis=activity&asAt=2026-01-07"),
            ("commissioner", $"/api/reports/funnel?{Period}"), ("provider", "/api/worklist"), ("clinician", "/api/worklist"), ("clinician", $"/api/people/{person}"),
        ];
        return await Task.WhenAll(questions.Select(q => broker.As(q.Who).Client.GetStringAsync(q.Path, Stop)));
    }

    /// <summary>The projections are made and filled from the first event on, which may take longer than a reader is made to wait.</summary>
    private static async Task UntilFollowedAsync(BrokerHost broker)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50, Stop))
        {
            using var ready = await broker.Client(null).GetAsync("/health/ready", Stop);
            if (ready.IsSuccessStatusCode) break;
            waited.Elapsed.Should().BeLessThan(Waiting.AtMost, "the broker gets ready");
        }
        await broker.CaughtUpAsync();
    }

    private static async Task ExpectAsync(BrokerHost broker, string database, int code, string says, params string[] words)
    {
        var (exit, output, error) = await BrokerProcess.RunAsync(broker, database, words);
        exit.Should().Be(code, "of {0}: {1}{2}", string.Join(' ', words), output, error);
        (output + error).Should().Contain(says).And.NotContain("   at ");
        if (code == 1) error.TrimEnd().Should().NotContain("\n", "one line says what was wrong");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
