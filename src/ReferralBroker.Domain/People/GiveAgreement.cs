using System.Collections.Immutable;

namespace ReferralBroker.Domain.People;

/// <summary>The person agrees to their details being shared: how much, with whom (any suitable service where none is named), and how they said so.</summary>
public sealed record GiveAgreement(
    AgreementId Agreement, AgreementScope Scope, AgreementGiven How, string WordingVersion, ImmutableArray<ServiceId>? Recipients = null) : PersonCommand, IPersonVerb<GiveAgreement>
{
    public static string Verb => "give-agreement";

    public static Decision Decide(Person person, GiveAgreement command, Occasion on)
    {
        // Somebody who once withdrew may come back to the service that registered them: it asks anew before it sees them again.
        if (person.RefusesSupport(on, command.OccurredOn) is { } no && !(no == Refusals.NotParty && MayAskAnew(person, on))) return no;
        if (string.IsNullOrWhiteSpace(command.WordingVersion)) return Refusals.Missing("wordingVersion");
        if (command.WordingVersion.Length > 50) return Refusals.TooLong("wordingVersion", 50);
        if (command.Recipients is { } named && named.Length is 0 or > 50) return Refusals.OutOfRange("recipients", "between 1 and 50 services, or none at all for any suitable one");
        if (person.Agreements.TryGetValue(command.Agreement, out var given))
            return Same(given, command) ? Decision.Nothing : Refusals.AgreementExists;
        return person.Record(on, command.OccurredOn, new AgreementGivenTo(
            command.Agreement, command.Scope, command.Recipients, command.How, command.WordingVersion, on.By.Organisation));
    }

    private static bool MayAskAnew(Person person, Occasion on) =>
        on.By.Provides && person.RegisteredBy.Contains(on.By.Organisation) && !person.HasDied && person.RefusesRecord() is null;

    private static bool Same(Agreement given, GiveAgreement command) =>
        given.WithdrawnOn is null && (given.Scope, given.How, given.WordingVersion) == (command.Scope, command.How, command.WordingVersion)
        && (given.Recipients ?? []).SequenceEqual(command.Recipients ?? []) && given.Recipients.HasValue == command.Recipients.HasValue;
}
