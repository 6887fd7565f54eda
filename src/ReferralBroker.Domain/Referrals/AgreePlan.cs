using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>An action plan is agreed with the person, for the first time or anew.</summary>
public sealed record AgreePlan(Personal? Goal = null) : EntryCommand, IReferralVerb<AgreePlan>
{
    public static string Verb => "agree-plan";

    public static AgreePlan Plainest(Referral referral, Occasion on) => new();

    public static Decision Decide(Referral r, AgreePlan command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.ActionPlan, Verb) is { } foreign) return foreign;
        if (r.Status is not (ReferralStatus.Engaged or ReferralStatus.InWork)) return Refusals.NotNow(r.Status);
        if (r.ProfileOn is null) return Refusals.ProfileNeeded;
        if (ReferralRules.RefusesText("goal", command.Goal) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new ActionPlanAgreed(command.Id, command.Goal));
    }
}
