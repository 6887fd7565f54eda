using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>The copy that a person may ask for, made by the program itself.</summary>
public sealed class SubjectAccessTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_person_s_copy_is_written_once_for_a_governance_lead_and_says_in_words_what_is_held_and_who_looked()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        await provider.GetAsync($"/api/referrals/{referral}");
        await broker.As("hub").Client.GetAsync($"/api/referrals/{referral}", Stop);
        await provider.DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "by-phone" });
        await broker.CaughtUpAsync();
        var folder = Directory.CreateTempSubdirectory("copy-").FullName;
        try
        {
            var file = Path.Combine(folder, "copy.txt");
            var (refused, _, why) = await BrokerProcess.RunAsync(broker, broker.Database, "subject-access", person, file, "--by", "demo-clinician");
            (refused, why.Trim()).Should().Be((2, "--by: demo-clinician is no governance lead of any organisation here."));
            var (code, output, error) = await BrokerProcess.RunAsync(broker, broker.Database, "subject-access", person, file, "--by", "demo-governance");
            (code, error).Should().Be((0, ""));
            output.Should().Contain("entries and").And.Contain("Read it before you hand it over");
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var text = await File.ReadAllTextAsync(file, Stop);
            text.Should().Contain("Family name: Testwood").And.Contain("Need summary: Wants part-time work.").And.Contain("Date of birth: 3 May 1988").And.Contain("Service: IPS in Primary Care (synthetic)").And.Contain("Agreement withdrawn".ToLowerInvariant());
            text.Should().Contain("looked at your referral; they sent or have your referral").And.Contain("looked at your referral; was refused, and saw nothing").And.Contain("made a copy like this one; because you asked for it");
            text.Should().NotContain("demo-provider", "which colleague it was is for the organisation to answer for").And.NotContain("v1.").And.NotContain("withdraw agreement', and saw what was there then; was refused");
            (await BrokerProcess.RunAsync(broker, broker.Database, "subject-access", person, file, "--by", "demo-governance")).Code.Should().Be(2, "nothing is written over");
            (await BrokerProcess.RunAsync(broker, broker.Database, "subject-access", Guid.NewGuid().ToString(), file + "2", "--by", "demo-governance")).Code.Should().Be(1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Whoever_may_not_is_on_record_with_what_they_tried()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        await broker.As("commissioner").Client.GetAsync($"/api/people/{person}", Stop);
        await broker.As("operator").Client.GetAsync($"/api/referrals/{referral}", Stop);
        await broker.As("hub").RefusedAsync($"/api/people/{person}/break-glass", new { reason = "risk-to-life", detail = "x" }, 403, "break-glass.never-referred");
        await broker.As("hub").RefusedAsync($"/api/referrals/{referral}/accept", null, 403, "organisation.not-party");
        var lead = broker.As("governance");
        var tried = (await lead.GetAsync($"/api/looks?person={person}&refused=true"))["items"]!.AsArray();
        tried.Select(t => ((string)t!["user"]!, (string)t["what"]!, (string)t["refused"]!)).Should().BeEquivalentTo(
            [("demo-commissioner", "person", "role.not-allowed"), ("demo-operator", "referral", "role.not-allowed"), ("demo-hub", "break-glass", "break-glass.never-referred"), ("demo-hub", "accept", "organisation.not-party")]);
        foreach (var odd in new[] { "?persno=1", "?person=", "?refused=yes" }) ((int)(await lead.Client.GetAsync("/api/looks" + odd, Stop)).StatusCode).Should().Be(400, "{0} would answer with everybody's", odd);
    }
}
