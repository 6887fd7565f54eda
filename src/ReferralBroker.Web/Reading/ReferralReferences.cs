using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.Reading;

/// <summary>Finds a referral by the short reference people speak of it by. Whether somebody may see it is another question.</summary>
public sealed class ReferralReferences(Log log)
{
    private const int Length = 11;

    /// <summary>The referral, or null where no referral has this reference.</summary>
    public async Task<ReferralId?> FindAsync(string? reference, CancellationToken stop = default)
    {
        var written = reference?.Trim().ToUpperInvariant();
        if (written is not { Length: Length } || !written.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) return null;
        return await log.HolderOfAsync(ReferralReference.Key(written), stop) is { } holder ? new(holder) : null;
    }
}
