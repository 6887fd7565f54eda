using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>A clinician's day in the browser, without scripts.</summary>
public sealed class ClinicianTests(TestCluster cluster, ITestOutputHelper output)
{
    private const string Agreed = "Do they agree that we share their details with this service?";

    private static readonly Actor Clinician = Personas.All.Single(p => p.Code == "clinician").Actor;
    private static readonly Actor Provider = Personas.All.Single(p => p.Code == "provider").Actor;

    [Fact]
    public async Task Somebody_known_is_referred_in_three_pages_and_twelve_interactions_and_the_service_has_it()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.As("clinician").DoAsync("/api/people", People.Particulars("9990000018"));
        await broker.CaughtUpAsync();
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync("/people/find");
        clinician.Count();
        await FindAsync(clinician);
        clinician.Heading.Should().Be("Work and health conversation");
        Visitor.Text(clinician.Page.QuerySelector(".app-person")!).Should().Contain("TESTWOOD, Ada").And.Contain("999 000 0018");
        clinician.Page.Title.Should().NotContain("Testwood").And.NotContain("TESTWOOD");

        clinician.Choose("Being out of work");
        clinician.Choose("Finding work");
        clinician.Choose("They would like help: choose a service");
        await clinician.PressAsync("Continue");
        clinician.Heading.Should().Be("Choose a service and send");
        clinician.Address.Should().NotContain("find-work", "nothing that was said stands in an address");
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("May fit: ask first").And.Contain("Does not fit", "nothing is hidden").And.MatchRegex("Nobody was sent there|reached within|Too few");

        clinician.Choose("Yes: also what they need", Agreed);
        clinician.Choose("IPS in Primary Care (synthetic)");
        await clinician.PressAsync("Confirm and send", twice: true);
        clinician.Heading.Should().Be("Referral sent");
        output.WriteLine($"A known person is referred in {clinician.Pages} pages and {clinician.Interactions} interactions.");
        clinician.Pages.Should().Be(3, "the search is on the first, and the last only says what came of it");
        clinician.Interactions.Should().BeLessThanOrEqualTo(12);

        var reference = clinician.Address.Split('/')[2];
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain(reference).And.Contain("must act next: say that it has arrived, or decide, by 7 January 2026.");
        await clinician.ClickAsync("A sheet for the person to take home");
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("Ada Testwood").And.Contain("who you are and what you need").And.Contain("You can change your mind at any time");
        await broker.CaughtUpAsync();
        (await broker.As("provider").GetAsync("/api/worklist"))["items"]!.AsArray().Should().ContainSingle("pressed twice, it was sent once").Which!["reference"]!.GetValue<string>().Should().Be(reference);
    }

    [Theory]
    [InlineData("I gave advice", "Advice was given.")]
    [InlineData("I told them where to find help", "They were told where to find help.")]
    [InlineData("Record the conversation only", "Recorded only.")]
    public async Task Every_other_ending_is_recorded_on_the_spot(string ending, string words)
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.As("clinician").DoAsync("/api/people", People.Particulars("9990000018"));
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync("/people/find");
        await FindAsync(clinician);
        clinician.Choose("Money worries", "What did you speak about?");
        clinician.Choose(ending);
        await clinician.PressAsync("Continue");
        clinician.Heading.Should().Be("Conversation recorded");
        Visitor.Text(clinician.Page.QuerySelector("pre")!).Should().Contain("Spoke about: Money worries.").And.Contain(words);
    }

    [Fact]
    public async Task What_was_not_filled_in_is_said_at_its_field_and_what_was_comes_back()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.As("clinician").DoAsync("/api/people", People.Particulars("9990000018"));
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync("/people/find");
        clinician.Fill("NHS number", "999 000 0018");
        clinician.Fill("Day", "31", "Date of birth");
        clinician.Fill("Month", "2", "Date of birth");
        clinician.Fill("Year", "1988", "Date of birth");
        await clinician.PressAsync("Find");
        clinician.Status.Should().Be(422);
        clinician.Errors().Should().Equal("Enter a real date of birth, such as 3 5 1988");
        clinician.Page.QuerySelector("#Born_Day")!.GetAttribute("value").Should().Be("31", "nothing is typed twice");
        clinician.Page.QuerySelector("#NhsNumber")!.GetAttribute("value").Should().Be("999 000 0018");

        await clinician.GoAsync("/people/find");
        await FindAsync(clinician);
        await clinician.PressAsync("Continue");
        clinician.Errors().Should().Equal("Choose what you spoke about", "Choose how it ended");
        clinician.Choose("Being out of work");
        clinician.Choose("I offered help and they declined");
        await clinician.PressAsync("Continue");
        clinician.Errors().Should().Equal("Choose why they declined");
        clinician.Fill("If they declined: why?", "not-now");
        await clinician.PressAsync("Continue");
        Visitor.Text(clinician.Page.QuerySelector("pre")!).Should().Contain("Help was offered and they declined: Not now.");
    }

    [Fact]
    public async Task Going_back_or_coming_back_later_records_no_conversation_twice()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.As("clinician").DoAsync("/api/people", People.Particulars("9990000018"));
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync("/people/find");
        await FindAsync(clinician);
        var form = clinician.Address;
        clinician.Choose("Being out of work");
        clinician.Choose("Finding work");
        clinician.Choose("They would like help: choose a service");
        await clinician.PressAsync("Continue");
        var choice = clinician.Address;
        await clinician.GoAsync(form);
        await clinician.ClickAsync("Go on with it");
        (clinician.Heading, clinician.Address).Should().Be(("Choose a service and send", choice));

        await clinician.GoAsync(choice.Split('?')[0]);
        clinician.Heading.Should().Be("What do they want help with first?", "what was said is not kept");
        await clinician.ClickAsync("Finding work");
        clinician.Address.Should().NotContain("find-work", "nothing that was said stands in an address");
        clinician.Choose("IPS in Primary Care (synthetic)");
        clinician.Choose("Yes: who they are and how to reach them");
        await clinician.PressAsync("Confirm and send");
        clinician.Heading.Should().Be("Referral sent");
        await using var count = broker.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand("select count(*) from log.event e join log.event_type t on t.id = e.type where t.name = 'conversation.recorded.v1'");
        (await count.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(1L);
    }

    [Fact]
    public async Task Whoever_tries_what_is_not_theirs_is_on_record_by_reading_and_by_sending()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        var address = $"/referrals/{ReferralReference.Of(new(Guid.Parse(id)))}";
        using var owner = await Visitor.AsAsync(broker, Provider);
        using var stranger = await Visitor.AsAsync(broker, new("a-stranger", Role.ProviderCaseworker, Personas.SecondaryCareProvider));
        await stranger.GoAsync(address);
        stranger.Status.Should().Be(403);
        await stranger.GoAsync("/provider/worklist");
        await owner.GoAsync(address);
        var form = owner.Page.QuerySelector("form[action$='handler=accept']")!;
        // The page is the owner's; the token in it is not the stranger's, who takes one from a page of their own.
        await stranger.GoAsync("/people/find");
        await stranger.SendToAsync(form.GetAttribute("action")!);
        stranger.Status.Should().Be(403);
        await using var refused = broker.Services.GetRequiredService<Npgsql.NpgsqlDataSource>().CreateCommand("select count(*) from looks.look where \"user\" = 'a-stranger' and refused = 'organisation.not-party'");
        (await refused.ExecuteScalarAsync(TestContext.Current.CancellationToken)).Should().Be(2L);
    }

    [Fact]
    public async Task Nothing_is_sent_without_their_agreement()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        await broker.As("clinician").DoAsync("/api/people", People.Particulars("9990000018"));
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync("/people/find");
        await FindAsync(clinician);
        clinician.Choose("Being out of work");
        clinician.Choose("Finding work");
        clinician.Choose("They would like help: choose a service");
        await clinician.PressAsync("Continue");
        clinician.Choose("IPS in Primary Care (synthetic)");
        var before = await broker.EventCountAsync();
        await clinician.PressAsync("Confirm and send");
        clinician.Errors().Should().ContainSingle().Which.Should().StartWith("Say that they agree.");
        (await broker.EventCountAsync()).Should().Be(before);
        clinician.Page.QuerySelectorAll("input[name=Service][checked]").Should().ContainSingle("what was chosen stays chosen");
    }

    [Fact]
    public async Task Whoever_has_no_record_is_added_with_what_was_typed_already()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var clinician = await Visitor.AsAsync(broker, Clinician);
        await clinician.GoAsync("/people/find");
        await FindAsync(clinician);
        clinician.Heading.Should().Be("Nobody was found: add them");
        clinician.Page.QuerySelector("#NhsNumber")!.GetAttribute("value").Should().Be("9990000018");
        clinician.Fill("Family name", "Testwood");
        clinician.Fill("Given name", "Ada");
        await clinician.PressAsync("Add this person");
        clinician.Heading.Should().Be("Work and health conversation");
        Visitor.Text(clinician.Page.QuerySelector(".app-person")!).Should().Contain("TESTWOOD, Ada").And.Contain("3 May 1988 (37 years)");
    }

    [Fact]
    public async Task A_sending_that_is_refused_leaves_no_agreement_behind()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, agreement) = await People.AgreeingAsync(broker.As("clinician"), [Personas.ConnectToWork.Value]);
        await broker.As("clinician").DoAsync("/api/referrals", People.Referral(person, agreement, Personas.ConnectToWork));
        using var visitor = await ConversationAboutWorkAsync(broker, person);
        visitor.Page.QuerySelectorAll("label").Select(Visitor.Text).Should().Contain("Yes, as on 5 January 2026: who they are and what they need");
        visitor.Choose("Connect to Work (synthetic)");
        visitor.Choose("Yes: also what they need");
        await visitor.PressAsync("Confirm and send");
        visitor.Errors().Should().ContainSingle().Which.Should().StartWith("This person has an open referral to this service already.");
        (await broker.As("clinician").GetAsync($"/api/people/{person}"))["agreements"]!.AsArray().Should().HaveCount(1, "what was refused was not recorded");
        visitor.Choose("IPS in Primary Care (synthetic)");
        visitor.Choose("Yes, as on 5 January 2026: who they are and what they need");
        await visitor.PressAsync("Confirm and send");
        visitor.Errors().Should().Equal("The person did not agree that their details are shared with this service. They must be asked first; nothing has been disclosed.");
        visitor.Choose("Yes: also what they need");
        await visitor.PressAsync("Confirm and send", twice: true);
        visitor.Heading.Should().Be("Referral sent");
        (await broker.As("clinician").GetAsync($"/api/people/{person}"))["agreements"]!.AsArray().Should().HaveCount(2);
    }

    [Fact]
    public async Task What_services_ask_is_said_beside_them_and_one_that_does_not_fit_is_sent_to_with_a_reason_alone()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, _) = await People.AgreeingAsync(broker.As("clinician"));
        using var visitor = await ConversationAboutWorkAsync(broker, person);
        visitor.Choose("Yes", "Do they live in the city of Nottingham?");
        visitor.Choose("Yes", "Do they have the right to work in the United Kingdom?");
        visitor.Choose("Yes", "Are they on another employment programme now?");
        await visitor.PressAsync("Show what fits");
        visitor.Page.QuerySelectorAll("label").Select(Visitor.Text).Should().NotContain("Do they live in the city of Nottingham?", "it was answered");
        visitor.Address.Should().NotContain("true", "what was said is sealed");
        var unfit = visitor.Page.QuerySelectorAll(".app-service").First(s => Visitor.Text(s).Contains("Does not fit", StringComparison.Ordinal));
        visitor.Choose(Visitor.Text(unfit.QuerySelector("label")!));
        visitor.Choose("Yes, as on 5 January 2026: who they are and what they need");
        await visitor.PressAsync("Confirm and send");
        visitor.Errors().Should().Equal("This service does not seem to fit. Say why you send it there all the same, or choose another");
        visitor.Fill("Why do you send it there all the same?", "They turn 18 tomorrow.");
        await visitor.PressAsync("Confirm and send", twice: true);
        visitor.Heading.Should().Be("Referral sent");
        await visitor.ClickAsync("Open the referral");
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("Why it was sent all the same").And.Contain("They turn 18 tomorrow.");
    }

    [Fact]
    public async Task Somebody_who_no_longer_sees_a_person_opens_the_record_in_an_emergency_and_a_lead_is_shown_it()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var referral = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await broker.As("provider").DoAsync($"/api/referrals/{referral}/decline", new { by = "service", reason = "no-capacity" });
        using var worker = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "provider").Actor);
        await worker.GoAsync($"/referrals/{ReferralReference.Of(new(Guid.Parse(referral)))}");
        worker.Page.Body!.TextContent.Should().NotContain("TESTWOOD");
        await worker.ClickAsync("Open the record in an emergency");
        await worker.PressAsync("Open the record");
        worker.Errors().Should().Equal("Choose why", "Write what happened: a governance lead reads it");
        worker.Choose("Somebody’s life is in danger");
        worker.Fill("What happened?", "They rang and said goodbye.");
        await worker.PressAsync("Open the record", twice: true);
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("The record is open to you for 4 hours.");
        worker.Page.Body!.TextContent.Should().Contain("TESTWOOD");
        await broker.CaughtUpAsync();
        (await broker.As("governance").GetAsync("/api/looks/broken-glass"))["items"]!.AsArray().Should().ContainSingle();
    }

    [Fact]
    public async Task A_declined_referral_needs_them_and_is_sent_on_in_one_step()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        await provider.DoAsync($"/api/referrals/{referral}/decline", new { by = "service", reason = "no-capacity", note = "Full until spring." });
        await broker.CaughtUpAsync();
        using var visitor = await Visitor.AsAsync(broker, Clinician);
        await visitor.GoAsync("/practice/referrals");
        visitor.Heading.Should().Be("Our referrals");
        await visitor.ClickAsync("TESTWOOD, Ada");
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("Full until spring.").And.Contain("There are no places");
        visitor.Count();
        await visitor.ClickAsync("Send to another service");
        visitor.Choose("Connect to Work (synthetic)");
        visitor.Choose("Yes, as on 5 January 2026: who they are and what they need");
        await visitor.PressAsync("Confirm and send");
        visitor.Heading.Should().Be("Referral sent");
        visitor.Pages.Should().Be(2);
        await visitor.GoAsync($"/referrals/{ReferralReference.Of(new(Guid.Parse(referral)))}/re-match");
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("It was sent on already. Open referral R-");
    }

    [Fact]
    public async Task An_agreement_is_withdrawn_and_the_service_no_longer_sees_who_it_is()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, agreement) = await People.AgreeingAsync(broker.As("clinician"));
        var referral = People.Id(await broker.As("clinician").DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        using var visitor = await Visitor.AsAsync(broker, Clinician);
        await visitor.GoAsync($"/people/{person}");
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("that we share who they are and what they need with any suitable service").And.Contain("IPS in Primary Care (synthetic)");
        await visitor.ClickAsync("Withdraw");
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("can no longer see who the person is").And.Contain("IPS in Primary Care (synthetic)");
        await visitor.PressAsync("Withdraw the agreement");
        visitor.Errors().Should().Equal("Choose how they told you");
        visitor.Choose("By phone");
        await visitor.PressAsync("Withdraw the agreement", twice: true);
        Visitor.Text(visitor.Page.QuerySelector("main")!).Should().Contain("The agreement is withdrawn.").And.Contain("Withdrawn on 5 January 2026.");
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync($"/referrals/{ReferralReference.Of(new(Guid.Parse(referral)))}");
        worker.Page.QuerySelector("body")!.TextContent.Should().NotContain("TESTWOOD").And.NotContain("Testwood").And.Contain("You can no longer see who this is about.");
    }

    /// <summary>After a conversation on finding work, where a service is chosen.</summary>
    private static async Task<Visitor> ConversationAboutWorkAsync(BrokerHost broker, string person)
    {
        await broker.CaughtUpAsync();
        var visitor = await Visitor.AsAsync(broker, Clinician);
        await visitor.GoAsync($"/people/{person}/conversation");
        visitor.Choose("Being out of work");
        visitor.Choose("Finding work");
        visitor.Choose("They would like help: choose a service");
        await visitor.PressAsync("Continue");
        return visitor;
    }

    /// <summary>The person that the tests register.</summary>
    private static async Task FindAsync(Visitor visitor)
    {
        visitor.Fill("NHS number", "9990000018");
        visitor.Fill("Day", "3", "Date of birth");
        visitor.Fill("Month", "5", "Date of birth");
        visitor.Fill("Year", "1988", "Date of birth");
        await visitor.PressAsync("Find");
    }
}
