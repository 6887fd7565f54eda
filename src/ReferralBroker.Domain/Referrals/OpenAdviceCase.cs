using System.Collections.Immutable;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>The advice service opens a case: the person is engaged. They must have been reached first, or nobody could say when they were.</summary>
public sealed record OpenAdviceCase(ImmutableArray<AdviceArea> Areas) : ReferralCommand, IReferralVerb<OpenAdviceCase>
{
    public static string Verb => "open-advice-case";

    public static OpenAdviceCase Plainest(Referral referral, Occasion on) => new([AdviceArea.Other]);

    public static Decision Decide(Referral r, OpenAdviceCase command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (r.NotInJourney(Milestone.AdviceCase, Verb) is { } foreign) return foreign;
        if (r.AdviceCaseOn is not null && r.IsSupported) return Refusals.AdviceCaseOpened;
        if (r.Status != ReferralStatus.InContact) return Refusals.NotNow(r.Status);
        if (command.Areas.IsDefaultOrEmpty) return Refusals.Missing("areas");
        return r.Record(on, command.OccurredOn, new AdviceCaseOpened([.. command.Areas.Distinct().Order()]));
    }
}
