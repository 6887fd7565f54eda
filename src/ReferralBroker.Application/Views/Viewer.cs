using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Application.Views;

/// <summary>
/// The one place that says what a viewer may see of a referral. Each side sees what it recorded itself; the service sees of the rest what the
/// agreement holds, and nothing once it is withdrawn; an own note never leaves its organisation.
/// </summary>
public sealed class Viewer
{
    private readonly OrganisationId _organisation;
    private readonly bool _isReferrer;

    public Viewer(Actor by, Referral referral, Person person)
    {
        _organisation = by.Organisation;
        _isReferrer = referral.IsReferrer(by.Organisation);
        Scope = referral.Terms!.SharedUnder.Scope;
        IsWithdrawn = person.Agreements.GetValueOrDefault(referral.Terms.SharedUnder.Agreement)?.WithdrawnOn is not null;
    }

    /// <summary>How much the person agreed to.</summary>
    public AgreementScope Scope { get; }

    /// <summary>Whether the person has withdrawn the agreement this referral was sent under.</summary>
    public bool IsWithdrawn { get; }

    /// <summary>Whether who the person is, and how to reach them, may be shown.</summary>
    public bool SeesPerson => MaySeePerson(_isReferrer, IsWithdrawn);

    /// <summary>The same rule where only these two are known, as on a list.</summary>
    public static bool MaySeePerson(bool isReferrer, bool isWithdrawn) => isReferrer || !isWithdrawn;

    /// <summary>Whether an event is there for this viewer at all.</summary>
    public bool Sees(Fact fact) => fact.Event is not NoteAdded { Visibility: NoteVisibility.Own } || fact.By.Organisation == _organisation;

    /// <summary>Whether an encrypted field of an event may be shown.</summary>
    public bool Sees(Fact fact, Field field) =>
        fact.By.Organisation == _organisation
        || (field.Disclosure != Disclosure.OwnOrganisation && (_isReferrer || (!IsWithdrawn && Covers(field.Disclosure))));

    private bool Covers(Disclosure disclosure) => disclosure switch
    {
        Disclosure.NeedSummary => Scope >= AgreementScope.NeedSummary,
        Disclosure.HealthDetail => Scope >= AgreementScope.HealthDetail,
        _ => true,
    };
}
