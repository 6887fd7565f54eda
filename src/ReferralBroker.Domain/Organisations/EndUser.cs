namespace ReferralBroker.Domain.Organisations;

/// <summary>A user no longer acts for the organisation.</summary>
public sealed record EndUser(string User) : IOrganisationVerb<EndUser>
{
    public static string Verb => "end-user";

    public static Decision Decide(Organisation o, EndUser command, Occasion on)
    {
        if (o.RefusesUserAdministration(on) is { } no) return no;
        // Also that nobody locks themselves out by a slip: another administrator does it.
        if (command.User == on.By.User) return Refusals.OwnAccount;
        return o.Users.ContainsKey(command.User) ? o.Record(on, new UserEnded(command.User)) : Refusals.UserUnknown;
    }
}
