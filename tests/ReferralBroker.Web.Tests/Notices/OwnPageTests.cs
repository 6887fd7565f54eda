using System.Text.RegularExpressions;
using ReferralBroker.Testing;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Tests.Pages;

namespace ReferralBroker.Web.Tests.Notices;

/// <summary>Somebody who chose it is told that something waits and sees it on a page of their own; nobody else does, and not where it is not safe.</summary>
public sealed partial class OwnPageTests(TestCluster cluster)
{
    private const string Mailbox = "ada@example.com";
    private static readonly string[] Tells = ["referral", "broker", "nhs", "health", "work", "money", "employment", "nottingham", "IPS", "Testwood", "Ada "];

    [Fact]
    public async Task They_get_a_message_that_says_nothing_enter_a_code_and_see_who_has_their_referral()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        await broker.As("administrator").DoAsync($"/api/services/{Personas.IpsInPrimaryCare}/set-contact", new { phone = "0115 496 0123", when = "Monday to Friday, 9am to 5pm" });
        var (person, agreement, link) = await ChosenAsync(broker, mail);
        var message = mail.Messages[^1];
        message.To.Should().Equal(Mailbox);
        foreach (var tell in Tells) message.Text.Should().NotContain(tell, "nobody learns from it what it is about");
        message.Text.Should().Contain("messages@example.net").And.NotContain("broker@example.org");
        foreach (var tell in Tells) link.Should().NotContain(tell);

        using var ada = Visitor.Stranger(broker);
        await ada.GoAsync(link);
        foreach (var tell in Tells) Visitor.Text(ada.Page.DocumentElement).Should().NotContain(tell, "nor from the page before the code");
        await ada.PressAsync("Send me a code");
        foreach (var tell in Tells) mail.Messages[^1].Text.Should().NotContain(tell);
        ada.Fill("Code", CodeIn(mail));
        await ada.PressAsync("Continue");
        Shown(ada).Should().Contain("For Ada Testwood.").And.Contain("IPS in Primary Care").And.Contain("reads this by").And.Contain("0115 496 0123. Monday to Friday, 9am to 5pm");
        ada.Page.Title.Should().Be("Your page");

        await ada.ClickAsync("Withdraw what you agreed to");
        Shown(ada).Should().Contain("this service can no longer see who you are, how to reach you and what you need").And.Contain("IPS in Primary Care (");
        await ada.PressAsync("Withdraw", twice: true);
        Shown(ada).Should().Contain("You have withdrawn it.").And.Contain("You withdrew this on");
        var disclosures = await broker.As("clinician").GetAsync($"/api/people/{person}/disclosures");
        disclosures["items"]![0]!["endedBy"]!.GetValue<string>().Should().Be("person.agreement-withdrawn.v1");
        disclosures["items"]![0]!["agreement"]!.GetValue<string>().Should().Be(agreement);
        (await broker.LooksAsync("person/")).Should().BeGreaterThan(0, "their own look is on record as theirs");
    }

    [Fact]
    public async Task They_change_how_they_are_reached_and_a_page_that_is_no_longer_safe_ends_at_once()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        var (person, _, link) = await ChosenAsync(broker, mail);
        using var ada = await EnteredAsync(broker, mail, link);
        await ada.ClickAsync("Change how to reach you");
        ada.Fill("What is the best time? (optional)", "mornings");
        await ada.PressAsync("Save", twice: true);
        Shown(ada).Should().Contain("It is saved.").And.Contain("mornings");
        (await broker.As("clinician").GetAsync($"/api/people/{person}"))["contactPreferences"]!["bestTime"]!.GetValue<string>().Should().Be("mornings");

        await ada.ClickAsync("Change how to reach you");
        ada.Choose("No", "May anybody get in touch with you?");
        await ada.PressAsync("Save");
        ada.Heading.Should().Be("It is saved, and your page has ended");
        await ada.GoAsync(link);
        ada.Status.Should().Be(404);
        var sent = mail.Messages.Count;
        await broker.As("clinician").DoAsync($"/api/people/{person}/set-contact-preferences", Safe());
        await Mailing.SendAsync(broker);
        mail.Messages.Count.Should().Be(sent, "it does not come back by itself");
        await ada.GoAsync(link);
        ada.Status.Should().Be(404);
    }

    [Fact]
    public async Task Whoever_leaves_needs_a_code_again_and_whoever_ends_it_has_no_page()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        var (_, _, link) = await ChosenAsync(broker, mail);
        using var ada = await EnteredAsync(broker, mail, link);
        await ada.PressAsync("Leave this page");
        ada.Heading.Should().Be("You have left your page");
        foreach (var behind in new[] { "", "/reaching", "/withdraw", "/end" })
        {
            await ada.GoAsync(link + behind);
            Shown(ada).Should().Contain("you need a code").And.NotContain("IPS in Primary Care");
        }
        using var again = await EnteredAsync(broker, mail, link);
        await again.ClickAsync("I do not want this page any more");
        await again.PressAsync("End my page", twice: true);
        again.Heading.Should().Be("Your page has ended");
        await again.GoAsync(link);
        again.Status.Should().Be(404);
    }

    [Fact]
    public async Task The_code_is_guessed_at_five_times_and_the_link_of_one_shows_nobody_else()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        var (_, _, link) = await ChosenAsync(broker, mail);
        var (_, _, other) = await ChosenAsync(broker, mail);
        using var thief = Visitor.Stranger(broker);
        await thief.GoAsync(link);
        await thief.PressAsync("Send me a code");
        var code = CodeIn(mail);
        for (var guess = 0; guess < CodedLinkStore.MostAttempts; guess++)
        {
            thief.Fill("Code", code == "000000" ? "000001" : "000000");
            await thief.PressAsync("Continue");
        }
        thief.Fill("Code", code);
        await thief.PressAsync("Continue");
        thief.Errors().Should().Equal("This code is no good any more. Ask for a new one");
        using var ada = await EnteredAsync(broker, mail, link);
        await ada.GoAsync(other);
        Shown(ada).Should().Contain("you need a code");
        foreach (var wrong in new[] { link.Replace("/mine/", "/answer/", StringComparison.Ordinal), link[..^1] + (link[^1] == 'A' ? 'B' : 'A'), "/mine/x" })
        {
            await ada.GoAsync(wrong);
            ada.Status.Should().Be(404, wrong);
        }
    }

    [Theory]
    [InlineData("doNotContact")]
    [InlineData("mustNotBeTold")]
    [InlineData("unsafe")]
    public async Task Nobody_is_written_to_where_it_is_not_safe(string risk)
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        var (person, agreement, link) = await ChosenAsync(broker, mail);
        var told = mail.Messages.Count(m => m.To.Contains(Mailbox));
        await broker.As("clinician").DoAsync($"/api/people/{person}/set-contact-preferences", Safe(risk));
        await broker.As("clinician").DoAsync("/api/referrals", People.Referral(person, agreement, Personas.ConnectToWork));
        await Mailing.SendAsync(broker);
        mail.Messages.Count(m => m.To.Contains(Mailbox)).Should().Be(told);
        using var anybody = Visitor.Stranger(broker);
        await anybody.GoAsync(link);
        anybody.Status.Should().Be(404);
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await clinician.GoAsync($"/people/{person}/own-page");
        Shown(clinician).Should().Contain(risk == "unsafe" ? "No email address is recorded of which they said that it is safe" : "They cannot have one now");
    }

    [Fact]
    public async Task It_is_chosen_on_their_record()
    {
        await using var mail = await MailServer.StartAsync();
        await using var broker = await Mailing.StartAsync(cluster, mail);
        var (person, _) = await People.AgreeingAsync(broker.As("clinician"));
        await broker.As("clinician").DoAsync($"/api/people/{person}/set-contact-preferences", Safe());
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await clinician.GoAsync($"/people/{person}");
        await clinician.ClickAsync("Offer it to them");
        await clinician.PressAsync("They want their own page");
        clinician.Errors().Should().Equal("Choose where they want to be told");
        clinician.Choose(Mailbox, "Where do they want to be told?");
        await clinician.PressAsync("They want their own page", twice: true);
        Shown(clinician).Should().Contain($"They are told at {Mailbox} when something waits");
        await Mailing.SendAsync(broker);
        mail.Messages.Count(m => m.To.Contains(Mailbox)).Should().Be(1);
        await clinician.ClickAsync("Change or end it");
        await clinician.PressAsync("They no longer want it");
        Shown(clinician).Should().Contain("They have none.");
    }

    /// <summary>Somebody with a referral who chose a page of their own, and the link they were sent last.</summary>
    private static async Task<(string Person, string Agreement, string Link)> ChosenAsync(BrokerHost broker, MailServer mail)
    {
        var clinician = broker.As("clinician");
        var (person, agreement) = await People.AgreeingAsync(clinician);
        await clinician.DoAsync($"/api/people/{person}/set-contact-preferences", Safe());
        await clinician.DoAsync($"/api/people/{person}/choose-own-page", new { email = Mailbox });
        await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare));
        await Mailing.SendAsync(broker);
        return (person, agreement, LinkPattern().Match(mail.Messages.Last(m => m.To.Contains(Mailbox)).Text.Replace("=\r\n", "", StringComparison.Ordinal)).Value);
    }

    private static object Safe(string? risk = null) => new
    {
        preferences = new
        {
            doNotContact = risk == "doNotContact",
            preferred = new[] { "email" },
            points = new[] { new { medium = "email", value = Mailbox, safe = risk != "unsafe", mayLeaveMessage = true } },
            mustNotBeTold = risk == "mustNotBeTold" ? "My partner" : null,
        },
    };

    private static async Task<Visitor> EnteredAsync(BrokerHost broker, MailServer mail, string link)
    {
        var person = Visitor.Stranger(broker);
        await person.GoAsync(link);
        await person.PressAsync("Send me a code");
        person.Fill("Code", CodeIn(mail));
        await person.PressAsync("Continue");
        return person;
    }

    private static string CodeIn(MailServer mail) => CodePattern().Match(mail.Messages[^1].Text).Groups[1].Value;

    private static string Shown(Visitor visitor) => Visitor.Text(visitor.Page.QuerySelector("main")!);

    [GeneratedRegex(@"/mine/[A-Za-z0-9_-]+")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"Your code is (\d{6})")]
    private static partial Regex CodePattern();
}
