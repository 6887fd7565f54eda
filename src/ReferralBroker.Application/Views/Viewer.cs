using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Application.Views;

/// <summary>
/// The one place that says what may be shown, whichever way it goes out. Of a referral each side sees what it recorded itself; the service sees of
/// the rest what the agreement holds, for as long as the agreement stands and the referral is its own; an own note never leaves its organisation.
/// Whoever has broken the glass reads as the sending side does.
/// </summary>
public sealed record Viewer
{
    private Viewer() { }

    private OrganisationId Organisation { get; init; }

    private bool HasLeft { get; init; }

    /// <summary>Whether the viewer is on the sending side.</summary>
    public bool IsReferrer { get; private init; }

    /// <summary>Whether they refer out of care of their own; a service that took a self-referral has nothing but the agreement.</summary>
    private bool Refers { get; init; }

    /// <summary>Whether the viewer has broken the glass.</summary>
    public bool HasBrokenGlass { get; private init; }

    /// <summary>How much the person agreed to.</summary>
    public AgreementScope Scope { get; private init; }

    /// <summary>Whether the person has withdrawn the agreement the referral was sent under.</summary>
    public bool IsWithdrawn { get; private init; }

    /// <summary>Who looks at a referral.</summary>
    /// <param name="by">Who looks.</param>
    /// <param name="referral">The referral with what only the person's stream knows of it.</param>
    /// <param name="hasBrokenGlass">Whether they opened the person's record against the usual rules.</param>
    public static Viewer Of(Actor by, Referral referral, bool hasBrokenGlass) => new()
    {
        Organisation = by.Organisation,
        HasLeft = referral.HasLeftService,
        IsReferrer = referral.IsReferrer(by.Organisation),
        Refers = by.Refers,
        HasBrokenGlass = hasBrokenGlass,
        Scope = referral.Terms!.SharedUnder.Scope,
        IsWithdrawn = referral.IsAgreementWithdrawn,
    };

    /// <summary>Who looks at a referral of which only these are known, as on a list.</summary>
    public static Viewer OfRow(Actor by, OrganisationId referrer, AgreementScope scope, bool isWithdrawn, bool hasLeft) =>
        new() { Organisation = by.Organisation, IsReferrer = by.Organisation == referrer, Refers = by.Refers, Scope = scope, IsWithdrawn = isWithdrawn, HasLeft = hasLeft };

    /// <summary>Whether the viewer sees all that the sending side recorded for the other.</summary>
    private bool SeesAll => (IsReferrer && Refers) || HasBrokenGlass;

    /// <summary>Whether who the person is, how to reach them and what keeps people safe may be shown.</summary>
    public bool SeesPerson => SeesAll || (!IsWithdrawn && (!HasLeft || IsReferrer));

    /// <summary>Whether it may be shown which records are of the person: that is for those who keep them.</summary>
    public bool SeesRecords => SeesAll;

    /// <summary>Whether what the person needs may be shown.</summary>
    public bool SeesNeed => SeesAll || (SeesPerson && Scope >= AgreementScope.NeedSummary);

    /// <summary>Whether an event is there for this viewer at all.</summary>
    public bool Sees(Fact fact) => fact.Event is not NoteAdded { Visibility: NoteVisibility.Own } || fact.By.Organisation == Organisation;

    /// <summary>Whether a field of an event may be shown. One that the table of fields does not know is about nobody.</summary>
    public bool Sees(Fact fact, Field? field) => fact.By.Organisation == Organisation || (field?.Disclosure switch
    {
        null => true,
        Disclosure.OwnOrganisation => false,
        _ when SeesAll => true,
        // Why it was closed may say what happened to the person since the viewer had to do with them, even that they died.
        Disclosure.BothSides when fact.Event is Closed && !SeesPerson => false,
        // The rest of its course says nothing about the person that the viewer did not take part in.
        Disclosure.BothSides when field.Protection == Protection.Clear => true,
        _ when !SeesPerson => false,
        Disclosure.NeedSummary => Scope >= AgreementScope.NeedSummary,
        Disclosure.HealthDetail => Scope >= AgreementScope.HealthDetail,
        _ => true,
    });
}
