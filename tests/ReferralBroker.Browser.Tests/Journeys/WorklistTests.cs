using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>A service's worklist: its parts, its filters, its order, and whose a referral is.</summary>
public sealed class WorklistTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_referral_is_found_by_a_name(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "find", withScripts);
        await worker.ClickAsync("Find a referral by name or reference");
        await worker.LookAsync("find");
        await worker.PressAsync("Find");
        (await worker.ErrorsAsync()).Should().Equal("Enter a name or a reference");
        await worker.LookAsync("nothing-entered");
        await worker.FillAsync("Name or reference", "Nobody of this name");
        await worker.PressAsync("Find");
        (await worker.HeadingAsync()).Should().Be("No referral was found");
        await worker.LookAsync("nobody");
        await worker.FillAsync("Name or reference", referral.Person.FamilyName);
        await worker.PressAsync("Find");
        (await worker.HeadingAsync()).Should().Be("Referrals found");
        await worker.LookAsync("found");
        await worker.ClickAsync(referral.Person.Shown);
        (await worker.HeadingAsync()).Should().Contain("Referral");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_looked_at_stands_in_the_address(bool withScripts)
    {
        var provider = broker.Host.As("provider");
        var referrals = new List<SentReferral>();
        foreach (var step in new[] { "", "acknowledge", "accept", "request-information" })
        {
            var referral = await Given.ReferralAsync(broker.Host);
            referrals.Add(referral);
            if (step.Length > 0) await provider.DoAsync($"/api/referrals/{referral.Id}/{step}", step == "request-information" ? new { question = "?" } : step == "accept" ? new { worker = "demo-provider" } : new { });
        }
        await broker.Host.PassAsync(7);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "worklist", withScripts);
        worker.Address.Should().Be("/provider/worklist");
        (await RowsAsync(worker)).Should().Contain(r => r.Contains(referrals[0].Person.Shown) && r.Contains("Do not visit alone") && r.Contains("Overdue"));
        await worker.LookAsync("all");

        var views = worker.Page.Locator(".app-views__link");
        var addresses = new List<string>();
        for (var at = 0; at < await views.CountAsync(); at++)
        {
            var said = await views.Nth(at).Locator(".app-views__count").InnerTextAsync();
            await worker.ShownAsync(() => views.Nth(at).ClickAsync());
            addresses.Add(worker.Address);
            (await worker.Page.Locator("main table.nhsuk-table--responsive tbody tr").CountAsync()).Should().Be(int.Parse(said.Split(' ', '\n')[0], System.Globalization.CultureInfo.InvariantCulture), worker.Address);
            await worker.LookAsync($"view-{worker.Address.Split("view=")[^1].TrimStart('/').Replace('/', '-')}");
        }
        addresses.Should().OnlyHaveUniqueItems();

        await worker.GoAsync("/provider/worklist");
        await worker.SelectAsync("Worker", "Me");
        await worker.SelectAsync("Sort by", "Newest first");
        await worker.PressAsync("Update results");
        worker.Address.Should().Contain("worker=me").And.Contain("sort=newest");
        (await RowsAsync(worker)).Should().NotBeEmpty().And.OnlyContain(r => r.Contains("demo-provider"));
        await worker.LookAsync("mine");
        await worker.Page.ReloadAsync();
        (await worker.Page.Locator("#sort").InputValueAsync()).Should().Be("newest", "the address says it all");
        await worker.ClickAsync("Show all workers and services");
        worker.Address.Should().Be("/provider/worklist");
        await worker.SelectAsync("Sort by", "Newest first");
        await worker.PressAsync("Update results");
        var newest = await RowsAsync(worker);
        await worker.SelectAsync("Sort by", "Oldest first");
        await worker.PressAsync("Update results");
        (await RowsAsync(worker)).Should().Equal(newest.Reverse());

        await worker.ClickAsync(referrals[2].Person.Shown);
        await worker.ClickAsync("Give to a worker");
        await worker.LookAsync("assign");
        await worker.SelectAsync("Worker", "demo-provider");
        await worker.PressAsync("Save");
        (await worker.MainAsync()).Should().Contain("The referral has another worker now.");
        await worker.LookAsync("assigned");

        await worker.GoAsync("/provider/worklist");
        await worker.ClickAsync("Give the");
        await worker.PressAsync("Check changes");
        (await worker.ErrorsAsync()).Should().Equal("Choose the referrals to move", "Choose who takes them");
        await worker.LookAsync("reassign-errors");
        await worker.ChooseAsync($"{referrals[1].Person.Shown}, {referrals[1].Reference}");
        await worker.SelectAsync("Who takes them?", "demo-provider");
        await worker.PressAsync("Check changes");
        (await worker.MainAsync()).Should().Contain("1 referral goes to demo-provider. Nothing is changed yet.");
        await worker.LookAsync("reassign-check");
        await worker.PressAsync("Reassign 1 referral");
        (await RowsAsync(worker)).Should().Contain(r => r.Contains(referrals[1].Person.Shown) && r.Contains("demo-provider"));
        await worker.LookAsync("reassigned");
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(Desk worker) =>
        [.. (await worker.Page.Locator("main table.nhsuk-table--responsive tbody tr").AllTextContentsAsync()).Select(Desk.OneSpaced)];
}
