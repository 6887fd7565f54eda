using System.Collections.Immutable;
using System.Globalization;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Reporting.Areas;

namespace ReferralBroker.Web.Simulation;

/// <summary>An invented person: who they are, how they live, and what they need. Names say that nobody has them.</summary>
internal sealed record SyntheticPerson(Particulars Particulars, Demographics Demographics, Circumstances Circumstances, Setting Setting, bool AlsoMoney)
{
    private static readonly string[] GivenNames = ["Ada", "Ben", "Chidi", "Dana", "Eshan", "Freya", "Gwen", "Hamid", "Iris", "Jomo", "Kira", "Liam", "Mina", "Noor", "Omar", "Pia", "Quinn", "Rosa", "Sami", "Tess"];
    private static readonly string[] FamilyNames = ["Testwood", "Mockford", "Sampleton", "Fictley", "Demoville", "Inventson", "Pretendham", "Notreal", "Madeup", "Examplesby", "Imagineer", "Figmentley"];

    private static readonly (Assumption Often, EthnicCategory[] Categories)[] EthnicGroups =
    [
        (Assumptions.WhiteBritish, [EthnicCategory.WhiteBritish]),
        (Assumptions.WhiteOther, [EthnicCategory.WhiteIrish, EthnicCategory.WhiteOther]),
        (Assumptions.Mixed, [EthnicCategory.MixedWhiteAndBlackCaribbean, EthnicCategory.MixedWhiteAndBlackAfrican, EthnicCategory.MixedWhiteAndAsian, EthnicCategory.MixedOther]),
        (Assumptions.Asian, [EthnicCategory.AsianIndian, EthnicCategory.AsianPakistani, EthnicCategory.AsianBangladeshi, EthnicCategory.AsianOther, EthnicCategory.Chinese]),
        (Assumptions.Black, [EthnicCategory.BlackCaribbean, EthnicCategory.BlackAfrican, EthnicCategory.BlackOther]),
        (Assumptions.EthnicityNotStated, [EthnicCategory.NotStated]),
    ];

    private static readonly Setting[] TeamSettings = [Setting.CommunityMentalHealth, Setting.CommunityMentalHealth, Setting.TalkingTherapies, Setting.PrimaryCareMentalHealth, Setting.InpatientMentalHealth];

    public bool IsGeneralPractice => Setting == Setting.GeneralPractice;

    public Need Need => Circumstances.Needs[0];

    /// <summary>Draws somebody who is known on a day.</summary>
    /// <param name="chance">What is drawn from.</param>
    /// <param name="number">Their number, from 0: nobody shares an NHS number with another.</param>
    /// <param name="on">The day.</param>
    /// <param name="areas">Where they may live: more of them where more are deprived of employment.</param>
    public static SyntheticPerson Draw(Chance chance, int number, DateOnly on, IReadOnlyList<SmallArea> areas)
    {
        var age = chance.Of(Assumptions.Aged16Or17) ? chance.Between(16, 17) : Math.Clamp((int)Math.Round(chance.Lognormal(Assumptions.MedianAge.Value, 0.32)), 18, 66);
        var setting = chance.Of(Assumptions.FromGeneralPractice) || age < 18 ? Setting.GeneralPractice : chance.Pick(TeamSettings);
        var work = age < 18 ? WorkSituation.OutOfWork : chance.Pick(
            [(WorkSituation.OutOfWork, Assumptions.OutOfWork.Value), (WorkSituation.OffSick, Assumptions.OffSick.Value), (WorkSituation.AtRisk, Assumptions.AtRisk.Value),
             (WorkSituation.InWork, Assumptions.InWork.Value), (WorkSituation.InEducationOrTraining, 5)], w => w.Item2).Item1;
        var disadvantage = chance.Of(Assumptions.FacesMultipleDisadvantage);
        var isWoman = chance.Of(Assumptions.Women);
        var area = chance.Pick(areas, a => a.EmploymentDeprived);
        var hasCondition = setting != Setting.GeneralPractice || chance.Of(Assumptions.HealthCondition);
        return new(
            new(Personal.Of(chance.Pick(FamilyNames)), Personal.Of(chance.Pick(GivenNames)), Personal.Of(BornOn(chance, age, on)), Personal.Of(TestNhsNumber(number)),
                Phone: Personal.Of($"07700 900{number % 900 + 100:000}"), Postcode: Personal.Of($"NG{90 + (number % 10)} {number % 9 + 1}ZZ")),
            new(chance.Pick(chance.Pick(EthnicGroups, g => g.Often.Value).Categories), isWoman ? Gender.Female : chance.Of(0.98) ? Gender.Male : Gender.NonBinary,
                isWoman ? Sex.Female : Sex.Male, hasCondition ? chance.Of(0.5) ? Disability.LimitedALittle : Disability.LimitedALot : Disability.None,
                disadvantage ? MultipleDisadvantage.Yes : MultipleDisadvantage.No, StatusOf(work, chance), area.Code),
            new([NeedOf(work, age)], age, work, CareIn(setting), LifeOf(hasCondition, disadvantage, chance),
                disadvantage ? MultipleDisadvantage.Yes : MultipleDisadvantage.No, LivesInNottingham: true, MayWorkInTheUk: true, OnAnotherProgramme: false),
            setting,
            work != WorkSituation.InWork && chance.Of(Assumptions.SecondNeed));
    }

    public ProfessionalRole SpokenToBy(Chance chance) => IsGeneralPractice
        ? chance.Pick([ProfessionalRole.GeneralPractitioner, ProfessionalRole.GeneralPractitioner, ProfessionalRole.Nurse, ProfessionalRole.SocialPrescribingLinkWorker])
        : chance.Pick([ProfessionalRole.MentalHealthPractitioner, ProfessionalRole.OccupationalTherapist, ProfessionalRole.Psychologist]);

    public ImmutableArray<Topic> Topics => Circumstances.Work switch
    {
        WorkSituation.OutOfWork when Circumstances.Age < 25 => [Topic.YoungPersonNotInEducationEmploymentOrTraining],
        WorkSituation.OffSick => [Topic.SicknessAbsenceOrFitNote],
        WorkSituation.AtRisk => [Topic.AtRiskOfLosingWork],
        WorkSituation.InWork => [Topic.MoneyWorries],
        _ => AlsoMoney ? [Topic.OutOfWork, Topic.MoneyWorries] : [Topic.OutOfWork],
    };

    private static Need NeedOf(WorkSituation work, int age) => work switch
    {
        WorkSituation.OffSick => Need.ReturnFromSicknessAbsence,
        WorkSituation.AtRisk => Need.KeepWork,
        WorkSituation.InWork => Need.MoneyWorries,
        _ => age < 18 ? Need.EducationOrTraining : Need.FindWork,
    };

    private static EmploymentStatus StatusOf(WorkSituation work, Chance chance) => work switch
    {
        WorkSituation.OutOfWork => chance.Pick([EmploymentStatus.LongTermSickOrDisabled, EmploymentStatus.LongTermSickOrDisabled, EmploymentStatus.UnemployedSeekingWork]),
        WorkSituation.InEducationOrTraining => EmploymentStatus.Student,
        _ => EmploymentStatus.Employed,
    };

    private static ImmutableArray<Care> CareIn(Setting setting) => setting switch
    {
        Setting.CommunityMentalHealth or Setting.InpatientMentalHealth => [Care.GeneralPractice, Care.SecondaryMentalHealth],
        Setting.TalkingTherapies or Setting.PrimaryCareMentalHealth => [Care.GeneralPractice, Care.PrimaryCareMentalHealth],
        _ => [Care.GeneralPractice],
    };

    private static ImmutableArray<LifeCircumstance> LifeOf(bool hasCondition, bool disadvantage, Chance chance)
    {
        var life = new List<LifeCircumstance>();
        if (hasCondition) life.Add(LifeCircumstance.HealthCondition);
        if (disadvantage) life.Add(chance.Pick([LifeCircumstance.Homeless, LifeCircumstance.DrugOrAlcoholDependence]));
        if (chance.Of(0.08)) life.Add(LifeCircumstance.Carer);
        return [.. life];
    }

    private static string BornOn(Chance chance, int age, DateOnly on) =>
        on.AddYears(-age).AddDays(-chance.Between(0, 364)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A number of the range that is kept for tests and given to nobody. At most one of four in a row has no check digit.</summary>
    private static string TestNhsNumber(int number)
    {
        for (var serial = 1000 + (number * 4); ; serial++)
            for (var check = 0; check <= 9; check++)
                if (NhsNumber.Normalise($"999{serial:000000}{check}") is { } valid) return valid;
    }
}
