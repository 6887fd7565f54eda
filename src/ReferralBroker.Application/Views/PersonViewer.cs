using ReferralBroker.Application.Looks;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;

namespace ReferralBroker.Application.Views;

/// <summary>
/// What may be shown of a person beside a referral of theirs. An organisation that deals with them sees them whole; a service sees what its own
/// referrals stand under, and nothing of what the person agreed to with others; whoever has broken the glass sees them whole for a while.
/// </summary>
public sealed class PersonViewer
{
    private readonly Person _person;
    private readonly OrganisationId _organisation;
    private readonly HashSet<AgreementId> _standing;

    /// <param name="by">Who looks.</param>
    /// <param name="person">The person as the viewer's organisation knows them.</param>
    /// <param name="at">The moment.</param>
    public PersonViewer(Actor by, Person person, DateTimeOffset at)
    {
        (_person, _organisation) = (person, by.Organisation);
        _standing = [.. person.Standing(by.Organisation)];
        HasBrokenGlass = person.IsOpenedTo(by, at);
        SeesAll = HasBrokenGlass || person.IsDealtWithBy(by.Organisation);
        SeesPerson = SeesAll || _standing.Count > 0;
        // What a service sent itself shows it nothing of a person that others have registered.
        SeesNeed = SeesAll || person.StandingReferrals(by.Organisation).Any(r =>
            person.Agreements[r.Agreement].Scope >= AgreementScope.NeedSummary && (r.Referrer != by.Organisation || person.RegisteredBy.Contains(by.Organisation)));
    }

    /// <summary>Whether the person may be shown at all.</summary>
    public bool SeesPerson { get; }

    /// <summary>Whether they have broken the glass, which may show more than they would see without.</summary>
    public bool HasBrokenGlass { get; }

    /// <summary>Whether everything of the person may be shown.</summary>
    public bool SeesAll { get; }

    /// <summary>Whether what says something of the person's need may be shown.</summary>
    public bool SeesNeed { get; }

    /// <summary>Why they may look.</summary>
    public LookGround Ground => HasBrokenGlass ? LookGround.BreakGlass : SeesAll ? LookGround.DealsWithPerson : SeesPerson ? LookGround.PartyToReferral : LookGround.None;

    /// <summary>
    /// Whether an agreement of the person may be shown. One that another organisation asked for and that names services tells which help the person
    /// sought there.
    /// </summary>
    public bool Sees(AgreementId agreement) => HasBrokenGlass || _standing.Contains(agreement)
        || (SeesAll && _person.Agreements[agreement] is var given && (given.GivenTo == _organisation || given.Recipients is null));
}
