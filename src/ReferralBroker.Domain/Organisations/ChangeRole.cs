namespace ReferralBroker.Domain.Organisations;

/// <summary>A user holds another role from now on.</summary>
public sealed record ChangeRole(string User, Role Role) : IOrganisationVerb<ChangeRole>
{
    public static string Verb => "change-role";

    public static Decision Decide(Organisation o, ChangeRole command, Occasion on)
    {
        if (o.RefusesAdministration(on) is { } no) return no;
        if (!o.Users.TryGetValue(command.User, out var role)) return Refusals.UserUnknown;
        if (o.RefusesRole(command.Role) is { } foreign) return foreign;
        return role == command.Role ? Decision.Nothing : o.Record(on, new RoleChanged(command.User, command.Role));
    }
}
