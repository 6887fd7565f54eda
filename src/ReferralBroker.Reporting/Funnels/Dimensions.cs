using System.Collections.Immutable;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Areas;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>What each dimension is called, and its values in their order with their words.</summary>
public static class Dimensions
{
    /// <summary>Stands for what nobody recorded: it is shown, or a table would look more complete than it is.</summary>
    public const string NotRecorded = "not-recorded";

    private static readonly (string, string) Missing = (NotRecorded, "Not recorded");
    private static readonly (string, string) Gone = (PersonDimensions.ErasedCode, "Erased");
    private static readonly (string, string) Elsewhere = (PersonDimensions.OutsideCode, "Outside Nottingham");

    /// <summary>The dimensions that say something of the person.</summary>
    public static readonly ImmutableHashSet<Dimension> OfPerson =
    [
        Dimension.AgeBand, Dimension.Sex, Dimension.Gender, Dimension.EthnicCategory, Dimension.EthnicGroup, Dimension.Disability, Dimension.MultipleDisadvantage,
        Dimension.EmploymentStatus, Dimension.Ward, Dimension.SmallArea, Dimension.ImdDecile, Dimension.ImdQuintile,
    ];

    /// <summary>The dimensions that a conversation has no place in: it goes to no service.</summary>
    public static readonly ImmutableHashSet<Dimension> OfReferralsOnly = [Dimension.Journey, Dimension.Service, Dimension.Provider, Dimension.Source, Dimension.Need];

    /// <summary>The dimensions by which a chain may have several values: by these the parts may add up to more than all.</summary>
    public static readonly ImmutableHashSet<Dimension> OfEachReferral = [.. OfReferralsOnly, Dimension.Setting];

    /// <summary>What is said of a table by one of these.</summary>
    internal const string PartsOverlap = "A referral that was passed on counts for each service and setting it went through, so the parts may add up to more than all.";

    /// <summary>What it is called.</summary>
    public static string NameOf(Dimension dimension) => dimension switch
    {
        Dimension.Journey => "Journey",
        Dimension.Service => "Service",
        Dimension.Provider => "Provider",
        Dimension.Setting => "Setting",
        Dimension.Organisation => "Practice or team",
        Dimension.Source => "Source",
        Dimension.Need => "Wants help with",
        Dimension.AgeBand => "Age",
        Dimension.Sex => "Sex",
        Dimension.Gender => "Gender",
        Dimension.EthnicCategory => "Ethnic category",
        Dimension.EthnicGroup => "Ethnic group",
        Dimension.Disability => "Disability or long-term condition",
        Dimension.MultipleDisadvantage => "Severe and multiple disadvantage",
        Dimension.EmploymentStatus => "Employment status at the time",
        Dimension.Ward => "Ward",
        Dimension.SmallArea => "Small area",
        Dimension.ImdDecile => "Deprivation (tenths)",
        Dimension.ImdQuintile => "Deprivation (fifths)",
        Dimension.Month => "Month",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    /// <summary>Every value it can have, in the order of a table, with its words; null where only the log knows them (services, organisations, months).</summary>
    public static IReadOnlyList<(string Code, string Words)>? ValuesOf(Dimension dimension) => Known.GetValueOrDefault(dimension);

    /// <summary>Whether a value can be one of its own.</summary>
    public static bool Takes(Dimension dimension, string value) => dimension switch
    {
        Dimension.Service or Dimension.Provider or Dimension.Organisation => Guid.TryParse(value, out _),
        Dimension.Month => false,
        _ => Known[dimension].Any(v => v.Code == value),
    };

    /// <summary>The words of a value.</summary>
    public static string WordsOf(Dimension dimension, string code) => ValuesOf(dimension)?.FirstOrDefault(v => v.Code == code).Words ?? code;

    private static readonly ImmutableDictionary<Dimension, IReadOnlyList<(string Code, string Words)>> Known = new Dictionary<Dimension, IReadOnlyList<(string, string)>>
    {
        [Dimension.Journey] = [.. Journey.All.Select(j => (j.Code, j.Name))],
        [Dimension.Setting] = Of<Setting>(s => s switch
        {
            Setting.GeneralPractice => "GP practice",
            Setting.PrimaryCareMentalHealth => "Primary care mental health",
            Setting.CommunityMentalHealth => "Community mental health",
            Setting.TalkingTherapies => "Talking therapies",
            Setting.InpatientMentalHealth => "Inpatient mental health",
            Setting.Community => "Community",
            _ => "Somewhere else",
        }),
        [Dimension.Source] = Of<ReferralSource>(s => s switch
        {
            ReferralSource.GeneralPractice => "General practice",
            ReferralSource.OtherPrimaryCare => "Other primary care",
            ReferralSource.MentalHealthTeam => "Mental health team",
            _ => "The person themselves",
        }),
        [Dimension.Need] = Of<Need>(n => n switch
        {
            Need.FindWork => "Finding work",
            Need.KeepWork => "Keeping a job",
            Need.ReturnFromSicknessAbsence => "Going back after being off sick",
            Need.MoneyWorries => "Money worries",
            _ => "Education or training",
        }),
        [Dimension.AgeBand] = [.. Of<AgeBand>(a => a switch { AgeBand.Under16 => "Under 16", AgeBand.From65 => "65 and over", _ => Codes.Name(a).Replace("-", " to ", StringComparison.Ordinal) }), Missing, Gone],
        [Dimension.Sex] = [.. Of<Sex>(s => s switch { Sex.Male => "Male", Sex.Female => "Female", Sex.Indeterminate => "Indeterminate", _ => "Not known" }), Missing, Gone],
        [Dimension.Gender] = [.. Of<Gender>(g => g switch
        {
            Gender.Male => "Man", Gender.Female => "Woman", Gender.NonBinary => "Non-binary", Gender.Other => "Another gender", Gender.NotStated => "Not stated", _ => "Not known",
        }), Missing, Gone],
        [Dimension.EthnicCategory] = [.. Of<EthnicCategory>(e => e switch
        {
            EthnicCategory.WhiteBritish => "White British",
            EthnicCategory.WhiteIrish => "White Irish",
            EthnicCategory.WhiteOther => "Any other White background",
            EthnicCategory.MixedWhiteAndBlackCaribbean => "White and Black Caribbean",
            EthnicCategory.MixedWhiteAndBlackAfrican => "White and Black African",
            EthnicCategory.MixedWhiteAndAsian => "White and Asian",
            EthnicCategory.MixedOther => "Any other Mixed background",
            EthnicCategory.AsianIndian => "Indian",
            EthnicCategory.AsianPakistani => "Pakistani",
            EthnicCategory.AsianBangladeshi => "Bangladeshi",
            EthnicCategory.AsianOther => "Any other Asian background",
            EthnicCategory.BlackCaribbean => "Caribbean",
            EthnicCategory.BlackAfrican => "African",
            EthnicCategory.BlackOther => "Any other Black background",
            EthnicCategory.Chinese => "Chinese",
            EthnicCategory.OtherEthnicGroup => "Any other ethnic group",
            EthnicCategory.NotStated => "Not stated",
            _ => "Not known",
        }), Missing, Gone],
        [Dimension.EthnicGroup] =
        [
            ("white", "White"), ("mixed", "Mixed"), ("asian", "Asian or Asian British"), ("black", "Black or Black British"), ("other", "Other, Chinese included"), ("not-stated", "Not stated"), ("not-known", "Not known"), Missing, Gone,
        ],
        [Dimension.Disability] = [.. Of<Disability>(d => d switch
        {
            Disability.LimitedALot => "Limited a lot", Disability.LimitedALittle => "Limited a little", Disability.NotLimited => "Not limited", Disability.None => "None", _ => "Not stated",
        }), Missing, Gone],
        [Dimension.MultipleDisadvantage] = [.. Of<MultipleDisadvantage>(m => m switch { MultipleDisadvantage.Yes => "Yes", MultipleDisadvantage.No => "No", _ => "Not known" }), Missing, Gone],
        [Dimension.EmploymentStatus] = [.. Of<EmploymentStatus>(e => e switch
        {
            EmploymentStatus.Employed => "Employed",
            EmploymentStatus.UnemployedSeekingWork => "Unemployed and looking for work",
            EmploymentStatus.Student => "Student, not looking for work",
            EmploymentStatus.LongTermSickOrDisabled => "Long-term sick or disabled",
            EmploymentStatus.Homemaker => "Looking after the home",
            EmploymentStatus.NotSeekingWorkNoBenefits => "Not looking for work, no benefits",
            EmploymentStatus.UnpaidVoluntaryWork => "Unpaid voluntary work",
            EmploymentStatus.Retired => "Retired",
            _ => "Not stated",
        }), Missing, Gone],
        [Dimension.Ward] = [.. SmallAreas.All.Select(a => (a.WardCode, a.Ward)).Distinct().OrderBy(w => w.Ward, StringComparer.Ordinal), Elsewhere, Missing, Gone],
        [Dimension.SmallArea] = [.. SmallAreas.All.Select(a => (a.Code, a.Name)), Elsewhere, Missing, Gone],
        [Dimension.ImdDecile] = [.. Enumerable.Range(1, 10).Select(d => (d.ToString("00", System.Globalization.CultureInfo.InvariantCulture), Most(d, 10))), Elsewhere, Missing, Gone],
        [Dimension.ImdQuintile] = [.. Enumerable.Range(1, 5).Select(q => (q.ToString(System.Globalization.CultureInfo.InvariantCulture), Most(q, 5))), Elsewhere, Missing, Gone],
    }.ToImmutableDictionary();

    private static string Most(int number, int last) => number == 1 ? $"{number}, most deprived" : number == last ? $"{number}, least deprived" : $"{number}";

    private static IReadOnlyList<(string, string)> Of<T>(Func<T, string> words) where T : struct, Enum => [.. Enum.GetValues<T>().Select(v => (Codes.Name(v), words(v)))];
}
