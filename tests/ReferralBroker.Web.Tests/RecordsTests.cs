using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests;

/// <summary>What goes wrong with records and what ends them, over HTTP: two records of one person, the wrong person, a death.</summary>
public sealed class RecordsTests(TestCluster cluster)
{
    [Fact]
    public async Task Two_records_of_one_person_become_one_and_can_be_taken_apart_again()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (first, agreement) = await People.AgreeingAsync(clinician);
        var number = People.NextNhsNumber();
        var wrong = (string)(await clinician.DoAsync("/api/people", People.Particulars(number)))["id"]!;
        await clinician.RefusedAsync($"/api/people/{first}/merge", new { record = wrong }, 409, "person.different-numbers");
        var second = (string)(await clinician.DoAsync("/api/people", new { particulars = new { familyName = "Testwood", givenName = "Ada", dateOfBirth = "1988-05-03" } }))["id"]!;
        var other = Guid.NewGuid().ToString();
        await clinician.DoAsync($"/api/people/{second}/give-agreement", new { agreement = other, scope = "need-summary", how = "in-person", wordingVersion = "2026-04" });
        await clinician.DoAsync($"/api/people/{second}/set-contact-preferences", new
        {
            preferences = new { doNotContact = false, preferred = Array.Empty<string>(), points = new[] { new { medium = "telephone", value = "0115 496 0000", safe = false, mayLeaveMessage = false } } },
        });
        var referral = People.Id(await clinician.DoAsync("/api/referrals", People.Referral(second, other, Personas.IpsInPrimaryCare)));

        await clinician.DoAsync($"/api/people/{first}/merge", new { record = second });
        var merged = await clinician.RefusedAsync("/api/referrals", People.Referral(second, other, Personas.FuturesPositive), 409, "person.merged");
        ((string)merged["related"]!).Should().Be(first);
        var duplicate = await clinician.RefusedAsync("/api/referrals", People.Referral(first, agreement, Personas.IpsInPrimaryCare), 409, "referral.duplicate");
        ((string)duplicate["related"]!).Should().Be(referral, "the other record's referral is theirs");
        var seen = await provider.GetAsync($"/api/referrals/{referral}");
        ((string)seen["person"]!["id"]!).Should().Be(first, "the record that stands for them is shown");
        ((bool)seen["person"]!["contactPreferences"]!["points"]![0]!["safe"]!).Should().BeFalse("what is unsafe stays unsafe");
        (await clinician.GetAsync($"/api/people/{second}"))["mergedInto"]!.GetValue<string>().Should().Be(first);
        await clinician.RefusedAsync($"/api/people/{second}/merge", new { record = first }, 409, "person.merged");

        await clinician.DoAsync($"/api/people/{first}/unmerge", new { record = second });
        ((string)(await provider.GetAsync($"/api/referrals/{referral}"))["person"]!["id"]!).Should().Be(second);
        await clinician.DoAsync("/api/referrals", People.Referral(first, agreement, Personas.IpsInPrimaryCare));
    }

    [Fact]
    public async Task A_death_closes_everything_and_a_mistaken_one_can_be_put_right()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var work = $"/api/referrals/{People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)))}";
        await provider.DoAsync(work + "/accept");
        var declined = $"/api/referrals/{People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.ConnectToWork)))}";
        await broker.As(new Actor("other", Role.ProviderManager, new(new Guid("0de30000-0000-7000-8000-000000000009")))).DoAsync(declined + "/decline", new { by = "service", reason = "no-capacity" });

        await clinician.RefusedAsync($"/api/people/{person}/record-death", new { diedOn = broker.Today.AddDays(1) }, 422, "date.in-future");
        await clinician.DoAsync($"/api/people/{person}/record-death", new { diedOn = broker.Today });
        foreach (var referral in new[] { work, declined })
        {
            var closed = await clinician.GetAsync(referral);
            ((string)closed["state"]!, (string)closed["nextActor"]!).Should().Be(("closed", "nobody"));
            ((bool)closed["person"]!["hasDied"]!).Should().BeTrue();
        }
        await provider.RefusedAsync(work + "/record-contact", new { medium = "telephone", reached = false }, 409, "referral.not-now");
        await provider.RefusedAsync(work + "/reopen", new { }, 409, "person.died");
        await clinician.RefusedAsync($"/api/people/{person}/give-agreement", new { agreement = Guid.NewGuid(), scope = "contact-only", how = "in-person", wordingVersion = "1" }, 409, "person.died");
        await broker.CaughtUpAsync();
        (await provider.GetAsync("/api/worklist"))["items"]!.AsArray().Should().BeEmpty("nobody is to try to reach them");

        await clinician.DoAsync($"/api/people/{person}/correct-death", new { why = "It was the neighbour." });
        ((string)(await provider.GetAsync(work))["state"]!).Should().Be("accepted", "what the mistake closed goes on");
        ((string)(await clinician.GetAsync(declined))["state"]!).Should().Be("closed");
    }

    [Fact]
    public async Task A_referral_about_the_wrong_person_is_taken_out_of_their_record()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (clinician, provider) = (broker.As("clinician"), broker.As("provider"));
        var (person, agreement) = await People.AgreeingAsync(clinician);
        var referral = $"/api/referrals/{People.Id(await clinician.DoAsync("/api/referrals", People.Referral(person, agreement, Personas.IpsInPrimaryCare)))}";
        await provider.GetAsync($"/api/people/{person}");
        await clinician.DoAsync(referral + "/enter-in-error", new { why = "Of the same name.", wrongPerson = true });
        using var gone = await provider.Client.GetAsync($"/api/people/{person}", TestContext.Current.CancellationToken);
        ((int)gone.StatusCode).Should().Be(403, "the service has no more to do with them");
        var talk = People.Id(await clinician.DoAsync("/api/conversations", new { person, setting = "general-practice", professionalRole = "nurse", topics = new[] { "out-of-work" }, ending = "record-only" }));
        await clinician.DoAsync($"/api/conversations/{talk}/enter-in-error", new { why = "Of the same name.", wrongPerson = true });
    }

    [Fact]
    public async Task The_hub_publishes_its_own_capacity_and_nobody_else_s()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var published = await broker.As("hub").DoAsync($"/api/services/{Personas.EmploymentHub}/publish-capacity", new { state = "full" });
        ((string)published["capacity"]!["state"]!).Should().Be("full");
        await broker.As("hub").RefusedAsync($"/api/services/{Personas.ConnectToWork}/publish-capacity", new { state = "full" }, 403, "organisation.not-party");
    }
}
