namespace ReferralBroker.Domain.Services;

/// <summary>The service takes referrals again.</summary>
public sealed record ResumeService : IServiceVerb<ResumeService>
{
    public static string Verb => "resume";

    public static Decision Decide(Service s, ResumeService command, Occasion on)
    {
        if (s.RefusesManagement(on) is { } no) return no;
        return s.IsSuspended ? s.Record(on, new ServiceResumed()) : Refusals.ServiceNotSuspended;
    }
}
