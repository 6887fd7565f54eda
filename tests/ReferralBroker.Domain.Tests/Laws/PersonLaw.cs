using System.Collections.Immutable;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;
using ReferralBroker.Domain.Tests.Persons;

namespace ReferralBroker.Domain.Tests.Laws;

public class PersonLaw : Law<Person>
{
    private static readonly Personal Mailbox = Personal.Of("ada@example.org");
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
        if (dice.Chance(12)) return OnOwnPage(dice, state, today);
        var by = dice.Of(Who.Clinician, Who.Clinician, Who.Clinician, Who.Clinician, Who.Clinician, Who.Caseworker, Who.Administrator,
            Who.Clinician with { Organisation = Who.Stranger }, Who.Manager with { Organisation = Who.OtherProvider });
        var day = dice.Occurred(today);
        // Endings are tried less often, or no sequence would get far; and what ended may begin again.
        if (dice.Chance(12)) return Turn(dice, state, today, by);
        if (state.MergedInto is not null && dice.Chance(30)) return Apart(by);
        if (state.HasDied && dice.Chance(30)) return Living(new(dice.Needed()), by);
        return dice.Below(16) switch
        {
            14 => Of(new BreakGlass(dice.Any<BreakGlassReason>(), dice.Needed()) { Access = Who.Id(700 + dice.Below(3)) }, dice.Chance(50) ? Who.Caseworker : by),
            15 => Looking(new(Who.Id(700 + dice.Below(3)), dice.Any<BreakGlassFinding>(), dice.Text()), dice.Chance(70) ? Who.Governance : by),
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

    /// <summary>What people themselves may do, and how they come to it; now and then on the page of somebody else.</summary>
    private static Move<Person> OnOwnPage(Dice dice, Person state, DateOnly today)
    {
        // Two steps lead to it, which few sequences would take by chance.
        if (state.OwnPageAt is null && dice.Chance(70))
        {
            return state.RefusesOwnPageAt(Mailbox) is null
                ? Of(new ChooseOwnPage(Mailbox), Who.Clinician)
                : Of(new SetContactPreferences(new(false, [ContactMedium.Email], [new(ContactMedium.Email, Mailbox, true, true)])), Who.Clinician);
        }
        var themselves = Actor.Themselves(dice.Chance(80) ? state.Id : Records.OtherId);
        return dice.Below(6) switch
        {
            0 or 1 => Of(new ChooseOwnPage(Personal.Of(dice.Of("ada@example.org", "ada@example.org", "07700 900123", ""))), Who.Clinician),
            2 => Of(new SetContactPreferences(new(dice.Chance(20), [ContactMedium.Email], [new(ContactMedium.Email, Mailbox, dice.Chance(80), true)], dice.Chance(20) ? dice.Needed() : null)), dice.Chance(50) ? themselves : Who.Clinician),
            3 => Of(new WithdrawAgreement(Agreement(dice), AgreementGiven.InWriting) { OccurredOn = dice.Occurred(today) }, themselves),
            4 => Of(new EndOwnPage(), dice.Chance(50) ? themselves : Who.Clinician),
            _ => Of(new GiveAgreement(Agreement(dice), dice.Any<AgreementScope>(), AgreementGiven.InWriting, "2026-1"), themselves),
        };
    }

    private static Move<Person> Turn(Dice dice, Person state, DateOnly today, Actor by)
    {
        var day = dice.Occurred(today);
        return dice.Below(12) switch
        {
            < 2 => Merging(new(Records.OtherId), by),
            < 4 => Unmerging(new(Records.OtherId), by),
            < 6 => Into(by),
            6 => Apart(by),
            < 9 => Dying(new(dice.Occurred(today)), by),
            9 => Living(new(dice.Needed()), by),
            10 when dice.Chance(50) => Erasing(new(dice.Any<ErasureGround>()), dice.Chance(80) ? Who.Governance : by),
            _ => Wrong(state, dice),
        };
    }

    private static readonly Person Another = Records.AnotherRecord().State;

    private static readonly Person Survivor = Records.ARecord(Records.ThirdId).State;

    private static Move<Person> Looking(ReviewBreakGlass command, Actor by) => new(ReviewBreakGlass.Verb, command, by, (p, on) =>
        ReviewBreakGlass.Decide(new(p, Known.AnOrganisation(by.Organisation, Domain.Organisations.OrganisationKind.Administration).State), command, on));

    private static Move<Person> Merging(Merge command, Actor by) => new(Merge.Verb, command, by, (p, on) => Merge.Decide(new(p, Another), command, on));

    private static Move<Person> Unmerging(Unmerge command, Actor by) => new(Unmerge.Verb, command, by, (p, on) => Unmerge.Decide(new(p, Another), command, on));

    /// <summary>This record is the one that is found to be another's, and the other knows of it as long as this one does.</summary>
    private static Move<Person> Into(Actor by) => new("be-merged", "into another", by, (p, on) =>
        Merge.Decide(new(Knowing(p), p), new(p.Id), on));

    private static Move<Person> Apart(Actor by) => new("be-unmerged", "from another", by, (p, on) =>
        Unmerge.Decide(new(Knowing(p), p), new(p.Id), on));

    private static Person Knowing(Person person) => Survivor with { MergedRecords = person.MergedInto is null ? [] : [person.Id] };

    private static Move<Person> Dying(RecordDeath command, Actor by) => new(RecordDeath.Verb, command, by, (p, on) => RecordDeath.Decide(new(p, []), command, on));

    private static Move<Person> Living(CorrectDeath command, Actor by) => new(CorrectDeath.Verb, command, by, (p, on) => CorrectDeath.Decide(new(p, []), command, on));

    private static Move<Person> Erasing(Erase command, Actor by) => new(Erase.Verb, command, by, (p, on) => Erase.Decide(new(p, [], []), command, on));

    /// <summary>A referral of theirs was about somebody else.</summary>
    private static Move<Person> Wrong(Person state, Dice dice)
    {
        var wrong = state.Referrals.IsEmpty ? new(Who.Id(600)) : dice.Of(state.Referrals.AsSpan()).Referral;
        return new("wrong-person", wrong, Who.Clinician, (p, on) => p.Referrals.Any(r => r.Referral == wrong)
            ? EnterInError.Decide(In.Sent().State with { Id = wrong }, new(Personal.Of("Somebody else"), WrongPerson: true), on) : Decision.Nothing);
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
        Require(before.BornOn is null || move.Verb == "be-unmerged" || decision.Streams.IsEmpty || decision.OccurredOn >= before.BornOn, "nothing happens before somebody is born");
        Require(next.Particulars?.NhsNumber is not { } number || NhsNumber.Normalise(number.Text) == number.Text, "an NHS number is kept as ten checked digits");
        Require(!next.IsVerified || next.Particulars!.NhsNumber is not null, "only a number can be verified");
        Require(next.Agreements.Values.All(a => a.WithdrawnOn is null || a.WithdrawnOn >= a.GivenOn), "an agreement is withdrawn after it was given");
        Require(move.Verb != Send.Verb || before.Agreements[((Send)move.Command).Agreement].WithdrawnOn is null, "nothing is sent under a withdrawn agreement");
        Require(decision.Streams.IsEmpty || !before.Exists || move.Verb is "state-relationship" or "erase" or "break-glass" or "review-break-glass" || before.IsVisibleTo(on.By.Organisation) || IsOwnWish(before, move, on), "only those who deal with a person write of them");
        Require(next.BrokenGlass.Values.All(g => g.By.Role is Role.Clinician or Role.ProviderCaseworker or Role.ProviderManager or Role.HubOfficer && g.Until == g.At + BreakGlass.Lasts), "a glass is broken by those who care, and not for long");
        Require(move.Verb != "break-glass" || decision.Streams.IsEmpty || next.IsOpenedTo(on.By, on.At), "whoever breaks the glass sees");
        Require(before.BrokenGlass.All(g => next.BrokenGlass[g.Key].Finding == (g.Value.Finding ?? next.BrokenGlass[g.Key].Finding)), "what a lead found stays");
        Require(next.OwnPageAt is not { } mailbox || (!next.HasDied && next.Preferences is { DoNotContact: false, MustNotBeTold: null } said && said.SafeMailboxes().Contains(mailbox)), "their own page is told of only where it is safe");
        Ends(before, move, decision, next);
        Claims(decision, before, next, move.Verb == Erase.Verb && !decision.Streams.IsEmpty);
    }

    private static bool IsOwnWish(Person before, Move<Person> move, Occasion on) =>
        on.By == Actor.Themselves(before.Id) && before.OwnPageAt is not null && move.Verb is "set-contact-preferences" or "withdraw-agreement" or "end-own-page";

    private static void Ends(Person before, Move<Person> move, Decision decision, Person next)
    {
        if (decision.For(before.Id.Value).IsEmpty) return;
        Require(!before.IsErased || move.Verb is "wrong-person" or "review-break-glass", "nothing follows an erasure but that a referral was never theirs, or that a lead looked at a broken glass");
        Require(before.MergedInto is null || move.Verb is "be-unmerged" or "wrong-person" or "state-relationship" or "break-glass" or "review-break-glass", "a merged record keeps still until it is taken apart");
        Require(!before.HasDied || move.Verb is not ("send" or "give-agreement" or "set-contact-preferences" or "set-adjustments"), "nothing is arranged with the dead");
        Require(next.MergedInto is null || next.MergedRecords.IsEmpty, "a merge is one step deep");
        Require(next.HasDied || next.DiedOn is null, "only the dead have a day of death");
        Require(!next.IsErased || before.IsErased || move.Verb == "erase", "only an erasure erases");
    }

    private static void Claims(Decision decision, Person before, Person next, bool isErasure)
    {
        var (was, now) = (before.Particulars?.NhsNumber?.Text, next.Particulars?.NhsNumber?.Text);
        Require(decision.Claims.Any(c => c.Key == $"person-nhs-number:nhs-number#{now}") == (now is not null && now != was), "a new number is claimed");
        Require(decision.Releases.Any(c => c.Key == $"person-nhs-number:nhs-number#{was}") == (was is not null && (now != was || isErasure)), "a number no longer used is given up");
    }
}
