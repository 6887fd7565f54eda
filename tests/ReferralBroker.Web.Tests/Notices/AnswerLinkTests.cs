using System.Text.RegularExpressions;
using ReferralBroker.Testing;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Tests.Pages;

namespace ReferralBroker.Web.Tests.Notices;

/// <summary>A team without an account answers by a link and a code, and nobody else does.</summary>
public sealed partial class AnswerLinkTests(TestCluster cluster)
{
    [Fact]
    public async Task A_team_accepts_by_link_and_code_and_nothing_of_the_person_is_shown_before()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (id, link) = await SentAsync(broker, mail);
        using var team = Visitor.Stranger(broker);
        await team.GoAsync(link);
        Shown(team).Should().Contain("you need a code").And.NotContainEquivalentOf("Testwood");
        await team.PressAsync("Send me a code");
        Shown(team).Should().NotContainEquivalentOf("Testwood");
        mail.Messages[^1].To.Should().Equal(Mailing.Team);
        mail.Messages[^1].Text.Should().NotContainEquivalentOf("Testwood").And.NotContain("/answer/", "who has the code alone has nothing");
        team.Fill("Code", CodeIn(mail).Insert(3, " "));
        await team.PressAsync("Continue");
        Visitor.Text(team.Page.QuerySelector(".app-person")!).Should().Contain("TESTWOOD, Ada");
        await team.PressAsync("Accept referral", twice: true);
        Shown(team).Should().Contain("You accepted this referral.").And.Contain("07700 900123", "they have to reach the person now").And.NotContain("Decline referral");
        var view = await broker.As("provider").GetAsync($"/api/referrals/{id}");
        view["state"]!.GetValue<string>().Should().Be("accepted");
        view["timeline"]!.AsArray().Count(e => e!["event"]!.GetValue<string>() == "referral.accepted.v1").Should().Be(1);
        var looks = await broker.LooksAsync("answer-link/");
        looks.Should().BeGreaterThan(0, "who looked through the link is on record");
    }

    [Theory]
    [InlineData("Send question", "awaiting-information")]
    [InlineData("Decline referral", "declined")]
    [InlineData("Say that it has arrived", "received")]
    public async Task A_team_asks_declines_and_says_that_it_arrived(string button, string state)
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (id, link) = await SentAsync(broker, mail);
        using var team = await EnteredAsync(broker, mail, link);
        if (button != "Say that it has arrived")
        {
            await team.PressAsync(button);
            team.Errors().Should().Equal(button == "Send question" ? ["Write what you need to know"] : ["Choose whose decision it is", "Choose why"]);
        }
        if (button == "Send question") team.Fill("What do you need to know?", "Can she drive?");
        if (button == "Decline referral")
        {
            team.Choose("The service", "Whose decision is it?");
            team.Choose("There are no places", "Why?");
        }
        await team.PressAsync(button);
        (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be(state);
        Shown(team).Should().Contain("Done");
        if (state == "declined") Shown(team).Should().NotContain("07700 900123", "it is not theirs any more");
    }

    [Fact]
    public async Task Where_the_person_no_longer_agrees_the_team_can_decline_and_nothing_else()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (id, link) = await SentAsync(broker, mail);
        using var team = await EnteredAsync(broker, mail, link);
        var sent = await broker.As("clinician").GetAsync($"/api/referrals/{id}");
        await broker.As("clinician").DoAsync($"/api/people/{sent["person"]!["id"]}/withdraw-agreement", new { agreement = (string)sent["sharing"]!["agreement"]!, how = "by-phone" });
        await team.GoAsync(link);
        Shown(team).Should().Contain("Decline it, as the person decided.").And.NotContain("Accept referral").And.NotContain("Say that it has arrived").And.NotContain("07700 900123");
        team.Choose("The person", "Whose decision is it?");
        team.Choose("They do not want it", "Why?");
        await team.PressAsync("Decline referral");
        (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be("declined");
    }

    [Fact]
    public async Task What_was_entered_holds_while_the_team_is_there_and_half_an_hour_after()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (_, link) = await SentAsync(broker, mail);
        using var team = await EnteredAsync(broker, mail, link);
        async Task<bool> IsThereAsync(int minutes)
        {
            broker.Time.MoveTo(broker.Time.GetUtcNow().AddMinutes(minutes));
            await team.GoAsync(link);
            return Shown(team).Contains("What is asked", StringComparison.Ordinal);
        }
        for (var step = 0; step < 16; step++) (await IsThereAsync(29)).Should().BeTrue("step {0}", step);
        (await IsThereAsync(29)).Should().BeFalse("8 hours are over");
        using var other = await EnteredAsync(broker, mail, link);
        broker.Time.MoveTo(broker.Time.GetUtcNow().AddMinutes(31));
        await other.GoAsync(link);
        Shown(other).Should().Contain("you need a code");
    }

    [Fact]
    public async Task A_code_is_good_once_for_ten_minutes_and_five_guesses_and_not_many_are_sent()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (_, link) = await SentAsync(broker, mail);
        using var thief = Visitor.Stranger(broker);
        await thief.GoAsync(link);
        await thief.PressAsync("Send me a code");
        var code = CodeIn(mail);
        for (var guess = 0; guess < CodedLinkStore.MostAttempts; guess++)
        {
            thief.Fill("Code", code == "000000" ? "000001" : "000000");
            await thief.PressAsync("Continue");
            thief.Errors().Should().Equal("This is not the code we sent last. Look at the newest message");
        }
        thief.Fill("Code", code);
        await thief.PressAsync("Continue");
        thief.Errors().Should().Equal("This code is no good any more. Ask for a new one");

        await thief.PressAsync("Send me a code");
        broker.Time.MoveTo(broker.Time.GetUtcNow() + CodedLinkStore.CodeGoodFor + TimeSpan.FromSeconds(1));
        thief.Fill("Code", CodeIn(mail));
        await thief.PressAsync("Continue");
        thief.Errors().Should().Equal("This code is no good any more. Ask for a new one");

        await thief.PressAsync("Send me a code");
        var entry = thief.Page;
        thief.Fill("Code", CodeIn(mail));
        await thief.PressAsync("Continue");
        Shown(thief).Should().Contain("What is asked");
        using var other = Visitor.Stranger(broker);
        await other.GoAsync(link);
        Shown(other).Should().Contain("you need a code", "the code let in one browser alone");
        await other.PressAsync("Send me a code");
        other.Status.Should().Be(429, "three were sent in this hour");
        other.Errors().Should().Equal("Too many codes were asked for. Try again in an hour");
    }

    [Fact]
    public async Task A_link_ends_with_its_fortnight_another_address_or_when_it_is_revoked_and_a_changed_one_is_none()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (_, link) = await SentAsync(broker, mail);
        using var team = await EnteredAsync(broker, mail, link);
        async Task WorksAsync(bool works, string because)
        {
            await team.GoAsync(link);
            team.Status.Should().Be(works ? 200 : 404, because);
            if (!works) Shown(team).Should().NotContainEquivalentOf("Testwood");
        }
        var changed = link[..^1] + (link[^1] == 'A' ? 'B' : 'A');
        foreach (var wrong in new[] { changed, "/answer/x", "/answer/" + new string('A', 43), link + "AAAA" })
        {
            await team.GoAsync(wrong);
            team.Status.Should().Be(404);
        }
        await WorksAsync(true, "it is whole");
        await Mailing.SetAsync(broker, Mailing.Provider, "others@example.org", answersByLink: true);
        await WorksAsync(false, "it was sent to another address");
        await Mailing.SetAsync(broker, Mailing.Provider, Mailing.Team, answersByLink: false);
        await WorksAsync(false, "the team answers by links no more");
        await Mailing.SetAsync(broker, Mailing.Provider, Mailing.Team, answersByLink: true);
        await WorksAsync(true, "it is as it was");
        using (var revoked = await broker.As("administrator").SendAsync($"/api/organisations/{Mailing.Provider}/revoke-answer-links", new { }, null))
            (await revoked.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Should().Be("{\"revoked\":1}");
        await WorksAsync(false, "it is revoked");

        var (_, second) = await SentAsync(broker, mail);
        using var later = Visitor.Stranger(broker);
        broker.Time.MoveTo(broker.Time.GetUtcNow() + CodedLinkKind.Answer.GoodFor + TimeSpan.FromMinutes(1));
        await later.GoAsync(second);
        later.Status.Should().Be(404, "its fortnight is over");
    }

    [Fact]
    public async Task The_link_of_one_referral_shows_and_answers_no_other()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (first, link) = await SentAsync(broker, mail);
        var (second, other) = await SentAsync(broker, mail);
        using var team = await EnteredAsync(broker, mail, link);
        await team.GoAsync(other);
        Shown(team).Should().Contain("you need a code");
        await team.GoAsync(link);
        await team.SendToAsync($"{other}?handler=Accept");
        team.Status.Should().Be(401);
        (await broker.As("provider").GetAsync($"/api/referrals/{second}"))["state"]!.GetValue<string>().Should().Be("sent");
        (await broker.As("provider").GetAsync($"/api/referrals/{first}"))["state"]!.GetValue<string>().Should().Be("sent");
    }

    [Fact]
    public async Task A_code_that_cannot_be_sent_is_said_so()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail, answersByLink: true);
        var (_, link) = await SentAsync(broker, mail);
        await mail.BehaveAsync("451");
        using var team = Visitor.Stranger(broker);
        await team.GoAsync(link);
        await team.PressAsync("Send me a code");
        team.Status.Should().Be(503);
        team.Errors().Should().Equal("We could not send the code. Try again in some minutes");
    }

    private static async Task<(string Id, string Link)> SentAsync(BrokerHost broker, MailServer mail)
    {
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await Mailing.SendAsync(broker);
        return (id, LinkPattern().Match(mail.Messages[^1].Text.Replace("=\r\n", "", StringComparison.Ordinal)).Value);
    }

    private static async Task<Visitor> EnteredAsync(BrokerHost broker, MailServer mail, string link)
    {
        var team = Visitor.Stranger(broker);
        await team.GoAsync(link);
        await team.PressAsync("Send me a code");
        team.Fill("Code", CodeIn(mail));
        await team.PressAsync("Continue");
        return team;
    }

    private static string CodeIn(MailServer mail) => CodePattern().Match(mail.Messages[^1].Text).Groups[1].Value;

    private static string Shown(Visitor visitor) => Visitor.Text(visitor.Page.QuerySelector("main")!);

    [GeneratedRegex(@"/answer/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"Your code is (\d{6})")]
    private static partial Regex CodePattern();
}
