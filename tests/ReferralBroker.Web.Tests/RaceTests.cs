using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>Two people press at once.</summary>
public sealed class RaceTests(TestCluster cluster)
{
    [Fact]
    public async Task Of_many_who_accept_at_once_one_does()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var referral = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        var provider = broker.As("provider");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using var response = await provider.SendAsync($"/api/referrals/{referral}/accept", null, null);
            return (int)response.StatusCode;
        }));
        answers.Count(a => a == 200).Should().Be(1);
        answers.Count(a => a == 409).Should().Be(11);
        (await provider.GetAsync($"/api/referrals/{referral}"))["timeline"]!.AsArray().Count(e => (string?)e!["event"] == "referral.accepted.v1").Should().Be(1);
    }

    [Fact]
    public async Task Of_many_who_send_the_same_person_to_the_same_service_one_does()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await clinician.SendAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare), null);
            return (int)response.StatusCode;
        }));
        answers.Count(a => a == 201).Should().Be(1);
        answers.Count(a => a == 409).Should().Be(7);
        await broker.CaughtUpAsync();
        (await clinician.GetAsync("/api/worklist"))["items"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task One_command_sent_many_times_at_once_is_done_once()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        var (key, body) = (Guid.NewGuid().ToString(), People.Particulars());
        var people = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => People.Id(await clinician.DoAsync("/api/people", body, key))));
        people.Distinct().Should().ContainSingle("each answer names the same person");
    }

    [Fact]
    public async Task A_withdrawal_and_a_sending_at_once_never_share_what_is_no_longer_agreed()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var clinician = broker.As("clinician");
        for (var round = 0; round < 10; round++)
        {
            var (person, agreement) = await People.AgreeingAsync(clinician);
            var withdrawing = clinician.SendAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "by-phone" }, null);
            var sending = clinician.SendAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare), null);
            using var withdrawn = await withdrawing;
            using var sent = await sending;
            ((int)withdrawn.StatusCode).Should().Be(200);
            if ((int)sent.StatusCode == 201) continue;
            ((int)sent.StatusCode).Should().Be(409);
            (await sent.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Contain("agreement.withdrawn");
        }
    }
}
