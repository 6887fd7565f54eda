using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>Nothing personal stands in any table, in any form a dump would show, nor in any log line.</summary>
public sealed class LeakTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Each is a value nobody else would write, so that finding it anywhere means that it leaked.
    private static readonly string[] Markers =
    [
        "Zzfamily", "Zzgiven", "Zztitle", "zz.mail@example.org", "07700900777", "Zzstreet 77", "ZZ7 7ZZ", "1977-07-17", "Zzunsafe-number", "Zzmustnotknow", "Zzbesttime",
        "Zzadjustment", "Zzneed", "Zzhealth", "Zzrisk", "Zztalk", "Zzquestion", "Zzanswer", "Zzoutcome", "Zzplace", "Zzgoal", "Zzemployer", "Zzcourse", "Zzadvice", "Zzpause",
        "Zzclose", "Zzreopen", "Zznote", "Zzmessage", "Zzwhy",
    ];

    [Fact]
    public async Task No_personal_marker_is_in_any_table_or_log_line()
    {
        using var lines = new LogLines();
        await using var broker = await BrokerHost.StartAsync(cluster, services => services.AddLogging(lines.Everything));
        var number = People.NextNhsNumber();
        await FillAsync(broker, number);
        await broker.CaughtUpAsync();

        var dump = await DumpAsync(broker.Database) + await DumpAsync(broker.KeyDatabase);
        dump.Should().Contain("referral.sent.v1", "the dump is of the filled database").And.Contain("v1.", "sealed values are in it");
        foreach (var marker in Markers.Append(number))
        {
            dump.Should().NotContainEquivalentOf(marker);
            lines.Text.Should().NotContainEquivalentOf(marker);
        }
    }

    private static async Task FillAsync(BrokerHost broker, string number)
    {
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var person = People.Id(await clinician.DoAsync("/api/people", new
        {
            particulars = new { familyName = "Zzfamily", givenName = "Zzgiven", title = "Zztitle", dateOfBirth = "1977-07-17", nhsNumber = number, phone = "07700900777", email = "zz.mail@example.org", address = "Zzstreet 77", postcode = "ZZ7 7ZZ" },
        }));
        await clinician.DoAsync($"/api/people/{person}/set-contact-preferences", new
        {
            preferences = new { doNotContact = false, preferred = new[] { "telephone" }, points = new[] { new { medium = "telephone", value = "Zzunsafe-number", safe = false, mayLeaveMessage = false } }, mustNotBeTold = "Zzmustnotknow", bestTime = "Zzbesttime" },
        });
        await clinician.DoAsync($"/api/people/{person}/set-adjustments", new { adjustments = new[] { "interpreter" }, detail = "Zzadjustment" });
        var talk = People.Id(await clinician.DoAsync("/api/conversations", new { person, setting = "general-practice", professionalRole = "nurse", topics = new[] { "out-of-work" }, note = "Zztalk" }));
        var agreement = Guid.NewGuid();
        await clinician.DoAsync($"/api/people/{person}/give-agreement", new { agreement, scope = "health-detail", how = "in-person", wordingVersion = "2026-04" });
        var referral = "/api/referrals/" + People.Id(await clinician.DoAsync("/api/referrals", new
        {
            person,
            agreement,
            conversation = talk,
            service = Personas.IpsInPrimaryCare.Value,
            source = "general-practice",
            setting = "general-practice",
            need = "find-work",
            risks = new[] { "safeguarding" },
            needSummary = "Zzneed",
            healthDetail = "Zzhealth",
            riskDetail = "Zzrisk",
        }));
        await provider.DoAsync(referral + "/request-information", new { question = "Zzquestion" });
        await clinician.DoAsync(referral + "/provide-information", new { answer = "Zzanswer" });
        await provider.DoAsync(referral + "/accept");
        await provider.DoAsync(referral + "/record-contact", new { medium = "telephone", reached = true, outcome = "Zzoutcome" });
        await provider.DoAsync(referral + "/book-appointment", new { on = "2026-01-09", medium = "face-to-face", place = "Zzplace" });
        await provider.DoAsync(referral + "/start-profile");
        await provider.DoAsync(referral + "/agree-plan", new { goal = "Zzgoal" });
        await provider.DoAsync(referral + "/start-training", new { course = "Zzcourse" });
        await provider.DoAsync(referral + "/record-advice", new { about = "money-worries", note = "Zzadvice" });
        await provider.DoAsync(referral + "/start-job", new { startedOn = "2026-01-05", hoursPerWeek = 16, employer = "Zzemployer" });
        await provider.DoAsync(referral + "/pause", new { reason = "health", reviewOn = "2026-02-02", note = "Zzpause" });
        await provider.DoAsync(referral + "/resume");
        await provider.DoAsync(referral + "/add-note", new { visibility = "own", text = "Zznote" });
        await clinician.DoAsync(referral + "/send-message", new { text = "Zzmessage" });
        await provider.DoAsync(referral + "/close", new { reason = "other", outcome = "unknown", note = "Zzclose" });
        await provider.DoAsync(referral + "/reopen", new { note = "Zzreopen" });
        await clinician.DoAsync(referral + "/enter-in-error", new { why = "Zzwhy" });
        // What is refused must not leak either.
        await clinician.RefusedAsync("/api/people", People.Particulars(number, "Zzfamily"), 409, "person.nhs-number-taken");
        using var bad = await clinician.SendAsync("/api/people", new { particulars = new { familyName = new { Zzfamily = "Zzgiven" } } }, null);
        (await bad.Content.ReadAsStringAsync(Stop)).Should().NotContain("Zz");
        await clinician.SendAsync("/api/people/search", new { nhsNumber = number, dateOfBirth = "1977-07-17", relationship = "registered-patient" }, null);
    }

    /// <summary>Every row of every table and the definition of everything else, as text.</summary>
    private static async Task<string> DumpAsync(string connectionString)
    {
        var dump = new StringBuilder();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var connection = await database.OpenConnectionAsync(Stop);
        var tables = new List<string>();
        await using (var command = new NpgsqlCommand("select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')", connection))
        await using (var row = await command.ExecuteReaderAsync(Stop))
            while (await row.ReadAsync(Stop)) tables.Add(row.GetString(0));
        foreach (var table in tables)
            using (var reader = await connection.BeginTextExportAsync($"copy {table} to stdout", Stop))
                dump.AppendLine(table).AppendLine(await reader.ReadToEndAsync(Stop));
        return dump.ToString();
    }
}
