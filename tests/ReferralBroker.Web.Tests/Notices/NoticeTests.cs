using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Application.Notices;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Notices;

namespace ReferralBroker.Web.Tests.Notices;

/// <summary>Teams are told by e-mail that something waits: nothing of whom, nothing twice, and nothing lost in silence.</summary>
public sealed class NoticeTests(TestCluster cluster)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_team_is_told_once_for_each_event_of_the_other_side_and_reads_nothing_but_a_link()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await Mailing.SendAsync(broker);
        var told = mail.Messages.Should().ContainSingle().Subject;
        told.To.Should().Equal(Mailing.Team);
        told.From.Should().Be("broker@example.org");
        var reference = (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["reference"]!.GetValue<string>();
        told.Text.Should().Contain($"/referrals/{reference}").And.Contain("Message-Id: <notice-").And.Contain("Auto-Submitted: auto-generated");
        foreach (var personal in new[] { "Testwood", "Ada", "9990", "IPS", "St Albans", "work", "health" }) Body(told).Should().NotContainEquivalentOf(personal);

        await broker.As("provider").DoAsync($"/api/referrals/{id}/request-information", new { question = "Can she drive?" });
        await broker.As("clinician").DoAsync($"/api/referrals/{id}/provide-information", new { answer = "She can." });
        await broker.As("provider").DoAsync($"/api/referrals/{id}/accept", new { });
        await Mailing.SendAsync(broker);
        await Mailing.SendAsync(broker);
        mail.Messages.Select(m => m.To[0]).Should().Equal(Mailing.Team, Mailing.Practice, Mailing.Team, Mailing.Practice);
        mail.Messages.Select(m => m.Text.Split("Message-Id: <")[1].Split('>')[0]).Should().OnlyHaveUniqueItems();
        (await CountsAsync(broker)).Should().NotContainKey("waiting").And.Contain("sent", 4);
    }

    [Fact]
    public async Task Several_senders_at_once_and_a_follower_that_starts_again_send_nothing_twice()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        for (var i = 0; i < 12; i++) await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await broker.CaughtUpAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => broker.Services.GetRequiredService<NoticeSender>().SendDueAsync(Stop)));
        mail.Messages.Should().HaveCount(12);
        mail.Messages.Select(m => m.Text.Split("Message-Id: <")[1].Split('>')[0]).Should().OnlyHaveUniqueItems();
        await using var another = await broker.StartAnotherAsync(broker.Database);
        await Mailing.SendAsync(broker);
        mail.Messages.Should().HaveCount(12);
    }

    [Fact]
    public async Task What_the_server_refuses_is_tried_again_after_growing_pauses_then_parked_shown_and_sent_once_it_is_let_go()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await mail.BehaveAsync("451");
        var pauses = new List<TimeSpan>();
        for (var attempt = 1; attempt < NoticeQueue.MostAttempts; attempt++)
        {
            await Mailing.SendAsync(broker);
            (await CountsAsync(broker)).Should().Contain("waiting", 1);
            pauses.Add(NoticeQueue.PauseAfter(attempt));
            broker.Time.MoveTo(broker.Time.GetUtcNow() + pauses[^1] - TimeSpan.FromSeconds(1));
            (await broker.Services.GetRequiredService<NoticeSender>().SendDueAsync(Stop)).Should().Be(0, "its pause is not over");
            broker.Time.MoveTo(broker.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        }
        pauses.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        await Mailing.SendAsync(broker);
        var operations = await broker.As("operator").GetAsync("/api/operations");
        var parked = operations["notices"]!.AsArray().Single(n => n!["state"]!.GetValue<string>() == "parked")!;
        parked["fault"]!.GetValue<string>().Should().Be("the mail server answered 451");
        mail.Messages.Should().BeEmpty();

        await mail.BehaveAsync("accept");
        await Mailing.SendAsync(broker);
        mail.Messages.Should().BeEmpty("what is parked waits for an operator");
        (await broker.Services.GetRequiredService<NoticeQueue>().RetryAsync(alsoUnknown: false, Stop)).Should().Be(1);
        await Mailing.SendAsync(broker);
        mail.Messages.Should().ContainSingle();
    }

    [Fact]
    public async Task What_was_cut_off_when_the_server_had_it_is_not_sent_again_unless_an_operator_says_so()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await mail.BehaveAsync("drop");
        await Mailing.SendAsync(broker);
        mail.Messages.Should().ContainSingle("the server had taken it");
        await mail.BehaveAsync("accept");
        broker.Time.MoveTo(broker.Time.GetUtcNow().AddDays(1));
        await Mailing.SendAsync(broker);
        mail.Messages.Should().ContainSingle("nobody knows whether it arrived, so it is not sent again");
        (await CountsAsync(broker)).Should().Contain("unknown", 1);
        (await broker.Services.GetRequiredService<NoticeQueue>().RetryAsync(alsoUnknown: false, Stop)).Should().Be(0);
        (await broker.Services.GetRequiredService<NoticeQueue>().RetryAsync(alsoUnknown: true, Stop)).Should().Be(1);
        await Mailing.SendAsync(broker);
        mail.Messages.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_sender_that_dies_in_the_middle_leaves_its_notice_as_unknown_and_the_others_go_on()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await broker.CaughtUpAsync();
        var queue = broker.Services.GetRequiredService<NoticeQueue>();
        (await queue.TakeAsync(20, Stop)).Should().NotBeEmpty("a sender took them and died");
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await Mailing.SendAsync(broker);
        mail.Messages.Should().ContainSingle("the other one goes out");
        broker.Time.MoveTo(broker.Time.GetUtcNow() + NoticeQueue.SendingAtMost + TimeSpan.FromSeconds(1));
        await Mailing.SendAsync(broker);
        mail.Messages.Should().ContainSingle();
        (await CountsAsync(broker)).Should().ContainKey("unknown").And.NotContainKey("sending");
    }

    [Fact]
    public async Task Nobody_is_told_of_what_is_no_news_or_where_no_address_is_set()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await People.SentAsync(broker.As("clinician"), Personas.ConnectToWork);
        await broker.CaughtUpAsync();
        broker.Time.MoveTo(broker.Time.GetUtcNow() + NoticeQueue.NewsFor + TimeSpan.FromMinutes(1));
        await Mailing.SendAsync(broker);
        mail.Messages.Should().BeEmpty();
        (await CountsAsync(broker)).Should().Contain("stale", 4);
        await People.SentAsync(broker.As("clinician"), Personas.ConnectToWork);
        await Mailing.SendAsync(broker);
        mail.Messages.Should().BeEmpty("that service's organisation has set no address");
    }

    [Fact]
    public async Task What_is_overdue_is_told_to_the_side_that_must_act()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await Mailing.SendAsync(broker);
        await broker.PassAsync(4);
        await Mailing.SendAsync(broker);
        mail.Messages.Select(m => m.To[0]).Should().Equal(Mailing.Team, Mailing.Team);
    }

    [Theory]
    [InlineData("not an address", false, 422)]
    [InlineData("a@b.org, c@d.org", false, 422)]
    [InlineData("a@b.org\r\nBcc: c@d.org", false, 422)]
    [InlineData(null, true, 422)]
    [InlineData("a@b.org", true, 200)]
    [InlineData(null, false, 200)]
    public async Task An_address_is_one_and_nothing_else(string? email, bool answersByLink, int status)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var answer = await broker.As("administrator").SendAsync($"/api/organisations/{Mailing.Provider}/set-notices", new { email, answersByLink }, Guid.NewGuid().ToString());
        ((int)answer.StatusCode).Should().Be(status);
    }

    private static async Task<Dictionary<string, int>> CountsAsync(BrokerHost broker) =>
        (await broker.Services.GetRequiredService<NoticeQueue>().CountAsync(Stop)).GroupBy(c => c.State).ToDictionary(g => g.Key, g => (int)g.Sum(c => c.Count));

    private static string Body(Taken mail) => mail.Text[mail.Text.IndexOf("\r\n\r\n", StringComparison.Ordinal)..];
}
