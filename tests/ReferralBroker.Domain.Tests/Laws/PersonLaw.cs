using System.Collections.Immutable;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Laws;

public class PersonLaw : Law<Person>
{
    private static readonly string[] Names = ["Okafor", "O'Brien", "Łukasz", ""];
    private static readonly string[] Born = ["1988-05-03", "2004-02-29", "2026-06-20", "1875-01-01", "3 May 1988"];
    private static readonly string?[] Numbers = [null, "999 000 0018", "9990000018", "9991234567", "943-476-5919"];

    [Fact]
    public void A_person_is_what_their_events_say_and_nothing_is_kept_that_the_rules_refuse() => HoldsForAnySequence();

    protected override Given<Person> Start(Dice dice) => dice.Chance(20) ? Spec.No(Known.PersonId) : Known.ARegisteredPerson();

    protected override Person Empty(Given<Person> given) => Person.None(given.State.Id);

    /// <summary>Each sending is another referral.</summary>
    protected override bool MayRepeat(string verb) => verb == Send.Verb;

    protected override Move<Person> Next(Dice dice, Person state, DateOnly today)
    {
        var by = dice.Of(Who.Clinician, Who.Clinician, Who.Clinician, Who.Clinician, Who.Caseworker, Who.Administrator,
            Who.Clinician with { Organisation = Who.Stranger }, Who.Manager with { Organisation = Who.OtherProvider });
        var day = dice.Occurred(today);
        return dice.Below(14) switch
        {
            0 => Of(new Register(Somebody(dice)) { OccurredOn = day }, by),
            1 => Of(new Verify() { OccurredOn = day }, by),
            2 or 3 => Of(new CorrectPerson(Somebody(dice)) { OccurredOn = day }, by),
            4 or 5 => Of(new RecordDemographics(new(Gender: dice.Any<Gender>(), EthnicCategory: dice.Chance(50) ? dice.Any<EthnicCategory>() : null, SmallArea: dice.Of(null, "E01005000", "Salford"))) { OccurredOn = day }, by),
            6 => Of(new SetContactPreferences(Preferences(dice)) { OccurredOn = day }, by),
            7 => Of(new SetAdjustments(dice.Chance(10) ? default : [dice.Any<Adjustment>(), dice.Any<Adjustment>()], dice.Text()) { OccurredOn = day }, by),
            8 or 9 => Of(new GiveAgreement(Agreement(dice), dice.Any<AgreementScope>(), dice.Any<AgreementGiven>(), dice.Of("2026-1", "2026-1", "", new string('v', 51)), Recipients(dice)) { OccurredOn = day }, by),
            10 => Of(new WithdrawAgreement(Agreement(dice), dice.Any<AgreementGiven>()) { OccurredOn = day }, by),
            11 => Of(new StateRelationship(dice.Any<Relationship>(), dice.Text()) { OccurredOn = day }, by),
            _ => Sending(In.ToSend(Known.ServiceId) with { Agreement = Agreement(dice), NeedSummary = dice.Text(), OccurredOn = day }, new(Who.Id(600 + dice.Below(50))), by),
        };
    }

    private static Move<Person> Of<T>(T command, Actor by) where T : ICommand<Person, T> => Moves.Of<Person, T>(command, by);

    private static Move<Person> Sending(Send command, ReferralId id, Actor by) => new(Send.Verb, command, by, (person, on) =>
        Send.Decide(new(Referral.None(id), person, Known.AService().State, null, null), command, on));

    private static AgreementId Agreement(Dice dice) => new(Who.Id(40 + dice.Below(4)));

    private static ImmutableArray<ServiceId>? Recipients(Dice dice) => dice.Below(5) switch
    {
        0 => [Known.ServiceId],
        1 => [Known.OtherServiceId],
        2 => [],
        _ => null,
    };

    private static Particulars Somebody(Dice dice) => new(
        Personal.Of(dice.Of(Names)), Personal.Of(dice.Of("Ada", "Ada", "Ada", new string('a', 201))), Personal.Of(dice.Of(Born)),
        dice.Of(Numbers) is { } number ? Personal.Of(number) : null, Address: dice.Chance(10) ? Personal.Of(new string('a', 501)) : null);

    private static ContactPreferences Preferences(Dice dice) => new(
        dice.Chance(20), dice.Chance(10) ? default : [dice.Any<ContactMedium>()],
        dice.Below(6) switch { 0 => default, 1 => [], 2 => [Point("", dice)], 3 => [.. Enumerable.Repeat(Point("0161 496 0000", dice), 21)], _ => [Point("0161 496 0000", dice)] },
        dice.Text(), dice.Text());

    private static ContactPoint Point(string value, Dice dice) => new(dice.Any<ContactMedium>(), Personal.Of(value), dice.Chance(70), dice.Chance(50));

    protected override void Check(Person before, Move<Person> move, Occasion on, Decision decision, Person? next)
    {
        if (next is null) return;
        Require(before.BornOn is null || decision.Streams.IsEmpty || decision.OccurredOn >= before.BornOn, "nothing happens before somebody is born");
        Require(next.Particulars?.NhsNumber is not { } number || NhsNumber.Normalise(number.Text) == number.Text, "an NHS number is kept as ten checked digits");
        Require(!next.IsVerified || next.Particulars!.NhsNumber is not null, "only a number can be verified");
        Require(next.Agreements.Values.All(a => a.WithdrawnOn is null || a.WithdrawnOn >= a.GivenOn), "an agreement is withdrawn after it was given");
        Require(move.Verb != Send.Verb || before.Agreements[((Send)move.Command).Agreement].WithdrawnOn is null, "nothing is sent under a withdrawn agreement");
        Require(decision.Streams.IsEmpty || !before.Exists || move.Verb is "state-relationship" || before.IsVisibleTo(on.By.Organisation), "only those who deal with a person write of them");
        Claims(decision, before, next);
    }

    private static void Claims(Decision decision, Person before, Person next)
    {
        var (was, now) = (before.Particulars?.NhsNumber?.Text, next.Particulars?.NhsNumber?.Text);
        Require(decision.Claims.Any(c => c.Key == $"person-nhs-number:nhs-number#{now}") == (now is not null && now != was), "a new number is claimed");
        Require(decision.Releases.Any(c => c.Key == $"person-nhs-number:nhs-number#{was}") == (was is not null && now != was), "a number no longer used is given up");
    }
}
