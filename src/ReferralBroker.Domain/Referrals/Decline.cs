namespace ReferralBroker.Domain.Referrals;

/// <summary>The service, or the person to the service, says no. The referrer then tells the person and finds another way.</summary>
public sealed record Decline(DeclinedBy By, DeclineReason Reason, Personal? Note = null) : ReferralCommand, IReferralVerb<Decline>
{
    public static string Verb => "decline";

    public static Decline Plainest(Referral referral, Occasion on) => new(DeclinedBy.Service, DeclineReason.Other);

    public static Decision Decide(Referral r, Decline command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.Status == ReferralStatus.Declined) return Refusals.AlreadyDeclined;
        if (!r.IsUndecided) return Refusals.NotNow(r.Status);
        if ((RefusesReason(command) ?? ReferralRules.RefusesText("note", command.Note)) is { } bad) return bad;
        return r.Record(on, command.OccurredOn, [.. r.ImpliedReceipt(), new Declined(command.By, command.Reason, command.Note)]).ReleasingOpen(r);
    }

    /// <summary>No, where the reason can only be the other's: counted by who decided, it would be learnt from by the wrong one.</summary>
    private static Refusal? RefusesReason(Decline command) => (command.By, command.Reason) switch
    {
        (DeclinedBy.Service, DeclineReason.PersonDeclined) => Refusals.ReasonOfThePerson,
        (DeclinedBy.Person, DeclineReason.NotEligible or DeclineReason.IncompleteInformation or DeclineReason.NoCapacity or DeclineReason.CouldNotBeContacted) => Refusals.ReasonOfTheService,
        _ => null,
    };
}
