using ReferralBroker.Domain;

namespace ReferralBroker.Application.Looks;

/// <summary>Why somebody may look at what they look at.</summary>
public enum LookGround
{
    /// <summary>Their organisation deals with the person.</summary>
    DealsWithPerson,

    /// <summary>Their organisation sent or has the referral.</summary>
    PartyToReferral,

    /// <summary>They stated a relationship when they searched.</summary>
    RegisteredPatient,
    UnderOurCare,
    AskedUsForHelp,
    OtherReason,

    /// <summary>They broke the glass.</summary>
    BreakGlass,

    /// <summary>A governance lead looks after the record itself.</summary>
    Governance,

    /// <summary>The person asked for a copy of what is held of them.</summary>
    SubjectAccess,

    /// <summary>It was the person themselves, on a page of their own.</summary>
    OwnPage,

    /// <summary>None: they were refused.</summary>
    None,
}

/// <summary>Who asks to see something, and at what: what every way to a record takes.</summary>
/// <param name="By">Who asks.</param>
/// <param name="What">What they look at or do, such as "referral" or "accept".</param>
/// <param name="Correlation">The request it belongs to.</param>
public sealed record Asking(Actor By, string What, Guid Correlation)
{
    /// <summary>Why they say they ask, where they were asked to say.</summary>
    public LookGround? Stated { get; init; }

    /// <summary>The keyed hash of what they searched for, where they did.</summary>
    public string? Sought { get; init; }

    /// <summary>Whether it answers a command that was done: then it is no attempt to see anything, should the command have taken the record out of sight.</summary>
    public bool IsAnswer { get; init; }
}

/// <summary>One look at what is held of people: who, in which role, for which organisation, at whom, at what, why and when.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="What">What was looked at or done.</param>
/// <param name="Ground">Why they may.</param>
/// <param name="People">The people they saw, by every record of theirs; nobody where a search found nobody.</param>
/// <param name="Correlation">The request it belongs to.</param>
public sealed record Look(DateTimeOffset At, Actor By, string What, LookGround Ground, IReadOnlyList<Guid> People, Guid Correlation)
{
    /// <summary>The referral or conversation it was, where it was one.</summary>
    public Guid? Record { get; init; }

    /// <summary>The keyed hash of what was searched for: it tells who searched for somebody one knows, and nothing else.</summary>
    public string? Sought { get; init; }

    /// <summary>The code of the refusal, where nothing was shown.</summary>
    public string? Refused { get; init; }
}

/// <summary>A look as the trail keeps it, under its number.</summary>
public sealed record RecordedLook(long Number, Look Look);
