using ReferralBroker.Domain.Organisations;

namespace ReferralBroker.Domain.Tests.Laws;

public class OrganisationLaw : Law<Organisation>
{
    /// <summary>The one who keeps the users of this organisation.</summary>
    private static readonly Actor Keeper = new("keeper", Role.OrganisationAdministrator, Who.Practice);

    [Fact]
    public void An_organisation_is_what_its_events_say_and_its_users_hold_roles_of_its_kind() => HoldsForAnySequence();

    protected override Given<Organisation> Start(Dice dice) => Spec.No(Who.Practice);

    protected override Organisation Empty(Given<Organisation> given) => Organisation.None(given.State.Id);

    protected override Move<Organisation> Next(Dice dice, Organisation state, DateOnly today)
    {
        var by = dice.Of(Who.Administrator, Who.Administrator, Who.Administrator, Who.Administrator, Who.Administrator, Who.Administrator, Keeper, Keeper, Keeper with { Organisation = Who.Stranger }, Who.Clinician);
        var user = dice.Of("u1", "u2", "u3", "u4", "", new string('u', 101));
        return dice.Below(state.Exists ? 20 : 2) switch
        {
            < 2 => Of(new RegisterOrganisation(dice.Of("Practice", " Practice ", "", new string('o', 201)), dice.Any<OrganisationKind>(), dice.Of(null, "p81001", "P8", "P 81")), by),
            < 12 => Of(new EnrolUser(user, dice.Any<UserKind>(), dice.Any<Role>()), by),
            < 16 => Of(new ChangeRole(user, dice.Any<Role>()), by),
            < 19 => Of(new EndUser(user), by),
            _ => Of(new Leave(), by),
        };
    }

    private static Move<Organisation> Of<T>(T command, Actor by) where T : ICommand<Organisation, T> => Moves.Of<Organisation, T>(command, by);

    protected override void Check(Organisation before, Move<Organisation> move, Occasion on, Decision decision, Organisation? next)
    {
        if (next is null) return;
        Require(on.By.Role == Role.Administrator || (on.By == Keeper && move.Verb is "enrol-user" or "change-role" or "end-user"), "only administrators keep organisations, and its own one its users alone");
        Require(!before.HasLeft, "nothing happens in an organisation that has left");
        Require(next.Users.Values.All(member => next.RefusesRole(member.Role) is null), "each role is one of the kind");
        Require(next.Users.Values.All(member => member.Role is not (Role.System or Role.Person)), "nobody is the broker, or the person it is about");
        Require(move.Verb != "change-role" || next.Users.All(u => u.Value.Kind == before.Users[u.Key].Kind), "a role changes and what somebody is does not");
        Require(next.OdsCode is null || next.OdsCode == before.OdsCode || decision.Claims.Single().Key == $"ods-code:{next.OdsCode}", "an ODS code is claimed");
    }
}
