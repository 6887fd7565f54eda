using System.Collections.Immutable;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Pages;

/// <summary>The risks of a referral as far as a viewer may know them, with what was written about them.</summary>
public sealed record RisksShown(ImmutableArray<RiskFlag>? Flags, string? Detail);
