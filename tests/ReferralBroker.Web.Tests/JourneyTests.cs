using System.Text.Json.Nodes;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>Whole journeys over HTTP, each step with its state, next actor, due date and available actions.</summary>
public sealed class JourneyTests(TestCluster cluster)
{
    [Fact]
    public async Task A_conversation_becomes_a_referral_and_ends_in_26_weeks_of_work()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var before = await Funnel(provider, broker);

        var person = People.Id(await clinician.DoAsync("/api/people", People.Particulars()));
        var talk = People.Id(await clinician.DoAsync("/api/conversations", new { person, setting = "general-practice", professionalRole = "general-practitioner", topics = new[] { "out-of-work" }, ending = "support-offered" }));
        var agreement = Guid.NewGuid().ToString();
        await clinician.DoAsync($"/api/people/{person}/give-agreement", new { agreement, scope = "need-summary", how = "in-person", wordingVersion = "2026-04" });

        // Monday 5 January: acknowledge within 2 working days.
        var sent = await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare, talk));
        var referral = $"/api/referrals/{People.Id(sent)}";
        Expect(sent, "sent", "service", "acknowledgement", "2026-01-07", "withdraw add-note send-message correct enter-in-error");
        await ExpectActions(provider, referral, "acknowledge request-information accept decline assign add-note send-message redirect");

        Expect(await provider.DoAsync(referral + "/acknowledge"), "received", "service", "decision", "2026-01-12",
            "request-information accept decline assign add-note send-message redirect");

        Expect(await provider.DoAsync(referral + "/request-information", new { question = "Which days suit?" }), "awaiting-information", "referrer", "answer", "2026-01-12",
            "accept decline assign add-note send-message redirect");
        await broker.PassAsync(1);
        Expect(await clinician.DoAsync(referral + "/provide-information", new { answer = "Mornings." }), "received", "service", "decision", "2026-01-13",
            "withdraw add-note send-message correct enter-in-error");

        Expect(await provider.DoAsync(referral + "/accept", new { worker = "demo-provider" }), "accepted", "service", "first-contact", "2026-01-13",
            "undo-acceptance assign record-contact book-appointment pause close add-note send-message redirect");

        await broker.PassAsync(1);
        Expect(await provider.DoAsync(referral + "/record-contact", new { medium = "telephone", reached = false }), "accepted", "service", "first-contact", "2026-01-13",
            "undo-acceptance assign record-contact book-appointment pause close add-note send-message correct redirect");
        Expect(await provider.DoAsync(referral + "/record-contact", new { medium = "telephone", reached = true, outcome = "Keen to meet." }), "in-contact", "service", "first-meeting", "2026-01-27",
            "assign record-contact book-appointment start-training record-advice start-profile pause close add-note send-message correct redirect");

        var appointment = Guid.NewGuid();
        await provider.DoAsync(referral + "/book-appointment", new { id = appointment, on = "2026-01-09", at = "10:30:00", medium = "face-to-face" });
        await broker.PassUntilAsync(new(2026, 1, 9));
        Expect(await provider.DoAsync(referral + "/record-attendance", new { appointment, attendance = "attended" }), "in-contact", "service", "profile", "2026-02-04", null);

        Expect(await provider.DoAsync(referral + "/start-profile"), "engaged", "service", "contact", "2026-02-06",
            "assign record-contact book-appointment agree-plan record-employer-contact start-job start-training record-advice pause close add-note send-message correct");
        await provider.DoAsync(referral + "/agree-plan", new { goal = "Part-time work outdoors." });
        Expect(await provider.DoAsync(referral + "/record-employer-contact", new { faceToFace = true }), "engaged", "service", "contact", "2026-02-06", null);

        await broker.PassUntilAsync(new(2026, 2, 2));
        var job = Guid.NewGuid();
        Expect(await provider.DoAsync(referral + "/start-job", new { id = job, startedOn = "2026-02-02", hoursPerWeek = 16, fourPaidHoursOn = "2026-02-02", employer = "Invented Gardens Ltd" }),
            "in-work", "service", "confirmation-at-13-weeks", "2026-05-04",
            "assign record-contact book-appointment agree-plan record-employer-contact start-job end-job start-training record-advice pause close add-note send-message correct");

        await provider.RefusedAsync(referral + "/confirm-employment", Confirmation(job, 13), 409, "job.too-early-to-confirm");
        await broker.PassUntilAsync(new(2026, 5, 4));
        (await provider.GetAsync(referral))["availableActions"]!.AsArray().Select(a => (string)a!).Should().Contain("confirm-employment");
        Expect(await provider.DoAsync(referral + "/confirm-employment", Confirmation(job, 13)), "in-work", "service", "confirmation-at-26-weeks", "2026-08-03", null);
        await broker.PassUntilAsync(new(2026, 8, 3));
        Expect(await provider.DoAsync(referral + "/confirm-employment", Confirmation(job, 26)), "in-work", "service", "review", "2026-08-31", null);
        Expect(await provider.DoAsync(referral + "/close", new { reason = "support-completed", outcome = "in-work" }), "closed", "nobody", "nothing", null, "reopen add-note send-message correct");

        var after = await Funnel(provider, broker);
        var moved = after.Where(s => s.Value != before[s.Key]).ToDictionary(s => s.Key, s => s.Value - before[s.Key]);
        moved.Should().BeEquivalentTo(new Dictionary<string, long>
        {
            ["sent"] = 1,
            ["received"] = 1,
            ["accepted"] = 1,
            ["first-contact"] = 1,
            ["engaged"] = 1,
            ["job-start"] = 1,
            ["ipspc-threshold"] = 1,
            ["sustained-13-weeks"] = 1,
            ["sustained-26-weeks"] = 1,
            ["closed"] = 1,
        }, "the funnel moves by exactly one at each stage, and nowhere else");
        var conversations = await Funnel(clinician, broker);
        new[] { "conversation", "offered", "agreed", "referral-sent" }.Should().OnlyContain(stage => conversations[stage] == 1);
    }

    [Fact]
    public async Task A_declined_referral_is_told_matched_again_and_accepted_elsewhere_and_counts_once()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var second = broker.As(new Actor("demo-provider-2", Role.ProviderCaseworker, Personas.SecondaryCareProvider));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)));

        Expect(await provider.DoAsync($"/api/referrals/{referral}/decline", new { by = "service", reason = "no-capacity", note = "No places before March." }), "declined", "referrer", "telling-the-person", "2026-01-12", null);
        var seen = await clinician.GetAsync($"/api/referrals/{referral}");
        seen["availableActions"]!.AsArray().Select(a => (string)a!).Should().BeEquivalentTo("record-told", "close", "add-note", "send-message", "correct", "enter-in-error", "re-match");
        seen["timeline"]!.AsArray().Last()!["details"]!["note"]!.GetValue<string>().Should().Be("No places before March.", "the referrer reads why");

        Expect(await clinician.DoAsync($"/api/referrals/{referral}/record-told", new { medium = "telephone" }), "declined", "referrer", "next-step", null, null);
        var again = await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.FuturesPositive, rematchOf: referral));
        ((string?)again["root"], (string?)again["previous"]).Should().Be((referral, referral));
        var old = await clinician.GetAsync($"/api/referrals/{referral}");
        Expect(old, "declined", "nobody", "nothing", null, null);
        ((string?)old["rematchedTo"]).Should().Be(People.Id(again));
        await clinician.RefusedAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsForMultipleDisadvantage, rematchOf: referral), 409, "referral.already-rematched");

        Expect(await second.DoAsync($"/api/referrals/{People.Id(again)}/accept"), "accepted", "service", "first-contact", "2026-01-12", null);
        var funnel = await Funnel(clinician, broker);
        (funnel["sent"], funnel["accepted"], funnel["declined"]).Should().Be((1, 1, 1), "the chain counts once, by its root");
    }

    [Fact]
    public async Task A_redirect_inside_the_agreement_goes_on_under_one_root()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var second = broker.As(new Actor("demo-provider-2", Role.ProviderCaseworker, Personas.SecondaryCareProvider));
        var referral = await People.SentAsync(clinician, Personas.IpsInPrimaryCare, [Personas.IpsInPrimaryCare.Value, Personas.FuturesPositive.Value]);

        Expect(await provider.DoAsync($"/api/referrals/{referral}/redirect", new { service = Personas.FuturesPositive.Value, reason = "better-fit" }), "redirected", "nobody", "nothing", null, "add-note send-message");
        await broker.CaughtUpAsync();
        var item = (await second.GetAsync("/api/worklist"))["items"]!.AsArray().Single()!;
        var next = await second.GetAsync($"/api/referrals/{(string)item["referral"]!}");
        Expect(next, "sent", "service", "acknowledgement", "2026-01-07", null);
        ((string?)next["root"], (string?)next["previous"]).Should().Be((referral, referral));
        ((string?)next["timeline"]![0]!["details"]!["needSummary"]).Should().Be("Wants part-time work.", "what the person agreed to be shared goes on with it");
        (await Funnel(clinician, broker))["sent"].Should().Be(1, "hops do not count as referrals");
    }

    [Fact]
    public async Task A_redirect_outside_the_agreement_is_refused_and_discloses_nothing()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var second = broker.As(new Actor("demo-provider-2", Role.ProviderCaseworker, Personas.SecondaryCareProvider));
        var referral = await People.SentAsync(clinician, Personas.IpsInPrimaryCare, [Personas.IpsInPrimaryCare.Value]);
        var events = await broker.EventCountAsync();

        await provider.RefusedAsync($"/api/referrals/{referral}/redirect", new { service = Personas.FuturesPositive.Value, reason = "better-fit" }, 409, "referral.agreement-needed");

        (await broker.EventCountAsync()).Should().Be(events);
        Expect(await provider.GetAsync($"/api/referrals/{referral}"), "sent", "service", "acknowledgement", "2026-01-07", "acknowledge request-information accept decline assign add-note send-message");
        await broker.CaughtUpAsync();
        (await second.GetAsync("/api/worklist"))["items"]!.AsArray().Should().BeEmpty();
        using var look = await second.Client.GetAsync($"/api/referrals/{referral}", TestContext.Current.CancellationToken);
        ((int)look.StatusCode).Should().Be(403);
    }

    [Fact]
    public async Task A_service_that_stays_silent_is_marked_as_overdue_once_and_can_be_recalled()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var referral = await People.SentAsync(clinician, Personas.IpsInPrimaryCare);

        await broker.PassUntilAsync(new(2026, 1, 8));
        await broker.TickAsync();
        var seen = await clinician.GetAsync($"/api/referrals/{referral}");
        seen["timeline"]!.AsArray().Count(e => (string?)e!["event"] == "referral.overdue.v1").Should().Be(1);
        ((bool)seen["isOverdue"]!).Should().BeTrue();
        await broker.CaughtUpAsync();
        foreach (var side in new[] { clinician, provider })
            ((bool)(await side.GetAsync("/api/worklist?overdue=true"))["items"]!.AsArray().Single()!["isOverdue"]!).Should().BeTrue("it shows on both worklists");

        await clinician.RefusedAsync($"/api/referrals/{referral}/recall", null, 409, "referral.not-silent");
        await broker.PassUntilAsync(new(2026, 1, 12));
        Expect(await clinician.DoAsync($"/api/referrals/{referral}/recall"), "declined", "referrer", "telling-the-person", "2026-01-19", null);
    }

    [Fact]
    public async Task The_funnel_can_be_asked_again_as_it_stood_on_a_past_day()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var referral = await People.SentAsync(clinician, Personas.IpsInPrimaryCare);
        await provider.DoAsync($"/api/referrals/{referral}/accept");
        await broker.PassAsync(1);
        await provider.DoAsync($"/api/referrals/{referral}/undo-acceptance");
        await broker.PassAsync(1);

        (await Funnel(provider, broker))["accepted"].Should().Be(0, "it was undone");
        (await Funnel(provider, broker, "&asAt=2026-01-05"))["accepted"].Should().Be(1, "at the end of Monday it stood");
        (await Funnel(provider, broker, "&asAt=2026-01-06"))["accepted"].Should().Be(0);
        (await Funnel(provider, broker, "&asAt=2025-12-31"))["sent"].Should().Be(0, "the log had not begun");
        (await Funnel(provider, broker, "&basis=activity"))["received"].Should().Be(1);
    }

    private static object Confirmation(Guid job, int weeks) => new { job, weeks, hoursPerWeek = 16, wageBasis = "national-living-wage-or-more", evidence = "payslip" };

    private static void Expect(JsonNode referral, string state, string nextActor, string awaited, string? dueOn, string? actions)
    {
        ((string?)referral["state"], (string?)referral["nextActor"], (string?)referral["awaited"], (string?)referral["dueOn"]).Should().Be((state, nextActor, awaited, dueOn));
        if (actions is not null) referral["availableActions"]!.AsArray().Select(a => (string)a!).Should().BeEquivalentTo(actions.Split(' '), "these are possible while {0}", state);
    }

    private static async Task ExpectActions(Caller caller, string referral, string actions) =>
        (await caller.GetAsync(referral))["availableActions"]!.AsArray().Select(a => (string)a!).Should().BeEquivalentTo(actions.Split(' '));

    private static async Task<Dictionary<string, long>> Funnel(Caller caller, BrokerHost broker, string more = "")
    {
        await broker.CaughtUpAsync();
        var funnel = await caller.GetAsync("/api/reports/funnel?from=2026-01-01&to=2027-01-01" + more);
        return funnel["rows"]![0]!["stages"]!.AsArray().ToDictionary(s => (string)s!["stage"]!, s => s!["count"]!["value"]?.GetValue<long>() ?? 0);
    }
}
