using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Application.Views;

/// <summary>
/// The one place that says what a viewer may see of a referral. Each side sees what it recorded itself; the service sees of the rest what the
/// agreement holds, for as long as the agreement stands and the referral is its own; an own note never leaves its organisation.
/// </summary>
public sealed class Viewer
{
    private readonly OrganisationId _organisation;
    private readonly bool _hasLeft;

    /// <param name="by">Who looks.</param>
    /// <param name="referral">The referral with what only the person's stream knows of it.</param>
    public Viewer(Actor by, Referral referral)
    {
        _organisation = by.Organisation;
        _hasLeft = referral.HasLeftService;
        IsReferrer = referral.IsReferrer(by.Organisation);
        Scope = referral.Terms!.SharedUnder.Scope;
        IsWithdrawn = referral.IsAgreementWithdrawn;
    }

    /// <summary>Whether the viewer is on the sending side.</summary>
    public bool IsReferrer { get; }

    /// <summary>How much the person agreed to.</summary>
    public AgreementScope Scope { get; }

    /// <summary>Whether the person has withdrawn the agreement this referral was sent under.</summary>
    public bool IsWithdrawn { get; }

    /// <summary>Whether who the person is, how to reach them and what keeps people safe may be shown.</summary>
    public bool SeesPerson => MaySeePerson(IsReferrer, IsWithdrawn, _hasLeft);

    /// <summary>Whether what the person needs may be shown.</summary>
    public bool SeesNeed => IsReferrer || (SeesPerson && Scope >= AgreementScope.NeedSummary);

    /// <summary>The same rule where only these are known, as on a list.</summary>
    public static bool MaySeePerson(bool isReferrer, bool isWithdrawn, bool hasLeft) => isReferrer || (!isWithdrawn && !hasLeft);

    /// <summary>Whether an event is there for this viewer at all.</summary>
    public bool Sees(Fact fact) => fact.Event is not NoteAdded { Visibility: NoteVisibility.Own } || fact.By.Organisation == _organisation;

    /// <summary>Whether a field of an event may be shown. One that the table of fields does not know is about nobody.</summary>
    public bool Sees(Fact fact, Field? field) => fact.By.Organisation == _organisation || (field?.Disclosure switch
    {
        null => true,
        Disclosure.OwnOrganisation => false,
        _ when IsReferrer => true,
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
