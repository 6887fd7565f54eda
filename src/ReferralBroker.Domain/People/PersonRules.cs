namespace ReferralBroker.Domain.People;

/// <summary>A verb on a person.</summary>
public interface IPersonVerb<TSelf> : ICommand<Person, TSelf> where TSelf : IPersonVerb<TSelf>;

/// <summary>What every command on a person may say.</summary>
public abstract record PersonCommand
{
    /// <summary>When it happened; today if not given.</summary>
    public DateOnly? OccurredOn { get; init; }
}

/// <summary>What the decisions on a person have in common.</summary>
public static class PersonRules
{
    private const int LongestName = 200;
    private const int LongestAddress = 500;

    /// <summary>No, unless the actor's organisation deals with this person.</summary>
    public static Refusal? RefusesCare(this Person person, Occasion on, DateOnly? occurredOn) =>
        !on.By.Refers && !on.By.Provides ? Refusals.RoleNotAllowed
        : !person.Exists ? Refusals.PersonUnknown
        : !person.IsVisibleTo(on.By.Organisation) ? Refusals.NotParty
        : person.RefusesRecord() is { } gone ? gone
        : person.RefusesDay(on, occurredOn, "occurredOn");

    /// <summary>No, unless that holds, or it is the person's own wish, said on their own page while they have one.</summary>
    public static Refusal? RefusesWish(this Person person, Occasion on, DateOnly? occurredOn) =>
        on.By.Role != Role.Person ? person.RefusesCare(on, occurredOn)
        : on.By != Actor.Themselves(person.Id) || person.OwnPageAt is null ? Refusals.NotParty
        : person.RefusesRecord() ?? person.RefusesDay(on, occurredOn, "occurredOn");

    /// <summary>No, unless that holds and the person lives: there is nothing to arrange with the dead.</summary>
    public static Refusal? RefusesSupport(this Person person, Occasion on, DateOnly? occurredOn) =>
        person.RefusesCare(on, occurredOn) ?? (person.HasDied ? Refusals.PersonDied : null);

    public static Decision Record(this Person person, Occasion on, DateOnly? occurredOn, params ReadOnlySpan<DomainEvent> events) =>
        Decision.Of(person.Id.Value, occurredOn ?? on.Today, events);

    /// <summary>The key that only one person with this NHS number can hold.</summary>
    public static string NhsNumberKey(Occasion on, string nhsNumber) => $"person-nhs-number:{on.Fingerprint("nhs-number", nhsNumber)}";

    /// <summary>No, if somebody's particulars cannot be right.</summary>
    public static Refusal? Refuses(Particulars who, Occasion on) =>
        string.IsNullOrWhiteSpace(who.FamilyName.Text) ? Refusals.Missing("familyName")
        : string.IsNullOrWhiteSpace(who.GivenName.Text) ? Refusals.Missing("givenName")
        : who.FamilyName.Text.Length > LongestName ? Refusals.TooLong("familyName", LongestName)
        : who.GivenName.Text.Length > LongestName ? Refusals.TooLong("givenName", LongestName)
        : who.Address?.Text?.Length > LongestAddress ? Refusals.TooLong("address", LongestAddress)
        : new[] { who.Title, who.Phone, who.Email, who.Postcode }.Any(v => v?.Text?.Length > LongestName) ? Refusals.TooLong("particulars", LongestName)
        : Person.ParseDate(who.DateOfBirth.Text) is not { } born ? Refusals.NotADate("dateOfBirth")
        : born > on.Today ? Refusals.InFuture("dateOfBirth")
        : born < on.Today.AddYears(-130) ? Refusals.OutOfRange("dateOfBirth", "a day within the last 130 years")
        : who.NhsNumber is not null && NhsNumber.Normalise(who.NhsNumber.Text) is null ? Refusals.NhsNumberInvalid
        : null;

    /// <summary>The particulars with the NHS number as ten digits.</summary>
    public static Particulars Normalised(Particulars who) =>
        who.NhsNumber is null ? who : who with { NhsNumber = Personal.Of(NhsNumber.Normalise(who.NhsNumber.Text)!) };
}
