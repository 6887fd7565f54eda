using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Tests.Journey;

namespace ReferralBroker.Domain.Tests.Persons;

/// <summary>Two records, registered apart, that turn out to be of one person.</summary>
public static class Records
{
    public static readonly PersonId OtherId = new(Who.Id(32));
    public static readonly PersonId ThirdId = new(Who.Id(33));
    public static readonly AgreementId OtherAgreement = new(Who.Id(42));

    public static Given<Person> ARecord(PersonId id, Actor? by = null) => Spec.No(id).After(
        new Register(new(Personal.Of("Okafor"), Personal.Of("Ada"), Personal.Of("1988-05-03"))), by ?? Who.Clinician, Known.Before);

    /// <summary>The record that is found to be of the same person, with an agreement of its own.</summary>
    public static Given<Person> AnotherRecord() => ARecord(OtherId).After(
        new GiveAgreement(OtherAgreement, AgreementScope.NeedSummary, AgreementGiven.ByPhone, "2026-1"), Who.Clinician, Known.Before);

    public static Decision Merging(Person survivor, Person other, Actor? by = null, DateOnly? day = null) =>
        Merge.Decide(new(survivor, other), new(other.Id), Who.On(by ?? Who.Clinician, day ?? In.June(1)));

    public static Decision Unmerging(Person survivor, Person other, Actor? by = null) =>
        Unmerge.Decide(new(survivor, other), new(other.Id), Who.On(by ?? Who.Clinician, In.June(2)));

    /// <summary>The two streams after a merge that must be accepted.</summary>
    public static (Given<Person> Survivor, Given<Person> Other) Merged(Given<Person> survivor, Given<Person> other) =>
        Both(survivor, other, Merging(survivor.State, other.State), Who.On(Who.Clinician, In.June(1)));

    public static (Given<Person> Survivor, Given<Person> Other) Both(Given<Person> survivor, Given<Person> other, Decision decision, Occasion on)
    {
        decision.Refusal.Should().BeNull();
        return (survivor.With(decision, on), other.With(decision, on));
    }

    /// <summary>The one person that the two records make.</summary>
    public static Person Together(this (Given<Person> Survivor, Given<Person> Other) records) => records.Survivor.State.With([records.Other.State]);

    public static ContactPreferences Preferring(bool doNotContact, params ReadOnlySpan<ContactPoint> points) =>
        new(doNotContact, [Referrals.ContactMedium.Telephone], [.. points]);

    public static ContactPoint Number(string number, bool safe) => new(Referrals.ContactMedium.Telephone, Personal.Of(number), safe, false);

    public static Given<Person> WithPreferences(this Given<Person> record, ContactPreferences preferences) =>
        record.After(new SetContactPreferences(preferences), Who.Clinician, Known.Before);
}
