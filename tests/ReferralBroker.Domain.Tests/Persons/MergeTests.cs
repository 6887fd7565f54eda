using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Journey;
using ReferralBroker.Domain.Tests.Laws;

namespace ReferralBroker.Domain.Tests.Persons;

public class MergeTests
{
    private static readonly Actor Stranger = Who.Clinician with { Organisation = Who.Stranger };

    [Fact]
    public void The_survivor_names_the_other_record_and_the_other_points_to_it()
    {
        var decision = Records.Merging(Known.APersonWhoAgreed().State, Records.AnotherRecord().State);
        decision.For(Known.PersonId.Value).Should().Equal(new RecordMerged(Records.OtherId));
        decision.For(Records.OtherId.Value).Should().Equal(new MergedInto(Known.PersonId));
        decision.Streams.Should().HaveCount(2);
        decision.Claims.Should().BeEmpty();
    }

    public static TheoryData<Role, string?> Roles() => new()
    {
        { Role.Clinician, null },
        { Role.PracticeAdministrator, null },
        { Role.ProviderCaseworker, "role.not-allowed" },
        { Role.ProviderManager, "role.not-allowed" },
        { Role.HubOfficer, "role.not-allowed" },
        { Role.Commissioner, "role.not-allowed" },
        { Role.GovernanceLead, "role.not-allowed" },
        { Role.Administrator, "role.not-allowed" },
        { Role.Operator, "role.not-allowed" },
        { Role.System, "role.not-allowed" },
        { Role.Person, "role.not-allowed" },
    };

    [Theory]
    [MemberData(nameof(Roles))]
    public void Records_are_merged_and_taken_apart_by_those_who_refer(Role role, string? code)
    {
        var by = Who.Clinician with { Role = role };
        CodeOf(Records.Merging(Known.APersonWhoAgreed().State, Records.AnotherRecord().State, by)).Should().Be(code);
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        CodeOf(Records.Unmerging(merged.Survivor.State, merged.Other.State, by)).Should().Be(code);
    }

    [Fact]
    public void A_record_is_not_merged_into_itself() =>
        CodeOf(Records.Merging(Known.APersonWhoAgreed().State, Known.APersonWhoAgreed().State)).Should().Be("person.same-record");

    [Fact]
    public void Both_records_must_be_there()
    {
        Refused(Person.None(Known.PersonId), Records.AnotherRecord().State).Should().Be(("person.unknown", null));
        Refused(Known.APersonWhoAgreed().State, Person.None(Records.OtherId)).Should().Be(("person.unknown", "record"));
    }

    [Fact]
    public void Whoever_merges_two_records_deals_with_both()
    {
        Refused(Records.ARecord(Known.PersonId, Stranger).State, Records.AnotherRecord().State).Should().Be(("organisation.not-party", null));
        Refused(Known.APersonWhoAgreed().State, Records.ARecord(Records.OtherId, Stranger).State).Should().Be(("organisation.not-party", "record"));
    }

    [Fact]
    public void An_erased_record_is_merged_with_none_and_neither_is_one_that_cannot_be_read()
    {
        var sealedName = Records.ARecord(Records.OtherId).State with { Particulars = Known.Particulars with { FamilyName = Personal.Sealed("v1.gone") } };
        Refused(Known.APersonWhoAgreed().State with { IsErased = true }, Records.AnotherRecord().State).Should().Be(("person.erased", null));
        Refused(Known.APersonWhoAgreed().State, Records.AnotherRecord().State with { IsErased = true }).Should().Be(("person.erased", "record"));
        Refused(Known.APersonWhoAgreed().State, sealedName).Should().Be(("person.erased", "record"));
    }

    [Fact]
    public void A_merge_said_again_records_nothing()
    {
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        var again = Records.Merging(merged.Survivor.State, merged.Other.State);
        again.Refusal.Should().BeNull();
        again.Streams.Should().BeEmpty();
    }

    [Fact]
    public void A_merge_is_one_step_deep_and_never_a_chain()
    {
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        var third = Records.ARecord(Records.ThirdId);

        Refused(third.State, merged.Survivor.State).Should().Be(("person.has-merged-records", "record"));
        Refused(third.State, merged.Other.State).Should().Be(("person.merged", "record"));
        Records.Merging(third.State, merged.Other.State).Refusal!.Related.Should().Be(Known.PersonId.Value);
        Refused(merged.Other.State, third.State).Should().Be(("person.merged", null));
        Refused(merged.Other.State, merged.Survivor.State).Should().Be(("person.merged", null), "the way round was settled");

        var both = Records.Both(merged.Survivor, third, Records.Merging(merged.Survivor.State, third.State), Who.On(Who.Clinician, In.June(1)));
        both.Survivor.State.MergedRecords.Should().Equal(Records.OtherId, Records.ThirdId);
    }

    [Fact]
    public void A_death_on_one_of_two_records_is_settled_before_they_are_merged()
    {
        var (alive, dead) = (Known.APersonWhoAgreed().State, Died(Records.AnotherRecord()).State);
        Refused(alive, dead).Should().Be(("person.death-on-one-record", "record"));
        Refused(dead, alive).Should().Be(("person.death-on-one-record", "record"));
        CodeOf(Records.Merging(Died(Known.APersonWhoAgreed()).State, dead)).Should().BeNull();
    }

    [Fact]
    public void Only_what_was_merged_is_taken_apart()
    {
        CodeOf(Records.Unmerging(Known.APersonWhoAgreed().State, Records.AnotherRecord().State)).Should().Be("person.not-merged");
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        CodeOf(Records.Unmerging(merged.Survivor.State, Records.ARecord(Records.ThirdId).State)).Should().Be("person.not-merged");
        CodeOf(Records.Unmerging(merged.Other.State, merged.Survivor.State)).Should().Be("person.merged");
        CodeOf(Records.Unmerging(merged.Survivor.State, merged.Other.State, Stranger)).Should().Be("organisation.not-party");
        CodeOf(Records.Unmerging(Person.None(Known.PersonId), merged.Other.State)).Should().Be("person.unknown");
    }

    [Fact]
    public void Taken_apart_each_record_is_again_what_it_was()
    {
        var survivor = Known.APersonWhoAgreed().WithPreferences(Records.Preferring(false, Records.Number("0161 496 0001", true)));
        var other = Records.AnotherRecord().WithPreferences(Records.Preferring(true, Records.Number("0161 496 0002", false)))
            .After(new SetAdjustments([Adjustment.Interpreter]), Who.Clinician, Known.Before);
        var merged = Records.Merged(survivor, other);
        Picture.Of(merged.Survivor.State).Should().NotBe(Picture.Of(survivor.State));
        Picture.Of(merged.Other.State).Should().NotBe(Picture.Of(other.State));

        var decision = Records.Unmerging(merged.Together(), merged.Other.State);
        decision.For(Known.PersonId.Value).Should().Equal(new RecordUnmerged(Records.OtherId));
        decision.For(Records.OtherId.Value).Should().Equal(new UnmergedFrom(Known.PersonId));
        var apart = Records.Both(merged.Survivor, merged.Other, decision, Who.On(Who.Clinician, In.June(2)));
        Picture.Of(apart.Survivor.State).Should().Be(Picture.Of(survivor.State));
        Picture.Of(apart.Other.State).Should().Be(Picture.Of(other.State));
        CodeOf(Records.Merging(apart.Survivor.State, apart.Other.State)).Should().BeNull("they can be merged again");
    }

    [Fact]
    public void Whoever_deals_with_one_record_deals_with_the_person_and_with_the_record_alone_once_they_are_apart()
    {
        var other = Records.AnotherRecord().After(new StateRelationship(Relationship.UnderOurCare), Stranger, Known.Before);
        var referred = other.With(new Fact(new Referred(In.Id, Who.Practice, Who.Provider, Records.OtherAgreement), In.June(1), Who.On(Who.Clinician, In.June(1)).At, Who.Clinician));
        var merged = Records.Merged(Known.APersonWhoAgreed(), referred);
        var person = merged.Together();

        merged.Survivor.State.IsVisibleTo(Who.Stranger).Should().BeFalse();
        person.IsVisibleTo(Who.Stranger).Should().BeTrue();
        person.IsVisibleTo(Who.Provider).Should().BeTrue();
        person.IsVisibleTo(Who.OtherProvider).Should().BeFalse();
        person.Referrals.Should().ContainSingle().Which.Referral.Should().Be(In.Id);
        (person.Is(Known.PersonId), person.Is(Records.OtherId), person.Is(Records.ThirdId)).Should().Be((true, true, false));
        (person with { Left = [In.Id] }).IsVisibleTo(Who.Provider).Should().BeFalse();
    }

    [Fact]
    public void The_survivors_own_particulars_and_codes_stand()
    {
        var other = Records.AnotherRecord().After(new CorrectPerson(Known.Particulars with { FamilyName = Personal.Of("Okafor-Bell") }), Who.Clinician, Known.Before);
        var person = Records.Merged(Known.APersonWhoAgreed(), other).Together();
        person.Id.Should().Be(Known.PersonId);
        person.Particulars!.FamilyName.Text.Should().Be("Okafor");
    }

    [Fact]
    public void What_was_agreed_on_either_record_is_agreed()
    {
        var person = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord()).Together();
        person.Agreements.Keys.Should().BeEquivalentTo([Known.AgreementId, Records.OtherAgreement]);
        person.Agreements[Known.AgreementId].Record.Should().Be(Known.PersonId);
        person.Agreements[Records.OtherAgreement].Record.Should().Be(Records.OtherId);
    }

    /// <summary>Whoever tells both records with one id said one thing: withdrawn once, it is withdrawn.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void An_agreement_of_both_records_that_was_withdrawn_on_one_is_withdrawn(bool onSurvivor, bool onOther)
    {
        var withdraw = new WithdrawAgreement(Known.AgreementId, AgreementGiven.ByPhone);
        var (survivor, other) = (Known.APersonWhoAgreed(), SameAgreement(AgreementScope.HealthDetail));
        if (onSurvivor) survivor = survivor.After(withdraw, Who.Clinician, In.June(1));
        if (onOther) other = other.After(withdraw, Who.Clinician, In.June(1));
        var person = Records.Merged(survivor, other).Together();
        person.Agreements[Known.AgreementId].WithdrawnOn.Should().Be(In.June(1));
        Sending(person, Known.AgreementId).Refusal!.Code.Should().Be("agreement.withdrawn");
    }

    [Fact]
    public void An_agreement_is_withdrawn_on_the_record_it_was_given_on()
    {
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        var on = Who.On(Who.Clinician, In.June(2));
        var decision = WithdrawAgreement.Decide(merged.Together(), new(Records.OtherAgreement, AgreementGiven.ByPhone), on);
        decision.Streams.Should().ContainSingle().Which.Stream.Should().Be(Records.OtherId.Value);
        var after = Records.Both(merged.Survivor, merged.Other, decision, on);
        after.Other.State.Agreements[Records.OtherAgreement].WithdrawnOn.Should().Be(In.June(2));
        Sending(after.Together(), Records.OtherAgreement).Refusal!.Code.Should().Be("agreement.withdrawn");
        WithdrawAgreement.Decide(after.Together(), new(Records.OtherAgreement, AgreementGiven.ByPhone), on).Streams.Should().BeEmpty();

        WithdrawAgreement.Decide(merged.Together(), new(Known.AgreementId, AgreementGiven.ByPhone), on)
            .Streams.Should().ContainSingle().Which.Stream.Should().Be(Known.PersonId.Value);
    }

    [Fact]
    public void An_unsafe_number_of_either_record_stays_unsafe_and_a_safe_one_of_the_other_is_not_taken_over()
    {
        var person = Records.Merged(
            Known.APersonWhoAgreed().WithPreferences(Records.Preferring(false, Records.Number("0161 496 0001", true), Records.Number("0161 496 0002", false))),
            Records.AnotherRecord().WithPreferences(Records.Preferring(false, Records.Number("0161 496 0003", false), Records.Number("0161 496 0004", true)))).Together();
        person.Preferences!.Points.Select(p => (p.Value.Text, p.Safe)).Should().BeEquivalentTo(
            [("0161 496 0001", true), ("0161 496 0002", false), ("0161 496 0003", false)]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Do_not_contact_said_on_one_record_holds_for_the_person(bool onSurvivor, bool onOther)
    {
        var person = Records.Merged(
            Known.APersonWhoAgreed().WithPreferences(Records.Preferring(onSurvivor)), Records.AnotherRecord().WithPreferences(Records.Preferring(onOther))).Together();
        person.Preferences!.DoNotContact.Should().BeTrue();
    }

    [Fact]
    public void Preferences_and_needs_said_on_one_record_alone_hold_for_the_person()
    {
        var other = Records.AnotherRecord()
            .WithPreferences(Records.Preferring(true, Records.Number("0161 496 0003", false)) with { MustNotBeTold = Personal.Of("Her brother") })
            .After(new SetAdjustments([Adjustment.LargePrint, Adjustment.Interpreter], Personal.Of("Igbo")), Who.Clinician, Known.Before);
        var survivor = Known.APersonWhoAgreed().After(new SetAdjustments([Adjustment.Interpreter, Adjustment.QuietRoom]), Who.Clinician, Known.Before);
        var person = Records.Merged(survivor, other).Together();
        person.Preferences!.DoNotContact.Should().BeTrue();
        person.Preferences.MustNotBeTold!.Text.Should().Be("Her brother");
        person.Preferences.Points.Should().ContainSingle().Which.Safe.Should().BeFalse();
        person.Adjustments.Should().Equal(Adjustment.Interpreter, Adjustment.LargePrint, Adjustment.QuietRoom);
        person.AdjustmentDetail!.Text.Should().Be("Igbo");
    }

    [Fact]
    public void Nothing_is_done_on_a_record_that_was_merged_and_whoever_tries_is_told_the_survivor()
    {
        var other = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord()).Other;
        var on = Who.On(Who.Clinician, In.June(2));
        Decision[] answers =
        [
            Sending(other.State, Records.OtherAgreement),
            other.When(new GiveAgreement(new(Who.Id(43)), AgreementScope.ContactOnly, AgreementGiven.InPerson, "2026-1"), Who.Clinician, In.June(2)).Decision,
            other.When(new WithdrawAgreement(Records.OtherAgreement, AgreementGiven.InPerson), Who.Clinician, In.June(2)).Decision,
            other.When(new CorrectPerson(Known.Particulars), Who.Clinician, In.June(2)).Decision,
            CorrectDeath.Decide(new(other.State, []), new(Personal.Of("Mistaken")), on),
            RecordDeath.Decide(new(other.State, []), new(), on),
        ];
        answers.Should().AllSatisfy(a => (a.Refusal!.Code, a.Refusal.Related).Should().Be(("person.merged", Known.PersonId.Value)));
        answers.Should().AllSatisfy(a => a.Streams.Should().BeEmpty());
    }

    [Fact]
    public void An_open_referral_of_another_record_to_the_same_service_makes_a_second_one_a_duplicate()
    {
        var twin = new ReferralId(Who.Id(69));
        var person = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord()).Together();
        var on = Who.On(Who.Clinician, In.June(2));
        var sent = Send.Decide(new(Referral.None(In.Id), person, Known.AService().State, null, null) { OpenTwin = twin }, In.ToSend(Known.ServiceId), on);
        (sent.Refusal?.Code, sent.Refusal?.Related).Should().Be(("referral.duplicate", twin.Value));
        sent.Streams.Should().BeEmpty();

        var opened = Reopen.Decide(In.Closed().State with { OpenTwin = twin }, new(), Who.On(Who.Caseworker, In.June(17)));
        (opened.Refusal?.Code, opened.Refusal?.Related).Should().Be(("referral.duplicate", twin.Value));

        var from = In.Received().State;
        var passed = Redirect.Decide(In.ToAnother(from) with { OpenTwin = twin }, new(Known.OtherServiceId, RedirectReason.BetterFit), Who.On(Who.Caseworker, In.June(3)));
        (passed.Refusal?.Code, passed.Refusal?.Related).Should().Be(("referral.duplicate", twin.Value));
    }

    [Fact]
    public void A_redirected_referral_of_a_merged_record_stays_on_its_record()
    {
        var under = In.SentTo(Known.AService().State, Records.AnotherRecord().State, In.ToSend(Known.ServiceId) with { Agreement = Records.OtherAgreement });
        var person = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord()).Together();
        var decision = Redirect.Decide(In.ToAnother(under.State) with { Person = person }, new(Known.OtherServiceId, RedirectReason.BetterFit), Who.On(Who.Caseworker, In.June(3)));
        decision.Refusal.Should().BeNull();
        decision.For(Who.Id(62)).OfType<Sent>().Single().Person.Should().Be(Records.OtherId);
        decision.For(Records.OtherId.Value).Should().Equal(new Referred(new(Who.Id(62)), Who.Practice, Who.OtherProvider, Records.OtherAgreement));
        decision.For(Known.PersonId.Value).Should().BeEmpty("were the merge a mistake, nothing of the one would lie on the other");
        decision.Releases.Should().Equal((ReferralRules.OpenKey(Records.OtherId, Known.ServiceId), In.Id.Value));
        decision.Claims.Should().Contain((ReferralRules.OpenKey(Records.OtherId, Known.OtherServiceId), Who.Id(62)));
    }

    [Fact]
    public void A_declined_referral_and_a_conversation_of_a_merged_record_are_the_persons()
    {
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        var declined = In.SentTo(Known.AService().State, Records.AnotherRecord().State, In.ToSend(Known.ServiceId) with { Agreement = Records.OtherAgreement })
            .After(new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), Who.Caseworker, In.June(2));
        var on = Who.On(Who.Clinician, In.June(3));
        Send.CanRematch(declined.State, merged.Together(), on).Should().BeTrue();
        Send.CanRematch(declined.State, Known.APersonWhoAgreed().State, on).Should().BeFalse();
    }

    [Fact]
    public void A_referral_sent_under_an_agreement_of_the_other_record_shows_the_person_to_nobody_once_they_are_apart()
    {
        var merged = Records.Merged(Known.APersonWhoAgreed(), Records.AnotherRecord());
        var on = Who.On(Who.Clinician, In.June(2));
        var sent = Records.Both(merged.Survivor, merged.Other, Sending(merged.Together(), Records.OtherAgreement), on);
        sent.Together().IsVisibleTo(Who.Provider).Should().BeTrue();

        var apart = Records.Both(sent.Survivor, sent.Other, Records.Unmerging(sent.Together(), sent.Other.State), on);
        apart.Survivor.State.IsVisibleTo(Who.Provider).Should().BeFalse();
        apart.Survivor.When(new CorrectPerson(Known.Particulars), Who.Caseworker, In.June(3)).IsRefused("organisation.not-party");
    }

    [Fact]
    public void Of_an_agreement_that_stands_on_both_records_the_survivors_terms_hold()
    {
        var person = Records.Merged(Known.APersonWhoAgreed(AgreementScope.ContactOnly), SameAgreement(AgreementScope.HealthDetail)).Together();
        (person.Agreements[Known.AgreementId].Scope, person.Agreements[Known.AgreementId].Record).Should().Be((AgreementScope.ContactOnly, Known.PersonId));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_number_that_is_safe_on_one_record_and_unsafe_on_the_other_is_unsafe(bool onSurvivor, bool onOther)
    {
        var person = Records.Merged(
            Known.APersonWhoAgreed().WithPreferences(Records.Preferring(false, Records.Number("0161 496 0001", onSurvivor))),
            Records.AnotherRecord().WithPreferences(Records.Preferring(false, Records.Number("0161 496 0001", onOther)))).Together();
        person.Preferences!.Points.Should().OnlyContain(p => !p.Safe).And.NotBeEmpty();
    }

    [Fact]
    public void Whoever_must_not_be_told_on_either_record_must_not_be_told()
    {
        var person = Records.Merged(
            Known.APersonWhoAgreed().WithPreferences(Records.Preferring(false) with { MustNotBeTold = Personal.Of("Her husband") }),
            Records.AnotherRecord().WithPreferences(Records.Preferring(false) with { MustNotBeTold = Personal.Of("Her brother") })).Together();
        person.Preferences!.MustNotBeTold!.Text.Should().Contain("Her husband").And.Contain("Her brother");
    }

    private static Given<Person> SameAgreement(AgreementScope scope) => Records.ARecord(Records.OtherId).After(
        new GiveAgreement(Known.AgreementId, scope, AgreementGiven.ByPhone, "2026-1"), Who.Clinician, Known.Before);

    private static Given<Person> Died(Given<Person> given)
    {
        var on = Who.On(Who.Clinician, Known.Before);
        return given.With(RecordDeath.Decide(new(given.State, []), new(), on), on);
    }

    private static Decision Sending(Person person, AgreementId agreement) => Send.Decide(
        new(Referral.None(In.Id), person, Known.AService().State, null, null), In.ToSend(Known.ServiceId) with { Agreement = agreement }, Who.On(Who.Clinician, In.June(2)));

    private static (string? Code, string? Field) Refused(Person survivor, Person other)
    {
        var decision = Records.Merging(survivor, other);
        decision.Streams.Should().BeEmpty();
        return (decision.Refusal?.Code, decision.Refusal?.Field);
    }

    private static string? CodeOf(Decision decision) => decision.Refusal?.Code;
}
