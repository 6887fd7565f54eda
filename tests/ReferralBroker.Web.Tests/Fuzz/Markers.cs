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

    private static readonly string[] Fixed = [FamilyName, GivenName, Title, DateOfBirth, Phone, Email, Address, Postcode, "QV77XQ", .. Texts];

    public static readonly IReadOnlyList<string> All = Fixed;

    /// <summary>Finds any of them, and the numbers of those who were registered.</summary>
    public static SearchValues<string> Finder(IEnumerable<string> nhsNumbers) => SearchValues.Create([.. Fixed, .. nhsNumbers], StringComparison.OrdinalIgnoreCase);
}
