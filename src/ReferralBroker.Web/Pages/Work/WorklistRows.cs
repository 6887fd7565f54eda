using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>Referrals as a table.</summary>
/// <param name="Items">The rows.</param>
/// <param name="Today">The day from which due dates are told.</param>
/// <param name="IsReceived">Whether it is the service that looks at them.</param>
/// <param name="Caption">What the table is called.</param>
public sealed record WorklistRows(IReadOnlyList<WorklistItem> Items, DateOnly Today, bool IsReceived, string Caption);
