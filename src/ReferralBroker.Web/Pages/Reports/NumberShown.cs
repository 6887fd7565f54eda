using ReferralBroker.Reporting.DisclosureControl;

namespace ReferralBroker.Web.Pages.Reports;

/// <summary>A number that can be opened.</summary>
/// <param name="Figure">The number.</param>
/// <param name="Address">Where it is opened; null where it is not.</param>
/// <param name="Of">What it is of, for whoever hears the link alone.</param>
public sealed record NumberShown(Figure Figure, string? Address, string Of);
