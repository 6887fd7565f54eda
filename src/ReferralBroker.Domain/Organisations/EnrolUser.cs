using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Organisations;

/// <summary>A person who signs in, or a system that calls, is bound to the organisation in a role.</summary>
public sealed record EnrolUser(string User, UserKind Kind, Role Role) : IOrganisationVerb<EnrolUser>
{
    public static string Verb => "enrol-user";

    public static Decision Decide(Organisation o, EnrolUser command, Occasion on)
    {
        if (o.RefusesUserAdministration(on) is { } no) return no;
        if (command.User == on.By.User) return Refusals.OwnAccount;
        if (ReferralRules.RefusesWorker(command.User) is not null) return Refusals.UserKeyInvalid;
        if (o.RefusesRole(command.Role) is { } foreign) return foreign;
        if (o.Users.TryGetValue(command.User, out var member)) return member == new Member(command.Role, command.Kind) ? Decision.Nothing : Refusals.UserExists;
        return o.Record(on, new UserEnrolled(command.User, command.Kind, command.Role));
    }
}
