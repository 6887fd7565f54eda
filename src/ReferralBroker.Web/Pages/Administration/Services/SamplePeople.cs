using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services.Matching;

namespace ReferralBroker.Web.Pages.Administration.Services;

/// <summary>
/// Invented people on whom a change of rules is tried: every need, at ages around every threshold there is, in every situation of work, under every care, with
/// and without a disability, a health condition and severe and multiple disadvantage, in the city and outside it. Nobody real is looked at.
/// </summary>
internal static class SamplePeople
{
    private static readonly int[] Ages = [15, 16, 17, 18, 24, 25, 40, 64, 66, 70];
    private static readonly LifeCircumstance[][] Lives = [[], [LifeCircumstance.Disability], [LifeCircumstance.HealthCondition], [LifeCircumstance.Carer], [LifeCircumstance.Homeless]];

    public static readonly IReadOnlyList<Circumstances> All =
    [
        .. from need in Enum.GetValues<Need>()
           from age in Ages
           from work in Enum.GetValues<WorkSituation>()
           from care in Enum.GetValues<Care>()
           from life in Lives
           from multiple in new[] { MultipleDisadvantage.Yes, MultipleDisadvantage.No }
           from isHere in new[] { true, false }
           select new Circumstances([need], age, work, [care], [.. life], multiple, isHere, MayWorkInTheUk: true, OnAnotherProgramme: false),
    ];
}
