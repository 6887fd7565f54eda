using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.People;

/// <summary>All that looking at a broken glass looks at.</summary>
/// <param name="Person">The person whose record was opened.</param>
/// <param name="Lead">The organisation the governance lead works for.</param>
public sealed record Reviewing(Person Person, Organisation Lead);

/// <summary>A governance lead says whether it was right to open a record against the usual rules.</summary>
public sealed record ReviewBreakGlass(Guid Access, BreakGlassFinding Finding, Personal? Note = null) : ICommand<Reviewing, ReviewBreakGlass>
{
    public static string Verb => "review-break-glass";

    public static Decision Decide(Reviewing state, ReviewBreakGlass command, Occasion on)
    {
        var (person, lead) = state;
        if (on.By.Role != Role.GovernanceLead) return Refusals.RoleNotAllowed;
        // Also of somebody who was erased since: what was done must still be looked at.
        if (!person.Exists) return Refusals.PersonUnknown;
        if (!person.BrokenGlass.TryGetValue(command.Access, out var glass) || (glass.By.Organisation != on.By.Organisation && !lead.OverseesAll)) return Refusals.BreakGlassUnknown;
        if (glass.By.User == on.By.User) return Refusals.OwnBreakGlass;
        // Nothing in words can be kept of somebody whose key is gone.
        if (person.IsErased && command.Note is not null) return Refusals.PersonErased with { Field = "note" };
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        if (glass.Finding is { } finding) return finding == command.Finding ? Decision.Nothing : Refusals.BreakGlassReviewed;
        return Decision.Of(glass.Record.Value, on.Today, new BreakGlassReviewed(command.Access, command.Finding, command.Note));
    }
}
