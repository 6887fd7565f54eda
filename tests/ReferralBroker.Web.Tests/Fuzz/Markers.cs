using System.Buffers;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>Personal values that nobody else would write: wherever one of them turns up, it was let out. They hold no blanks, which an encoding would change.</summary>
internal static class Markers
{
    public const string FamilyName = "Qvxfamily";
    public const string GivenName = "Qvxgiven";
    public const string Title = "Qvxtitle";
    public const string DateOfBirth = "1971-11-13";
    public const string Phone = "07700900778";
    public const string Email = "qvx.mail@example.org";
    public const string Address = "Qvxstreet";
    public const string Postcode = "QV7 7XQ";

    /// <summary>For free texts.</summary>
    public static readonly IReadOnlyList<string> Texts = ["Qvxneed", "Qvxhealth", "Qvxrisk", "Qvxnote", "Qvxanswer", "Qvxgoal", "Qvxemployer", "Qvxwhy"];

    /// <summary>The NHS numbers of those who are registered before the first case.</summary>
    public static readonly IReadOnlyList<string> NhsNumbers = [.. Enumerable.Range(0, FuzzWorld.Size).Select(index => new Dice(77, index).NhsNumber())];

    public static readonly IReadOnlyList<string> All = [FamilyName, GivenName, Title, DateOfBirth, Phone, Email, Address, Postcode, "QV77XQ", .. Texts];

    /// <summary>Finds any of them, however it is cased.</summary>
    public static readonly SearchValues<string> Finder = SearchValues.Create([.. All, .. NhsNumbers], StringComparison.OrdinalIgnoreCase);
}
