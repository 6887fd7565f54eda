namespace ReferralBroker.Domain.Services;

/// <summary>The service ends.</summary>
public sealed record CloseService(string Reason) : IServiceVerb<CloseService>
{
    public static string Verb => "close";

    public static Decision Decide(Service s, CloseService command, Occasion on)
    {
        if (s.RefusesDirectory(on) is { } no) return no;
        if (string.IsNullOrWhiteSpace(command.Reason)) return Refusals.Missing("reason");
        if (command.Reason.Length > 500) return Refusals.TooLong("reason", 500);
        return s.Record(on, new ServiceClosed(command.Reason));
    }
}
