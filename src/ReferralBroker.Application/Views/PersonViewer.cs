using ReferralBroker.Application.Looks;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;

namespace ReferralBroker.Application.Views;

/// <summary>
/// What may be shown of a person beside a referral of theirs. An organisation that deals with them sees them whole; a provider sees what its own
/// referrals stand under, and nothing of what the person agreed to with others; whoever has broken the glass sees them whole for a while.
/// </summary>
public sealed class PersonViewer
{
    private readonly HashSet<AgreementId> _standing;

    /// <param name="by">Who looks.</param>
    /// <param name="person">The person as the viewer's organisation knows them.</param>
    /// <param name="at">The moment.</param>
    public PersonViewer(Actor by, Person person, DateTimeOffset at)
    {
        var isOwn = person.KnownTo.Contains(by.Organisation);
        _standing = [.. person.Standing(by.Organisation)];
        SeesPerson = isOwn || _standing.Count > 0;
        HasBrokenGlass = !isOwn && person.IsOpenedTo(by, at);
        SeesAll = isOwn || HasBrokenGlass;
        SeesNeed = SeesAll || _standing.Any(a => person.Agreements[a].Scope >= AgreementScope.NeedSummary);
        SeesPerson |= HasBrokenGlass;
    }

    /// <summary>Whether the person may be shown at all.</summary>
    public bool SeesPerson { get; }

    /// <summary>Whether that is so only because the glass was broken.</summary>
    public bool HasBrokenGlass { get; }

    /// <summary>Whether everything of the person may be shown.</summary>
    public bool SeesAll { get; }

    /// <summary>Whether what says something of the person's need may be shown.</summary>
    public bool SeesNeed { get; }

    /// <summary>Why they may look.</summary>
    public LookGround Ground => HasBrokenGlass ? LookGround.BreakGlass : SeesAll ? LookGround.DealsWithPerson : SeesPerson ? LookGround.PartyToReferral : LookGround.None;

    /// <summary>Whether an agreement of the person may be shown.</summary>
    public bool Sees(AgreementId agreement) => SeesAll || _standing.Contains(agreement);
}
