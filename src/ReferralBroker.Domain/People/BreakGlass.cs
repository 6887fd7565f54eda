using System.Text.Json.Serialization;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>
/// Somebody opens a record that is not theirs to see, because waiting would do harm. It is for themselves alone, for a few hours, for reading only,
/// and each is shown to a governance lead.
/// </summary>
/// <param name="Reason">Why.</param>
/// <param name="Detail">What happened, in words.</param>
public sealed record BreakGlass(BreakGlassReason Reason, Personal Detail) : IPersonVerb<BreakGlass>
{
    /// <summary>The id of this opening: the command's own, never the caller's to choose.</summary>
    [JsonIgnore]
    public Guid Access { get; init; }

    /// <summary>For how long the record stays open.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromHours(4);

    public static string Verb => "break-glass";

    public static Decision Decide(Person person, BreakGlass command, Occasion on)
    {
        if (on.By.Role is not (Role.Clinician or Role.ProviderCaseworker or Role.ProviderManager or Role.HubOfficer)) return Refusals.RoleNotAllowed;
        if (person.RefusesReading() is { } unknown) return unknown;
        // A service has no part in people it was never sent; who holds the record can be asked.
        if (on.By.Provides && !person.Referrals.Any(r => r.Provider == on.By.Organisation)) return Refusals.NeverReferred;
        if (ReferralRules.RefusesNeededText("detail", command.Detail) is { } bad) return bad;
        if (person.BrokenGlass.ContainsKey(command.Access) || person.IsOpenedTo(on.By, on.At)) return Decision.Nothing;
        return person.Record(on, null, new GlassBroken(command.Access, command.Reason, command.Detail, on.At + Lasts));
    }
}
