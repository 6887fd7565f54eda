namespace ReferralBroker.Domain;

/// <summary>What kind of no it is: callers learn from it whether to mend the request, look again, or ask somebody else.</summary>
public enum RefusalKind
{
    /// <summary>There is no such thing.</summary>
    Unknown,

    /// <summary>Not for this role or organisation.</summary>
    NotAllowed,

    /// <summary>A value is wrong in itself.</summary>
    Invalid,

    /// <summary>Not as things stand now.</summary>
    Conflict,
}

/// <summary>A no, as a value: a stable code that programs test, and words that say what was wrong, what was expected and what to do.</summary>
/// <param name="Code">Stable for ever.</param>
/// <param name="Kind">What kind of no.</param>
/// <param name="Message">For people. Never holds anything personal.</param>
/// <param name="Field">The field of the command that is wrong, where it is one.</param>
/// <param name="Related">The thing that stands in the way, such as the open referral.</param>
public sealed record Refusal(string Code, RefusalKind Kind, string Message, string? Field = null, Guid? Related = null);
