using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>How the person wants to be reached, and how never. It replaces what was set before.</summary>
public sealed record SetContactPreferences(ContactPreferences Preferences) : PersonCommand, IPersonVerb<SetContactPreferences>
{
    private const int MostPoints = 20;

    public static string Verb => "set-contact-preferences";

    public static Decision Decide(Person person, SetContactPreferences command, Occasion on)
    {
        if ((person.RefusesWish(on, command.OccurredOn) ?? (person.HasDied ? Refusals.PersonDied : null)) is { } no) return no;
        var wanted = command.Preferences;
        if (wanted.Preferred.IsDefault) return Refusals.Missing("preferences.preferred");
        if (wanted.Points.IsDefault) return Refusals.Missing("preferences.points");
        if (wanted.Points.Length > MostPoints) return Refusals.OutOfRange("preferences.points", $"at most {MostPoints} numbers and addresses");
        if (wanted.Points.Any(p => p?.Value is null)) return Refusals.Missing("preferences.points");
        if (wanted.Points.Any(p => ReferralRules.RefusesNeededText("preferences.points", p.Value) is not null)) return Refusals.Missing("preferences.points");
        if ((ReferralRules.RefusesText("preferences.mustNotBeTold", wanted.MustNotBeTold) ?? ReferralRules.RefusesText("preferences.bestTime", wanted.BestTime)) is { } bad) return bad;
        if (Same(person.Preferences, wanted)) return Decision.Nothing;
        // What is no longer safe ends, and does not come back by itself when it is safe again.
        return person.OwnPage is { } mailbox && (person with { Preferences = wanted }).RefusesOwnPageAt(mailbox) is not null
            ? person.Record(on, command.OccurredOn, new ContactPreferencesSet(wanted), new OwnPageEnded())
            : person.Record(on, command.OccurredOn, new ContactPreferencesSet(wanted));
    }

    private static bool Same(ContactPreferences? a, ContactPreferences b) => a is not null
        && a.DoNotContact == b.DoNotContact && a.Preferred.SequenceEqual(b.Preferred) && a.Points.SequenceEqual(b.Points)
        && Equals(a.MustNotBeTold, b.MustNotBeTold) && Equals(a.BestTime, b.BestTime);
}
