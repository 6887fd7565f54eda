using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.DirectoryData;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Tests;

/// <summary>The directory as data: a file brings services and rules, and the same file again changes nothing.</summary>
public sealed class DirectoryImportTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_directory_of_Nottingham_comes_whole_once_and_a_changed_rule_comes_alone()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var file = DirectoryFile.Nottingham().MarkedSynthetic();
        var before = await broker.EventCountAsync();
        (await ImportAsync(broker, file)).Should().OnlyContain(e => e.What == "known already" && e.Refusal == null);
        (await broker.EventCountAsync()).Should().Be(before);

        var changed = file with { Services = [.. file.Services.Select(s => s.Id == Personas.ConnectToWork ? s with { Rules = s.Rules.RemoveAt(0) } : s)] };
        (await ImportAsync(broker, changed, isDryRun: true)).Should().ContainSingle(e => e.What.StartsWith("would set", StringComparison.Ordinal));
        (await broker.EventCountAsync()).Should().Be(before, "a dry run does nothing");
        (await ImportAsync(broker, changed)).Should().ContainSingle(e => e.What != "known already").Which.Entry.Should().Be("Connect to Work (synthetic)");
        (await broker.EventCountAsync()).Should().Be(before + 1);
    }

    [Fact]
    public async Task A_rule_that_nothing_can_look_at_is_refused_beside_its_service_and_the_others_stand()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (bad, good) = (new ServiceId(Guid.NewGuid()), new ServiceId(Guid.NewGuid()));
        ListedService Service(ServiceId id, string name, string code) => new(id, name, Personas.PrimaryCareProvider, "A pilot.", "ips",
            [new(code, "yes", "Words.", "A test", true, new(2026, 1, 1))], IsConfirmed: id == good);
        var entries = await ImportAsync(broker, new([], [Service(bad, "Bad", "readiness"), Service(good, "Good", "lives-in-nottingham")]));
        entries.Where(e => e.Refusal is not null).Should().ContainSingle().Which.Should().Match<ImportedEntry>(e => e.Entry == "Bad" && e.Refusal!.Code == "service.rule-unknown");
        entries.Should().Contain(e => e.Entry == "Good" && e.What == "set 1 rules");
        var unconfirmed = new ServiceId(Guid.NewGuid());
        await ImportAsync(broker, new([], [Service(unconfirmed, "Later", "lives-in-nottingham")]));
        (await broker.As("administrator").GetAsync($"/api/services/{unconfirmed}"))["isSuspended"]!.GetValue<bool>().Should().BeTrue("nothing may be sent where nobody would read it");
    }

    [Fact]
    public void Each_rule_of_Nottingham_names_its_source_and_a_criterion_that_takes_its_value()
    {
        var file = DirectoryFile.Nottingham();
        file.Services.Should().HaveCount(8);
        file.Services.Select(s => s.Journey).Distinct().Should().BeEquivalentTo(Domain.Services.Journey.Codes);
        foreach (var rule in file.Services.SelectMany(s => s.Rules))
        {
            Domain.Services.Matching.Criterion.Find(rule.Code)!.Accepts(rule.Value).Should().BeTrue("{0} takes {1}", rule.Code, rule.Value);
            rule.Source.Should().NotBeEmpty();
        }
    }

    [Theory]
    [InlineData("{", "at line")]
    [InlineData("null", "holds no directory")]
    [InlineData("""{"organisations":[]}""", "a value is missing")]
    [InlineData("""{"organisations":[{"id":"0de30000-0000-7000-8000-000000000099","name":"X","kind":"shop"}],"services":[]}""", "not one of")]
    [InlineData("""{"organisations":[],"services":[],"more":1}""", "misspelt")]
    public void A_file_that_is_no_directory_is_refused_with_what_is_wrong(string json, string says)
    {
        var reading = () => DirectoryFile.Read(System.Text.Encoding.UTF8.GetBytes(json), "file.json");
        reading.Should().Throw<SettingsException>().Which.Message.Should().StartWith("file.json").And.Contain(says);
    }

    private static async Task<IReadOnlyList<ImportedEntry>> ImportAsync(BrokerHost broker, DirectoryFile file, bool isDryRun = false)
    {
        var entries = new List<ImportedEntry>();
        await foreach (var entry in broker.Services.GetRequiredService<DirectoryImport>().RunAsync(file, Personas.Administrator, isDryRun, Stop)) entries.Add(entry);
        return entries;
    }
}
