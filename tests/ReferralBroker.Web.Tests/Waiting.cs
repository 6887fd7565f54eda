namespace ReferralBroker.Web.Tests;

/// <summary>How long a test waits for what must come. It says nothing of how fast anything is: a machine that others use may stand still for a minute.</summary>
internal static class Waiting
{
    public static readonly TimeSpan AtMost = TimeSpan.FromMinutes(5);
}
