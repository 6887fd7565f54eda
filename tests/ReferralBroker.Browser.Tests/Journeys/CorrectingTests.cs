using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>What was recorded wrong is put right on a page, by whoever recorded it.</summary>
public sealed class CorrectingTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_is_put_right(bool withScripts)
    {
        var referral = await Given.ReferralAsync(broker.Host);
        foreach (var (verb, body) in new (string, object)[] { ("accept", new { }), ("record-contact", new { medium = "telephone", reached = true }), ("start-profile", new { }), ("start-job", new { startedOn = "2026-01-05", hoursPerWeek = 16 }) })
            await broker.Host.As("provider").DoAsync($"/api/referrals/{referral.Id}/{verb}", body);
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "correcting", withScripts);
        await worker.GoAsync(referral.Address);
        await worker.ClickAsync("Correct what was recorded");
        await worker.LookAsync("what");
        await worker.ClickAsync("Job started on");
        await worker.LookAsync("job");
        await worker.FillAsync("Hours a week", "many");
        await worker.PressAsync("Put it right");
        (await worker.ErrorsAsync()).Should().Equal("Enter hours a week, such as 16");
        await worker.LookAsync("job-errors");
        await worker.FillAsync("Hours a week", "20");
        await worker.PressAsync("Put it right");
        (await worker.MainAsync()).Should().Contain("It is put right.");
        await worker.LookAsync("done");
    }
}
