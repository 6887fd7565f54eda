namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>What several journeys begin with.</summary>
internal static class Steps
{
    /// <summary>Finds somebody by NHS number and date of birth.</summary>
    public static async Task FindAsync(this Desk clinician, Known person)
    {
        await clinician.FillAsync("NHS number", person.NhsNumberAsSpoken);
        await clinician.FillDateAsync("Date of birth", 3, 5, 1988);
        await clinician.PressAsync("Find");
    }

    /// <summary>Records that somebody is out of work and would like help with it.</summary>
    public static async Task OfferHelpAsync(this Desk clinician)
    {
        await clinician.ChooseAsync("Being out of work");
        await clinician.ChooseAsync("Finding work");
        await clinician.ChooseAsync("They would like help: choose a service");
        await clinician.PressAsync("Continue");
    }

    /// <summary>Chooses a service and says what the person agreed to, and does not send yet.</summary>
    public static async Task ChooseServiceAsync(this Desk clinician, string service = "IPS in Primary Care (synthetic)")
    {
        await clinician.ChooseAsync("Yes: also what they need", "Do they agree that we share their details with this service?");
        await clinician.ChooseAsync(service);
    }
}
