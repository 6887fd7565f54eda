using ReferralBroker.Domain;

namespace ReferralBroker.Web.CodedLinks;

/// <summary>What a link in a message is for. It is good for that alone.</summary>
/// <param name="Code">How it is kept.</param>
/// <param name="GoodFor">How long a link is good.</param>
/// <param name="MostCodes">How many codes are sent for one link in all.</param>
public sealed record CodedLinkKind(string Code, TimeSpan GoodFor, int MostCodes)
{
    /// <summary>A team without an account answers one referral.</summary>
    public static readonly CodedLinkKind Answer = new("answer", TimeSpan.FromDays(14), 10);

    /// <summary>Somebody sees what is done for them, on a page of their own.</summary>
    public static readonly CodedLinkKind OwnPage = new("own-page", TimeSpan.FromDays(90), 50);
}

/// <summary>A link in a message.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Subject">What it leads to: a referral to be answered, or a person's record.</param>
/// <param name="Organisation">The team's organisation, where it was sent to a team.</param>
/// <param name="AddressHash">The keyed hash of the address it was sent to: another address ends it.</param>
public sealed record CodedLink(Guid Id, CodedLinkKind Kind, Guid Subject, OrganisationId? Organisation, string AddressHash);

/// <summary>What came of a code that was entered.</summary>
public enum CodeCheck
{
    Right,
    Wrong,

    /// <summary>There is none that is good any more: it is too old, used, or was guessed at too often.</summary>
    Gone,
}
