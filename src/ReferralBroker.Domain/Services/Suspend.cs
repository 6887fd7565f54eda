namespace ReferralBroker.Domain.Services;

/// <summary>The service takes no referrals for a while. Those it has go on.</summary>
public sealed record Suspend(string Reason) : IServiceVerb<Suspend>
{
    public static string Verb => "suspend";

    public static Decision Decide(Service s, Suspend command, Occasion on)
    {
        if (s.RefusesManagement(on) is { } no) return no;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusals.Missing("reason");
        if (command.Reason.Length > 500) return Refusals.TooLong("reason", 500);
        return s.IsSuspended ? Refusals.ServiceSuspended : s.Record(on, new ServiceSuspended(command.Reason));
    }
}
