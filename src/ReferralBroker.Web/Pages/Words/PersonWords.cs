using ReferralBroker.Domain.People;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>A person as the NHS writes them: so that two of nearly the same name are told apart.</summary>
public static class PersonWords
{
    /// <summary>SMITH, Ada (Ms).</summary>
    public static string Name(Particulars who) => $"{who.FamilyName.Text?.ToUpperInvariant()}, {who.GivenName.Text}{(who.Title?.Text is { Length: > 0 } title ? $" ({title})" : "")}";

    /// <summary>The same where only the names are known, as on a list; a reference to open where they are not shown.</summary>
    public static string Name(string? family, string? given) => family is null ? "Name not shown" : $"{family.ToUpperInvariant()}, {given}";

    /// <summary>Ada Smith, for a sentence.</summary>
    public static string Spoken(Particulars who) => $"{who.GivenName.Text} {who.FamilyName.Text}";

    /// <summary>3 May 1988 (38 years).</summary>
    public static string Born(Particulars who, DateOnly today) =>
        Person.ParseDate(who.DateOfBirth.Text) is not { } born ? "Not known"
        : $"{DateWords.Of(born)} ({Age(born, today)} years)";

    /// <summary>999 000 0018.</summary>
    public static string NhsNumber(Particulars who) => who.NhsNumber?.Text is { Length: 10 } n ? $"{n[..3]} {n[3..6]} {n[6..]}" : "Not known";

    /// <summary>Whole years.</summary>
    public static int Age(DateOnly born, DateOnly today) => today.Year - born.Year - (today < born.AddYears(today.Year - born.Year) ? 1 : 0);
}
