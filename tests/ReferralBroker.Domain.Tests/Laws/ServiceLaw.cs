using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Tests.Laws;

public class ServiceLaw : Law<Service>
{
    [Fact]
    public void A_service_is_what_its_events_say_and_takes_referrals_only_while_it_can() => HoldsForAnySequence();

    protected override Given<Service> Start(Dice dice) => Spec.No(Known.ServiceId);

    protected override Service Empty(Given<Service> given) => Service.None(given.State.Id);

    /// <summary>Capacity published again is capacity confirmed: its age is shown.</summary>
    protected override bool MayRepeat(string verb) => verb == PublishCapacity.Verb;

    protected override Move<Service> Next(Dice dice, Service state, DateOnly today)
    {
        var by = dice.Of(Who.Administrator, Who.Administrator, Who.Administrator, Who.Manager, Who.Manager with { Organisation = Who.OtherProvider }, Who.Caseworker);
        var reason = dice.Of("Staff left", "Staff left", "", new string('r', 501));
        return dice.Below(state.Exists ? 20 : 2) switch
        {
            < 2 => Listed(new(dice.Of("Service", " Service ", "", new string('s', 201)), Who.Provider, dice.Of("", "For all", new string('d', 2001))), dice, by),
            < 6 => Of(new SetJourney(dice.Of("ips", "supported-employment", "retention", "advice", "employer-hub", "unheard-of"), dice.Of<ServiceClocks?>(null, new(), new(DecideIn: 3), new(DecideIn: 0), new(AnswerIn: 91))), by),
            < 9 => Of(new SetEligibility(dice.Chance(15) ? default : [new(dice.Of("minimum-age", "minimum-age", "readiness"), dice.Of("16", "18", "adult"), dice.Of("Adults", "Adults", ""), "Contract", dice.Chance(50), today, dice.Chance(30) ? today.AddDays(dice.Below(5) - 1) : null)]), by),
            < 13 => Of(new PublishCapacity(dice.Any<CapacityState>(), dice.Of<int?>(null, 0, 12, -1, 10_001), dice.Chance(50) ? today.AddDays(dice.Below(10) - 2) : null), by),
            < 16 => Of(new Suspend(reason), by),
            < 19 => Of(new ResumeService(), by),
            _ => Of(new CloseService(reason), by),
        };
    }

    private static Move<Service> Of<T>(T command, Actor by) where T : ICommand<Service, T> => Moves.Of<Service, T>(command, by);

    private static Move<Service> Listed(ListService command, Dice dice, Actor by)
    {
        var organisation = Known.AnOrganisation(Who.Provider, OrganisationKind.Provider);
        var owner = dice.Below(4) switch { 0 => Organisation.None(Who.Provider), 1 => organisation.After(new Leave(), Who.Administrator, Known.Before).State, _ => organisation.State };
        return new("list", command, by, (s, on) => ListService.Decide(new(s, owner), command, on));
    }

    protected override void Check(Service before, Move<Service> move, Occasion on, Decision decision, Service? next)
    {
        if (next is null) return;
        Require(!before.IsClosed, "nothing follows the end of a service");
        Require(next.TakesReferrals == (next.Exists && next.Journey is not null && !next.IsClosed && !next.IsSuspended), "it takes referrals while it can");
        Require(next.Eligibility.All(r => r.Code == "minimum-age" && r.Value is "16" or "18" && r.Words.Length > 0 && !(r.To < r.From)), "only rules that can be asked are kept");
        Require(next.Clocks.AreSensible(), "clocks lie between 1 and 90 days");
        Require(on.By.Role == Role.Administrator || (on.By.Role == Role.ProviderManager && on.By.Organisation == next.Organisation && move.Verb is "publish-capacity" or "suspend" or "resume"), "managers keep places, administrators the directory");
    }
}
