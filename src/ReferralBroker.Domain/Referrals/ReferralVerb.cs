using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>A verb on a referral that needs nothing but the referral itself.</summary>
public interface IReferralVerb<TSelf> : ICommand<Referral, TSelf> where TSelf : IReferralVerb<TSelf>
{
    /// <summary>
    /// The plainest command of this verb that could be meant now. The actions available are found by asking the decision itself what it would
    /// answer to this one.
    /// </summary>
    static abstract TSelf Plainest(Referral referral, Occasion on);
}

/// <summary>What every command on a referral may say.</summary>
public abstract record ReferralCommand
{
    /// <summary>When it happened; today if not given.</summary>
    public DateOnly? OccurredOn { get; init; }
}

/// <summary>A command that records a thing with an id of its own: a contact, a job, a note. Saying it again records nothing.</summary>
public abstract record EntryCommand : ReferralCommand
{
    /// <summary>The id of what is recorded; the command's own id if not given.</summary>
    public Guid Id { get; init; }
}

/// <summary>What the decisions on a referral have in common.</summary>
public static class ReferralRules
{
    /// <summary>The longest free text that is taken, in characters.</summary>
    public const int LongestText = 4000;

    /// <summary>No, unless the actor works for the service that has the referral.</summary>
    public static Refusal? RefusesService(this Referral r, Occasion on, DateOnly? occurredOn = null) =>
        !r.Exists ? Refusals.ReferralUnknown
        : !on.By.Provides ? Refusals.RoleNotAllowed
        : !r.IsProvider(on.By.Organisation) ? Refusals.NotParty
        : r.RefusesDay(on, occurredOn);

    /// <summary>No, unless the actor works for the organisation that sent the referral.</summary>
    public static Refusal? RefusesReferrer(this Referral r, Occasion on, DateOnly? occurredOn = null) =>
        !r.Exists ? Refusals.ReferralUnknown
        : !SpeaksForReferrer(r, on.By) ? (HasReferrersRole(r, on.By) ? Refusals.NotParty : Refusals.RoleNotAllowed)
        : r.RefusesDay(on, occurredOn);

    /// <summary>No, unless the actor works for one side or the other.</summary>
    public static Refusal? RefusesEither(this Referral r, Occasion on, DateOnly? occurredOn = null) =>
        !r.Exists ? Refusals.ReferralUnknown
        : !on.By.Refers && !on.By.Provides ? Refusals.RoleNotAllowed
        : !(on.By.Provides && r.IsProvider(on.By.Organisation)) && !SpeaksForReferrer(r, on.By) ? Refusals.NotParty
        : r.RefusesDay(on, occurredOn);

    private static bool SpeaksForReferrer(Referral r, Actor by) => r.IsReferrer(by.Organisation) && HasReferrersRole(r, by);

    /// <summary>A self-referral has no other referrer than the service that took it.</summary>
    private static bool HasReferrersRole(Referral r, Actor by) => by.Refers || (by.Provides && r.Terms!.Source == ReferralSource.Self);

    private static Refusal? RefusesDay(this Referral r, Occasion on, DateOnly? day) =>
        day > on.Today ? Refusals.InFuture("occurredOn")
        : day < r.SentOn ? Refusals.BeforeReferral(r.SentOn)
        : null;

    /// <summary>A service that acts on what was only sent has received it.</summary>
    public static IEnumerable<ReferralEvent> ImpliedReceipt(this Referral r)
    {
        if (r.Status == ReferralStatus.Sent) yield return new Received();
    }

    /// <summary>Whether something with this id is recorded already.</summary>
    public static bool Knows(this Referral r, Guid id) =>
        r.Entries.Contains(id) || r.Contacts.ContainsKey(id) || r.Appointments.ContainsKey(id) || r.Jobs.ContainsKey(id) || r.Gains.ContainsKey(id);

    /// <summary>No, if the referral's journey has no such step.</summary>
    public static Refusal? NotInJourney(this Referral r, Milestone milestone, string verb) =>
        r.Journey.Has(milestone) ? null : Refusals.NotInJourney(verb, r.Journey.Code);

    /// <summary>No, unless it is an opaque user key: anything freer could hold what must be sealed.</summary>
    public static Refusal? RefusesWorker(string? worker) =>
        worker is not null && (worker.Length is 0 or > 100 || !worker.All(c => char.IsAsciiLetterOrDigit(c) || "._@:|/+-".Contains(c, StringComparison.Ordinal)))
            ? Refusals.WorkerInvalid
            : null;

    /// <summary>No, if a text is longer than is taken.</summary>
    public static Refusal? RefusesText(string field, Personal? text) =>
        text?.Text?.Length > LongestText ? Refusals.TooLong(field, LongestText) : null;

    /// <summary>No, if a needed text is empty or longer than is taken.</summary>
    public static Refusal? RefusesNeededText(string field, Personal? text) =>
        string.IsNullOrWhiteSpace(text?.Text) ? Refusals.Missing(field) : RefusesText(field, text);

    /// <summary>The events, each stamped with the promise that holds after it.</summary>
    public static Decision Record(this Referral r, Occasion on, DateOnly? occurredOn, params ReadOnlySpan<ReferralEvent> events)
    {
        var day = occurredOn ?? on.Today;
        var stamped = new List<DomainEvent>();
        foreach (var e in events)
        {
            var next = Referral.Evolve(r, new(e, day, on.At, on.By));
            var due = e.Due ?? (MovesTheClock(e) ? ReferralClock.Of(next) : null);
            stamped.Add(due is null || due == r.Due ? e : e with { Due = due });
            r = due is null ? next : next with { Due = due };
        }
        return Decision.Of(r.Id.Value, day, [.. stamped]);
    }

    private static bool MovesTheClock(ReferralEvent e) => e is not (NoteAdded or MessageSent or Assigned or Overdue);

    /// <summary>The key that only one open referral of a person to a service can hold.</summary>
    public static string OpenKey(PersonId person, ServiceId service) => $"open-referral:{person}:{service}";

    /// <summary>Gives up the claim to be the one open referral of this person to this service.</summary>
    public static Decision ReleasingOpen(this Decision decision, Referral r) =>
        decision.Releasing(OpenKey(r.Terms!.Person, r.Terms.Service), r.Id.Value);
}
