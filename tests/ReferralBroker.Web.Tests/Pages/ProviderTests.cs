using System.Text.Json.Nodes;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Pages.Forms;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>An employment specialist's day in the browser, without scripts.</summary>
public sealed class ProviderTests(TestCluster cluster, ITestOutputHelper output)
{
    private static readonly Actor Provider = Personas.All.Single(p => p.Code == "provider").Actor;

    [Fact]
    public async Task A_referral_is_accepted_from_the_worklist_in_two_clicks_with_identity_and_flags_in_view()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, agreement) = await People.AgreeingAsync(broker.As("clinician"));
        var id = People.Id(await broker.As("clinician").DoAsync("/api/referrals", new
        {
            person,
            agreement,
            service = Personas.IpsInPrimaryCare.Value,
            source = "general-practice",
            setting = "general-practice",
            need = "find-work",
            needSummary = "Wants part-time work.",
            risks = new[] { "lone-worker-caution" },
        }));
        await broker.CaughtUpAsync();
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist");
        Visitor.Text(worker.Page.QuerySelector("main table")!).Should().Contain("TESTWOOD, Ada").And.Contain("Do not visit alone").And.Contain("Due in 2 days");
        worker.Count();
        await worker.ClickAsync("TESTWOOD, Ada");
        Visitor.Text(worker.Page.QuerySelector(".app-person")!).Should().Contain("TESTWOOD, Ada").And.Contain("3 May 1988 (37 years)");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("Do not visit alone").And.Contain("Wants part-time work.").And.Contain("07700 900123");
        await worker.PressAsync("Accept referral", twice: true);
        output.WriteLine($"Accepted from the worklist with {worker.Interactions} clicks.");
        worker.Interactions.Should().Be(2);
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("You accepted this referral.").And.Contain("first contact, by");
        var view = await broker.As("provider").GetAsync($"/api/referrals/{id}");
        view["state"]!.GetValue<string>().Should().Be("accepted");
        view["worker"]!.GetValue<string>().Should().Be(Provider.User);
        view["timeline"]!.AsArray().Count(e => e!["event"]!.GetValue<string>() == "referral.accepted.v1").Should().Be(1, "pressed twice, it was accepted once");
    }

    [Fact]
    public async Task A_referral_is_declined_with_a_reason_after_what_the_referrer_will_read_was_shown()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync(AddressOf(id));
        await worker.ClickAsync("Decline");
        await worker.PressAsync("Continue");
        worker.Errors().Should().Equal("Choose whose decision it is", "Choose why");
        worker.Choose("The service", "Whose decision is it?");
        worker.Choose("There are no places", "Why?");
        worker.Fill("What should happen next? (optional)", "Try again in March.");
        await worker.PressAsync("Continue");
        worker.Heading.Should().Contain("Check before declining");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("St Albans Medical Centre (synthetic) will read this").And.Contain("there are no places").And.Contain("Try again in March.").And.Contain("Other services that the referrer is shown");
        await worker.PressAsync("Change");
        Visitor.Text(worker.Page.QuerySelector("#Note")!).Should().Be("Try again in March.", "what was written is still there");
        await worker.PressAsync("Continue");
        await worker.PressAsync("Decline referral");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("You declined this referral. St Albans Medical Centre (synthetic) can see your reason");
        (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be("declined");
    }

    [Fact]
    public async Task The_whole_journey_is_recorded_on_pages()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var first = await Visitor.AsAsync(broker, Provider);
        var worker = first;
        await worker.GoAsync(AddressOf(id));
        await worker.ClickAsync("Say that it has arrived");
        await worker.PressAsync("Say that it has arrived");
        await worker.PressAsync("Accept referral");
        await DoAsync(worker, RecordContact.Verb, v => { v.Choose("Telephone"); v.Choose("Yes", "Did you reach them?"); v.Fill("What came of it? (optional)", "Will come on Thursday."); });
        Visitor.Text(worker.Page.QuerySelector(".app-timeline")!).Should().Contain("In contact with the person").And.Contain("Will come on Thursday.");
        await DoAsync(worker, BookAppointment.Verb, v => { v.Fill("Day", "8"); v.Fill("Month", "1"); v.Fill("Year", "2026"); v.Fill("At what time? (optional)", "14:30"); v.Choose("Face to face"); });
        await broker.PassAsync(3);
        // Days later, the session has long ended.
        using var again = await Visitor.AsAsync(broker, Provider);
        await again.GoAsync(AddressOf(id));
        worker = again;
        await DoAsync(worker, RecordAttendance.Verb, v => { v.Choose("8 January 2026, Face to face"); v.Choose("They came"); });
        await DoAsync(worker, StartProfile.Verb, _ => { });
        await DoAsync(worker, AgreePlan.Verb, v => v.Fill("What is the goal? (optional)", "A job in a garden centre"));
        await DoAsync(worker, RecordEmployerContact.Verb, v => v.Choose("Yes"));
        await DoAsync(worker, StartJob.Verb, v => { v.Fill("Day", "8", "When did the job start?"); v.Fill("Month", "1", "When did the job start?"); v.Fill("Year", "2026", "When did the job start?"); v.Fill("Hours a week", "16"); });
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("In work").And.Contain("check at 13 weeks in work");
        await DoAsync(worker, Pause.Verb, v => { v.Choose("Their health"); v.Fill("Day", "1"); v.Fill("Month", "2"); v.Fill("Year", "2026"); });
        await DoAsync(worker, Resume.Verb, _ => { });
        await DoAsync(worker, Close.Verb, v => { v.Choose("Support is complete"); v.Choose("In work", "Where does the person stand with work?"); });
        (await broker.As("provider").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be("closed");
    }

    [Fact]
    public async Task A_message_and_a_question_reach_the_other_side_and_nobody_else()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync(AddressOf(id));
        await worker.PressAsync("Send message");
        worker.Errors().Should().Equal("Write a message first");
        worker.Fill("Write a message", "Is a morning better?");
        await worker.PressAsync("Send message", twice: true);
        worker.Page.QuerySelectorAll(".app-message").Should().ContainSingle();
        await DoAsync(worker, RequestInformation.Verb, v => v.Fill("What do you need to know?", "Can they drive?"));
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await broker.CaughtUpAsync();
        await clinician.GoAsync("/practice/referrals");
        await clinician.ClickAsync("TESTWOOD, Ada");
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("Is a morning better?").And.Contain("Can they drive?");
        await clinician.ClickAsync("Answer the question");
        clinician.Fill("Your answer", "Yes, since last year.");
        await clinician.PressAsync("Send answer");
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("Your answer was sent.");
    }

    [Fact]
    public async Task A_race_is_said_and_what_was_written_is_kept()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync($"{AddressOf(id)}/{RequestInformation.Verb}");
        worker.Fill("What do you need to know?", "Can they drive?");
        await broker.As("provider").DoAsync($"/api/referrals/{id}/add-note", new { visibility = "own", text = "Rang." });
        await worker.PressAsync("Send question");
        worker.Status.Should().Be(412);
        worker.Errors().Should().ContainSingle().Which.Should().StartWith("Somebody else changed this while you were writing.");
        Visitor.Text(worker.Page.QuerySelector("#question")!).Should().Be("Can they drive?");
        await worker.PressAsync("Send question");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("Your question was sent.");
    }

    [Fact]
    public async Task A_form_that_outlived_its_session_is_sent_again_after_logging_in_as_it_was_filled_in()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync($"{AddressOf(id)}/{RequestInformation.Verb}");
        worker.Fill("What do you need to know?", "Can they \"drive\" & <where>?");
        broker.Time.MoveTo(broker.Time.GetUtcNow().AddMinutes(31));
        await worker.PressAsync("Send question");
        (worker.Status, worker.Heading).Should().Be((401, "You were logged out"));
        (await broker.As("provider").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be("sent", "nothing was sent yet");
        var kept = worker.Page;

        await worker.GoAsync("/");
        await worker.PressAsync("provider");
        worker.BackTo(kept);
        await worker.PressAsync("Send it again");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("Your question was sent.").And.Contain("Can they \"drive\" & <where>?");
    }

    [Fact]
    public async Task A_referral_is_passed_on_and_the_other_service_has_it()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync(AddressOf(id));
        await worker.ClickAsync("Pass on to another service");
        await worker.PressAsync("Pass on");
        worker.Errors().Should().Equal("Choose a service", "Choose why");
        worker.Choose("Connect to Work (synthetic)", "Which service?");
        worker.Choose("They asked for it", "Why?");
        await worker.PressAsync("Pass on", twice: true);
        worker.Address.Should().Be("/provider/worklist");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("was passed on.").And.NotContain("TESTWOOD", "it is not theirs any more");
        (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be("redirected");
    }

    [Fact]
    public async Task The_next_step_that_is_waited_for_has_the_button()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
        await broker.As("provider").DoAsync($"/api/referrals/{id}/accept", new { });
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync(AddressOf(id));
        worker.Page.QuerySelectorAll("main a.nhsuk-button").Select(Visitor.Text).Should().Equal("Record a contact");
        worker.Page.QuerySelectorAll("main a").Select(Visitor.Text).Count(words => words == "Record a contact").Should().Be(1, "nothing is offered twice");
    }

    [Fact]
    public async Task Where_the_person_no_longer_agrees_both_sides_are_told_to_end_it_and_can()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, agreement) = await People.AgreeingAsync(broker.As("clinician"));
        var id = People.Id(await broker.As("clinician").DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        await broker.As("clinician").DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "in-person" });
        await broker.CaughtUpAsync();
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await clinician.GoAsync(AddressOf(id));
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("End it: the person has withdrawn their agreement. Withdraw it.").And.Contain("Withdraw this referral");
        await clinician.GoAsync($"{AddressOf(id)}/sheet");
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("They get in touch with you no more about this.").And.NotContain("reads this by");
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist");
        Visitor.Text(worker.Page.QuerySelector("main table")!).Should().Contain("End it: the person has withdrawn their agreement").And.NotContain("TESTWOOD").And.NotContain("Say that it has arrived");
        await worker.GoAsync(AddressOf(id));
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("Decline it, as the person decided.").And.NotContain("Accept referral");
        await worker.ClickAsync("Decline");
        worker.Choose("The person", "Whose decision is it?");
        worker.Choose("There are no places", "Why?");
        await worker.PressAsync("Continue");
        await worker.PressAsync("Decline referral");
        worker.Errors().Should().ContainSingle().Which.Should().StartWith("Only the service can decide for this reason.");
        worker.Choose("They do not want it", "Why?");
        await worker.PressAsync("Continue");
        await worker.PressAsync("Decline referral");
        (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be("declined");
        await clinician.GoAsync(AddressOf(id));
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("tell the person").And.NotContain("End it:", "it was ended");
    }

    [Fact]
    public async Task Nobody_is_told_to_withdraw_somebody_in_support_and_nobody_meets_by_a_message()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (person, agreement) = await People.AgreeingAsync(broker.As("clinician"));
        var id = People.Id(await broker.As("clinician").DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));
        await broker.As("provider").DoAsync($"/api/referrals/{id}/accept", new { });
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync($"{AddressOf(id)}/book-appointment");
        worker.Page.QuerySelectorAll("input[name=medium]").Select(i => i.GetAttribute("value")).Should().Contain("face-to-face").And.NotContain(["email", "text-message"]);
        await broker.As("provider").RefusedAsync($"/api/referrals/{id}/book-appointment", new { on = "2026-01-06", medium = "email" }, 422, "appointment.by-message");
        await broker.As("clinician").DoAsync($"/api/people/{person}/withdraw-agreement", new { agreement, how = "in-person" });
        using var clinician = await Visitor.AsAsync(broker, Personas.All.Single(p => p.Code == "clinician").Actor);
        await clinician.GoAsync(AddressOf(id));
        Visitor.Text(clinician.Page.QuerySelector("main")!).Should().Contain("The other side ends it.");
        await worker.GoAsync(AddressOf(id));
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("Close it.");
    }

    [Fact]
    public async Task Places_are_shown_to_referrers_at_once()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var manager = await Visitor.AsAsync(broker, Provider);
        await manager.GoAsync($"/provider/capacity?id={Personas.IpsInPrimaryCare}");
        manager.Choose("Few places");
        manager.Fill("How many? (optional)", "three");
        await manager.PressAsync("Save");
        manager.Errors().Should().Equal("Enter a number of places, such as 4");
        manager.Fill("How many? (optional)", "3");
        await manager.PressAsync("Save");
        Visitor.Text(manager.Page.QuerySelector("main")!).Should().Contain("Referrers see this from now on.");
        await broker.CaughtUpAsync();
        using var answer = await broker.As("clinician").SendAsync("/api/services/match", new { needs = new[] { "find-work" } }, null);
        var matched = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        matched["services"]!.AsArray().Single(s => s!["id"]!.GetValue<string>() == Personas.IpsInPrimaryCare.ToString())!["capacity"]!["places"]!.GetValue<int>().Should().Be(3);
    }

    [Fact]
    public async Task Each_view_of_the_worklist_shows_as_many_as_it_says()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var provider = broker.As("provider");
        foreach (var step in new[] { "", "acknowledge", "accept", "decline", "request-information" })
        {
            var id = await People.SentAsync(broker.As("clinician"), Personas.IpsInPrimaryCare);
            if (step.Length > 0) await provider.DoAsync($"/api/referrals/{id}/{step}", step switch { "decline" => new { by = "service", reason = "other" }, "request-information" => new { question = "?" }, _ => new { } });
        }
        await broker.PassAsync(4);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist");
        foreach (var (address, words) in worker.Page.QuerySelectorAll(".app-views__link").Select(a => (a.GetAttribute("href")!, Visitor.Text(a))).ToArray())
        {
            await worker.GoAsync(address);
            var said = int.Parse(words.Split(' ').First(w => char.IsDigit(w[0])).Replace("referrals", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
            worker.Page.QuerySelectorAll("main table.nhsuk-table--responsive tbody tr").Length.Should().Be(said, "{0}", words);
        }
        worker.Page.QuerySelectorAll(".app-views__link").Select(Visitor.Text).Should().Contain(t => t.StartsWith("All 4", StringComparison.Ordinal), "what was declined is the referrer's");
    }

    [Fact]
    public void Every_verb_has_a_form_and_every_field_of_it_words()
    {
        VerbForms.All.Select(f => f.Verb).Should().BeEquivalentTo(ReferralVerbs.All.Select(v => v.Name).Except([Decline.Verb, Correct.Verb]), "declining and correcting have pages of their own");
        foreach (var verb in ReferralVerbs.All.Where(v => VerbForms.Find(v.Name) is not null))
        {
            var (form, words) = (CommandForm.Of(verb.Command), VerbForms.Find(verb.Name)!);
            words.Fields.Keys.Should().BeSubsetOf(form.Fields.Select(f => f.Name), "{0} asks for nothing that the command does not take", verb.Name);
            form.Fields.Where(f => f.IsNeeded).Select(f => f.Name).Should().BeSubsetOf(words.Fields.Keys, "{0} asks for all it needs", verb.Name);
        }
    }

    private static string AddressOf(string id) => $"/referrals/{ReferralReference.Of(new(Guid.Parse(id)))}";

    private static async Task DoAsync(Visitor worker, string verb, Action<Visitor> fill)
    {
        var words = VerbForms.Find(verb)!;
        await worker.ClickAsync(words.Title);
        fill(worker);
        await worker.PressAsync(words.Button);
        worker.Errors().Should().BeEmpty("{0} is done", verb);
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain(words.Done);
    }
}
