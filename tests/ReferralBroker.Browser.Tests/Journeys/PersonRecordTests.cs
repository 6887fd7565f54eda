using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>What is known of somebody is kept right.</summary>
public sealed class PersonRecordTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task How_to_reach_them_what_helps_them_and_who_they_are(bool withScripts)
    {
        var person = await Given.PersonAsync(broker.Host);
        await using var clinician = await Desk.OpenAsAsync(browser, broker.Host, "clinician", "person-record", withScripts);
        await clinician.GoAsync($"/people/{person.Id}");
        await clinician.ClickAsync("Change how to reach them");
        await clinician.LookAsync("reaching");
        await clinician.PressAsync("Save");
        (await clinician.ErrorsAsync()).Should().Equal("Choose whether anybody may get in touch", "Choose whether it is safe to use", "Choose whether a message may be left");
        await clinician.LookAsync("reaching-errors");
        await clinician.ChooseAsync("Yes", "May anybody get in touch with them?");
        // Each number asks the same; the first is the one that is known.
        await clinician.Page.Locator("#Reaching_Points_0__Safe").CheckAsync();
        await clinician.Page.Locator("#Reaching_Points_0__Message").CheckAsync();
        await clinician.PressAsync("Save");
        (await clinician.MainAsync()).Should().Contain("It is saved.");
        await clinician.ClickAsync("Change adjustments");
        await clinician.LookAsync("adjustments");
        await clinician.ChooseAsync("Large print");
        await clinician.PressAsync("Save adjustments");
        (await clinician.MainAsync()).Should().Contain("Large print");
        await clinician.ClickAsync("Change name, birth or address");
        await clinician.LookAsync("particulars");
        await clinician.FillAsync("Postcode (optional)", "NG2 2BB");
        await clinician.PressAsync("Save details");
        (await clinician.MainAsync()).Should().Contain("NG2 2BB");
        await clinician.LookAsync("record");
    }
}
