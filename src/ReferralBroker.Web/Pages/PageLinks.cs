namespace ReferralBroker.Web.Pages;

/// <summary>The way through the pages of a list.</summary>
/// <param name="Number">The page that is shown, from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Address">Where a page is.</param>
public sealed record PageLinks(int Number, int Count, Func<int, string> Address);
