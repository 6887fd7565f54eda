using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.CommandLine;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Tests;

/// <summary>What stands in ops/ is what the program is.</summary>
public sealed partial class OperationsTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private const string Served = "broker_served";
    private static readonly string Root = FindRoot();
    private static readonly string[] Deployments = ["Containerfile", "compose.yaml", "referral-broker.service", "referral-broker-migrate.service", "referral-broker.env.example"];
    private static readonly Row[] Table = [.. File.ReadLines(Ops("settings.md")).TakeWhile(l => l != "## Sessions").Where(l => l.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(Row.Read)];

    public static TheoryData<string> Needed => [.. Table.Where(r => r.Needed.StartsWith("yes", StringComparison.Ordinal)).Select(r => r.Name)];

    [Fact]
    public void Every_setting_stands_in_the_table_with_its_environment_form_and_its_default_and_no_other_does()
    {
        var settings = AllSettings().ToArray();
        settings.Should().HaveCountGreaterThan(10);
        Table.Where(r => r.Name.StartsWith("Broker:", StringComparison.Ordinal)).Select(r => r.Name).Should().BeEquivalentTo(settings.Select(s => s.Name));
        foreach (var (name, value) in settings)
        {
            var row = Table.Single(r => r.Name == name);
            row.Environment.Should().Equal([name.Replace(":", "__", StringComparison.Ordinal)], "that is how {0} is set", name);
            // Nothing may follow from nothing: ".data" where no folder is set.
            (value is null ? row.Default.Split(':')[0] : row.Default).Should().Be(value ?? "none", "that is what {0} is when it is not set", name);
        }
    }

    [Fact]
    public void Every_section_and_variable_that_the_sources_read_is_in_the_table()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/node_modules/", StringComparison.Ordinal)).Select(File.ReadAllText).ToArray();
        sources.SelectMany(s => Section().Matches(s)).Select(m => m.Groups[1].Value).Distinct().Should().BeEquivalentTo(["Broker", "Broker:Claims", "Broker:Mail", "Broker:OwnPages", "Broker:Session", "Broker:SignIn"], "AllSettings() in this test knows these");
        // Every program on the machine has these two; they are no settings of the broker's.
        var read = sources.SelectMany(s => Variable().Matches(s)).Select(m => m.Groups[1].Value).Distinct().Except(["PATH", "LD_LIBRARY_PATH"]).ToArray();
        read.Should().Contain(["PG_BIN", "ASPNETCORE_URLS", "OTEL_EXPORTER_OTLP_ENDPOINT"]);
        read.Should().BeSubsetOf(InEnvironment());
    }

    [Theory]
    [MemberData(nameof(Needed))]
    public async Task Without_a_needed_setting_the_program_says_which_one(string needed)
    {
        await FluentActions.Awaiting(() => PutTogetherAsync(InEarnest().Where(s => s.Key != needed))).Should().ThrowAsync<SettingsException>().WithMessage($"*{needed}*");
    }

    [Fact]
    public async Task The_unit_with_the_example_of_its_environment_sets_all_that_is_needed_and_no_password()
    {
        var settings = InEarnest();
        settings.Keys.Should().Contain(Needed.Select(n => n.Data));
        await PutTogetherAsync(settings);
        foreach (var name in new[] { "Broker:Database", "Broker:KeyDatabase" })
            new NpgsqlConnectionStringBuilder(settings[name]).Password.Should().BeNull("{0} stands in the environment", name);
        settings["Broker:Database"].Should().NotBe(settings["Broker:KeyDatabase"]);
    }

    [Fact]
    public void What_is_set_in_a_deployment_is_in_the_table()
    {
        var known = InEnvironment();
        foreach (var file in Deployments)
        {
            var used = SetVariable().Matches(Read(file)).Select(m => m.Value).Distinct().ToArray();
            used.Should().NotBeEmpty("{0} sets something", file);
            used.Where(u => !known.Contains(u) && !u.StartsWith("Broker__Claims__Roles__", StringComparison.Ordinal)).Should().BeEmpty("{0} may set only what the program reads", file);
        }
    }

    [Fact]
    public void Verbs_of_a_deployment_are_verbs_of_the_program()
    {
        var verbs = BrokerCommand.Make().Subcommands.Select(c => c.Name).ToArray();
        foreach (var file in Deployments.Except(["referral-broker.env.example"]))
        {
            var used = Verb().Matches(Read(file)).Select(m => m.Groups[1].Value).ToList();
            if (file == "compose.yaml") used.AddRange(Services().Where(s => s.Text.Contains("<<: *broker", StringComparison.Ordinal)).Select(s => Command().Match(s.Text).Groups[1].Value));
            used.Should().NotBeEmpty("{0} runs something", file).And.BeSubsetOf(verbs, "{0} may run only what there is", file);
        }
    }

    [Fact]
    public void Images_are_pinned_and_the_program_runs_on_the_framework_it_is_built_for()
    {
        var stages = Stage().Matches(Read("Containerfile")).Select(m => m.Groups[1].Value).ToArray();
        var images = Image().Matches(Read("compose.yaml")).Select(m => m.Groups[1].Value).ToArray();
        stages.Should().HaveCount(3);
        images.Should().HaveCount(3);
        images.Concat(stages).Where(i => i != "referral-broker:built-here").Should().OnlyContain(i => Pinned().IsMatch(i));
        var framework = Regex.Match(File.ReadAllText(Path.Combine(Root, "Directory.Build.props")), @"<TargetFramework>net(\d+\.\d+)<").Groups[1].Value;
        stages.Where(s => s.Contains("/dotnet/", StringComparison.Ordinal)).Should().HaveCount(2).And.OnlyContain(s => s.Contains($":{framework}.", StringComparison.Ordinal));
        Read("Containerfile").Should().Contain($"base.name=\"{stages[^1]}\"");
    }

    [Fact]
    public void Every_service_is_hardened_and_nothing_is_published_beyond_loopback_or_kept_in_the_environment()
    {
        Services().Select(s => s.Name).Should().Equal("postgres", "migrate", "broker", "collector");
        foreach (var (name, text) in Services())
        {
            text.Should().MatchRegex(@"<<: \*(hardened|broker)\n", "{0} can write nothing and needs no capability", name);
            text.Should().Contain("memory:", "{0} has a limit", name);
        }
        var compose = Read("compose.yaml");
        PortList().Matches(compose).SelectMany(m => Quoted().Matches(m.Value)).Select(m => m.Groups[1].Value).Should().HaveCount(3).And.OnlyContain(p => p.StartsWith("127.0.0.1:", StringComparison.Ordinal));
        foreach (var file in Deployments)
            Read(file).Should().NotMatchRegex(@"Broker__MasterKey\b", "{0} names a file", file).And.NotMatchRegex("(?i:password=)|PASSWORD:", "{0} names a file", file)
                .And.NotMatchRegex("(?i)ENVIRONMENT[=:] *Development", "{0} is in earnest", file);
    }

    [Fact]
    public async Task The_program_needs_no_more_than_the_two_roles_of_the_script_and_the_second_cannot_undo_the_log()
    {
        await MakeDatabasesAsync();
        string Settings(string role, string database) => new NpgsqlConnectionStringBuilder(cluster.ConnectionString(database)) { Username = role }.ConnectionString;
        var key = MasterKey.Make();
        await using (var owner = Parts("broker_owner")) await BrokerServices.MigrateAsync(owner, Stop);
        await using var broker = Parts(Served);
        await broker.GetRequiredService<PersonVault>().OpenAsync(Stop);
        await broker.GetRequiredService<Application.Clock.BrokerClock>().CloseDaysAsync(Stop);
        await broker.GetRequiredService<Followers>().CatchUpAsync(Stop);
        foreach (var projection in broker.GetServices<Projection>().Where(p => !p.ActsOutside))
        {
            var report = await new Rebuild(broker.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.FollowerPool), projection).RunAsync(stop: Stop);
            (report.Compared, report.Differences.Count, report.Events > 0).Should().Be((true, 0, true), "{0} is rebuilt", projection.Name);
        }
        var person = new Domain.PersonId(Guid.CreateVersion7());
        (await broker.GetRequiredService<PersonVault>().MakeAsync(person, Stop)).Should().BeTrue();
        await broker.GetRequiredService<PersonVault>().DestroyAsync(person, Stop);

        await broker.GetRequiredService<LookTrail>().RecordAsync(new(DateTimeOffset.UtcNow, Demo.Personas.Administrator, "person", LookGround.Governance, [person.Value], Guid.NewGuid()), Stop);
        (await broker.GetRequiredService<LookTrail>().AnchorAsync(Stop)).Should().BeTrue();
        await LookTrailSchema.CheckAsync(broker.GetRequiredService<NpgsqlDataSource>(), Stop);
        await using (var session = broker.GetRequiredService<NpgsqlDataSource>().CreateCommand("""
            insert into access.session values ('x', now(), now());
            update access.session set seen_at = now();
            delete from access.session;
            insert into coded_links.link (id, kind, subject, address, made_at, expires_at, hour_from) values (gen_random_uuid(), 'answer', gen_random_uuid(), '', now(), now(), now());
            update coded_links.link set revoked_at = now();
            update notices.notice set state = 'waiting'
            """))
            await session.ExecuteNonQueryAsync(Stop);
        foreach (var forbidden in new[]
        {
            "truncate looks.look", "delete from looks.look", "update looks.look set what = 'nothing'", "alter table looks.look disable trigger all", "drop table looks.look",
            $"truncate {EventTable.Name}", $"select setval('{EventTable.Sequence}', 1)", $"alter sequence {EventTable.Sequence} cache 10", $"alter table {EventTable.Name} disable trigger all",
            $"drop table {EventTable.Name}", "alter table log.command rename to gone", $"delete from {EventTable.Name}", "update log.command set last_position = 0",
        })
            await RefusedAsync(broker.GetRequiredService<NpgsqlDataSource>(), forbidden);
        await RefusedAsync(broker.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.KeyPool), "drop table vault.erased");

        ServiceProvider Parts(string role)
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.Configure<Settings>(s => (s.Database, s.KeyDatabase, s.MasterKey) = (Settings(role, "broker"), Settings(role, "broker_keys"), key));
            services.AddBroker();
            return services.BuildServiceProvider();
        }
    }

    /// <summary>
    /// Does what the script does, by its own statements: a machine with the demo's PostgreSQL has no psql. Here the second role has another name,
    /// because the superuser of the tests' cluster has that one.
    /// </summary>
    private async Task MakeDatabasesAsync()
    {
        var script = await File.ReadAllTextAsync(Ops("postgres/10-databases.sh"), Stop);
        foreach (Match run in Statements().Matches(script))
            foreach (var database in run.Groups[1].Value == "\"$database\"" ? ["broker", "broker_keys"] : new[] { run.Groups[1].Value })
            {
                await using var connection = new NpgsqlConnection(cluster.ConnectionString(database));
                await connection.OpenAsync(Stop);
                foreach (var statement in SecondRole().Replace(Password().Replace(run.Groups[2].Value, "'pass'"), $"$1 {Served}").Replace("$database", database, StringComparison.Ordinal).Split(";\n"))
                {
                    await using var command = new NpgsqlCommand(statement, connection);
                    await command.ExecuteNonQueryAsync(Stop);
                }
            }
    }

    private static async Task RefusedAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        (await FluentActions.Awaiting(() => command.ExecuteNonQueryAsync(Stop)).Should().ThrowAsync<PostgresException>("{0} must be refused", sql))
            .Which.SqlState.Should().BeOneOf(PostgresErrorCodes.InsufficientPrivilege, PostgresErrorCodes.RaiseException);
    }

    /// <summary>Puts the server together as "serve" does, and takes from it what needs settings. Nothing is connected to.</summary>
    private static async Task PutTogetherAsync(IEnumerable<KeyValuePair<string, string>> settings)
    {
        var key = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(key, MasterKey.Make(), Stop);
            await using var app = Server.Build("http://127.0.0.1:0", isDemo: false, settings: settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value.Replace("%d/master-key", key, StringComparison.Ordinal))));
            app.Services.GetRequiredService<NpgsqlDataSource>();
            app.Services.GetRequiredService<PersonVault>();
            _ = app.Services.GetRequiredService<IOptions<Settings>>().Value.Disclosure;
        }
        finally
        {
            File.Delete(key);
        }
    }

    /// <summary>What the example of the environment and the unit set, by the settings' names.</summary>
    private static Dictionary<string, string> InEarnest() =>
        Read("referral-broker.env.example").Split('\n').Where(l => l.StartsWith("Broker__", StringComparison.Ordinal))
            .Concat(Read("referral-broker.service").Split('\n').Where(l => l.StartsWith("Environment=Broker__", StringComparison.Ordinal)).Select(l => l["Environment=".Length..]))
            .Select(l => l.Split('=', 2)).ToDictionary(p => p[0].Replace("__", ":", StringComparison.Ordinal), p => p[1].Trim('"'));

    /// <summary>Every property that configuration can reach, with what it is when nothing is set.</summary>
    private static IEnumerable<(string Name, string? Default)> AllSettings() =>
        [.. Reachable("Broker", new Settings()), .. Reachable("Broker:Claims", new ClaimNames()), .. Reachable("Broker:Mail", new MailSettings()), .. Reachable("Broker:OwnPages", new OwnPageSettings()), .. Reachable("Broker:SignIn", new SignInSettings()), .. Reachable("Broker:Session", new SessionSettings())];

    private static IEnumerable<(string Name, string? Default)> Reachable(string prefix, object section)
    {
        foreach (var property in section.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var (name, value) = ($"{prefix}:{property.Name}", property.CanWrite || IsFilled(property) ? property.GetValue(section) : null);
            if (value is IDictionary) yield return (name + ":NAME", null);
            else if (IsFilled(property))
                foreach (var inner in Reachable(name, value!)) yield return inner;
            else if (property.CanWrite) yield return (name, Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null);
        }
    }

    /// <summary>Whether configuration fills the object that is there: a section or a dictionary of our own, not a value that is worked out.</summary>
    private static bool IsFilled(PropertyInfo property) =>
        typeof(IDictionary).IsAssignableFrom(property.PropertyType) || (property.PropertyType.IsClass && property.PropertyType.Namespace == typeof(Settings).Namespace);

    private static HashSet<string> InEnvironment() => [.. Table.SelectMany(r => r.Environment)];

    private static IEnumerable<(string Name, string Text)> Services()
    {
        var compose = Read("compose.yaml");
        var services = compose[compose.IndexOf("\nservices:\n", StringComparison.Ordinal)..compose.IndexOf("\nnetworks:\n", StringComparison.Ordinal)];
        return Service().Matches(services).Select(m => (m.Groups[1].Value, m.Groups[2].Value));
    }

    private static string Read(string file) => File.ReadAllText(Ops(file));

    private static string Ops(string file) => Path.Combine(Root, "ops", file);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ReferralBroker.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"GetSection\(""(Broker[\w:]*)""\)")]
    private static partial Regex Section();

    [GeneratedRegex(@"(?:(?:GetEnvironment)?Variable\(|Configuration\[)""(\w+)""")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\b(?:Broker__|OTEL_|ASPNETCORE_|DOTNET_|PG[A-Z_])\w+\b")]
    private static partial Regex SetVariable();

    [GeneratedRegex(@"(?:ReferralBroker\.Web\.dll |^CMD \["")(\w+)", RegexOptions.Multiline)]
    private static partial Regex Verb();

    [GeneratedRegex(@"^    command: \[(\w+)\]$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"^  (\w+):\n((?:    .*\n|\n|  #.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Service();

    [GeneratedRegex(@"^FROM (\S+)", RegexOptions.Multiline)]
    private static partial Regex Stage();

    [GeneratedRegex(@"^ +image: (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Image();

    [GeneratedRegex(@"^[\w./-]+:\d+\.\d+[\w.-]*$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"^    ports: .*$", RegexOptions.Multiline)]
    private static partial Regex PortList();

    [GeneratedRegex(@"""([^""]+)""")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^ *run (\S+) <<SQL\n(.*?)\nSQL$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Statements();

    [GeneratedRegex(@"'\$\{[^\n]*\}'")]
    private static partial Regex Password();

    [GeneratedRegex(@"\b(role|to) broker\b")]
    private static partial Regex SecondRole();

    /// <summary>A row of the table. Names are without the marks of code; a variable's cell may hold several.</summary>
    private sealed record Row(string Name, string[] Environment, string Default, string Needed)
    {
        public static Row Read(string line)
        {
            var cells = line.Split('|')[1..^1];
            cells.Should().HaveCount(6, "{0}", line);
            return new(cells[0].Trim().Trim('`'), [.. Regex.Matches(cells[1], "`([^`]+)`").Select(m => m.Groups[1].Value)], cells[3].Trim().Trim('`'), cells[4].Trim());
        }
    }
}
