namespace ReferralBroker.Domain.Organisations;

/// <summary>A user holds another role from now on.</summary>
public sealed record ChangeRole(string User, Role Role) : IOrganisationVerb<ChangeRole>
{
    public static string Verb => "change-role";

    public static Decision Decide(Organisation o, ChangeRole command, Occasion on)
    {
        if (o.RefusesUserAdministration(on) is { } no) return no;
        if (command.User == on.By.User) return Refusals.OwnAccount;
        if (!o.Users.TryGetValue(command.User, out var member)) return Refusals.UserUnknown;
        if (o.RefusesRole(command.Role) is { } foreign) return foreign;
        return member.Role == command.Role ? Decision.Nothing : o.Record(on, new RoleChanged(command.User, command.Role));
    }
}
