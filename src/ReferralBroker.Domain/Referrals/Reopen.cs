namespace ReferralBroker.Domain.Referrals;

/// <summary>A closed referral goes on: from accepted if it had been accepted, else it is decided anew. Whoever closed it may reopen it.</summary>
public sealed record Reopen(Personal? Note = null) : ReferralCommand, IReferralVerb<Reopen>
{
    public static string Verb => "reopen";

    public static Reopen Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, Reopen command, Occasion on)
    {
        if (r.RefusesEither(on, command.OccurredOn) is { } no) return no;
        if (r.Status != ReferralStatus.Closed) return Refusals.NotNow(r.Status);
        if (r.ClosedBy != on.By.Organisation) return Refusals.NotParty;
        if (r.IsPersonErased) return Refusals.PersonErased;
        if (r.RematchedTo is not null) return Refusals.AlreadyRematched;
        if (r.HasPersonDied) return Refusals.PersonDied;
        if (r.IsAgreementWithdrawn) return Refusals.AgreementWithdrawn;
        if (ReferralRules.RefusesText("note", command.Note) is { } bad) return bad;
        if (r.OpenTwin is { } twin) return Refusals.Duplicate(twin.Value);
        return r.Record(on, command.OccurredOn, new Reopened(command.Note)).Claiming(ReferralRules.OpenKey(r.Terms!.Person, r.Terms.Service), r.Id.Value);
    }
}
