namespace ReferralBroker.Domain.Publications;

/// <summary>A commissioner takes a publication back, with the reason. It stays to be read, marked as withdrawn: somebody may have used it.</summary>
public sealed record WithdrawPublication(string Reason) : IPublicationVerb<WithdrawPublication>
{
    public const int LongestReason = 500;

    public static string Verb => "withdraw";

    public static Decision Decide(Publication p, WithdrawPublication command, Occasion on)
    {
        if (on.By.Role != Role.Commissioner) return Refusals.RoleNotAllowed;
        if (!p.Exists) return Refusals.PublicationUnknown;
        if (p.Withdrawn is not null) return Refusals.PublicationWithdrawn;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusals.Missing("reason");
        if (command.Reason.Length > LongestReason) return Refusals.TooLong("reason", LongestReason);
        return Decision.Of(p.Id.Value, on.Today, new PublicationWithdrawn(command.Reason.Trim()));
    }
}
