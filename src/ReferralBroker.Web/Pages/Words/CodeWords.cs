using System.Collections.Frozen;
using System.Text;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Components;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>Coded values in the words people use. One that is not listed is its own name, written as a person would.</summary>
public static class CodeWords
{
    private static readonly FrozenDictionary<Enum, string> Special = new Dictionary<Enum, string>
    {
        [Need.FindWork] = "Finding work",
        [Need.KeepWork] = "Keeping the job they have",
        [Need.ReturnFromSicknessAbsence] = "Going back to work after being off sick",
        [Need.MoneyWorries] = "Money worries, such as debt or benefits",
        [Need.EducationOrTraining] = "Education or training",
        [Topic.OutOfWork] = "Being out of work",
        [Topic.SicknessAbsenceOrFitNote] = "Being off sick, or a fit note",
        [Topic.AtRiskOfLosingWork] = "Being at risk of losing a job",
        [Topic.MoneyWorries] = "Money worries",
        [Topic.YoungPersonNotInEducationEmploymentOrTraining] = "Being young and not in education, employment or training",
        [ProfessionalRole.GeneralPractitioner] = "GP",
        [ProfessionalRole.OtherProfessional] = "Another professional",
        [Setting.GeneralPractice] = "GP practice",
        [Setting.Community] = "In the community",
        [Setting.Other] = "Somewhere else",
        [OfferDeclineReason.NotNow] = "Not now",
        [OfferDeclineReason.HasOtherSupport] = "They have other support",
        [OfferDeclineReason.WorriedAboutBenefits] = "They worry about their benefits",
        [OfferDeclineReason.WorriedAboutSharingDetails] = "They worry about sharing their details",
        [OfferDeclineReason.Other] = "Another reason",
        [DeclinedBy.Service] = "The service",
        [DeclinedBy.Person] = "The person",
        [DeclineReason.NotEligible] = "They are not eligible",
        [DeclineReason.InappropriateForService] = "The service is not the right one for them",
        [DeclineReason.Duplicate] = "They have been referred already",
        [DeclineReason.IncompleteInformation] = "The information is not complete",
        [DeclineReason.NoCapacity] = "There are no places",
        [DeclineReason.OutOfArea] = "They live outside the area",
        [DeclineReason.CouldNotBeContacted] = "They could not be reached",
        [DeclineReason.PersonDeclined] = "They do not want it",
        [DeclineReason.Other] = "Another reason",
        [RedirectReason.BetterFit] = "Another service fits better",
        [RedirectReason.NoCapacity] = "There are no places",
        [RedirectReason.PersonAsked] = "They asked for it",
        [RedirectReason.NotEligible] = "They are not eligible here",
        [RedirectReason.Other] = "Another reason",
        [WithdrawReason.PersonChangedMind] = "They changed their mind",
        [WithdrawReason.CircumstancesChanged] = "Their circumstances changed",
        [WithdrawReason.SentToWrongService] = "It went to the wrong service",
        [WithdrawReason.AgreementWithdrawn] = "They withdrew their agreement",
        [WithdrawReason.MovedAway] = "They moved away",
        [WithdrawReason.Other] = "Another reason",
        [PauseReason.Health] = "Their health",
        [PauseReason.PersonAsked] = "They asked for it",
        [PauseReason.Other] = "Another reason",
        [CloseReason.SupportCompleted] = "Support is complete",
        [CloseReason.NoFurtherSupportAppropriate] = "No further support is right for them",
        [CloseReason.DidNotAttend] = "They did not come",
        [CloseReason.LostContact] = "Contact was lost",
        [CloseReason.PersonAskedToStop] = "They asked to stop",
        [CloseReason.ReferredElsewhere] = "They were referred elsewhere",
        [CloseReason.MovedOutOfArea] = "They moved out of the area",
        [CloseReason.NotRematched] = "No other service was found",
        [CloseReason.PersonDied] = "They died",
        [CloseReason.Other] = "Another reason",
        [CloseOutcome.InEducationOrTraining] = "In education or training",
        [CloseOutcome.Unknown] = "Not known",
        [NoteVisibility.Own] = "Our organisation only",
        [NoteVisibility.Shared] = "Us and the other side of this referral",
        [WageBasis.NationalLivingWageOrMore] = "The National Living Wage or more for their age",
        [WageBasis.BelowNationalLivingWage] = "Less than the National Living Wage for their age",
        [WageBasis.Unknown] = "Not known",
        [EmploymentEvidence.EmployerConfirmed] = "The employer confirmed it",
        [EmploymentEvidence.PersonConfirmed] = "The person confirmed it",
        [EmploymentEvidence.SelfEmploymentRecords] = "Records of self-employment",
        [EmploymentEvidence.Other] = "Something else",
        [ContactMedium.TalkType] = "Talk type (text relay)",
        [ContactMedium.Video] = "Video call",
        [ContactMedium.Other] = "Another way",
        [Attendance.Attended] = "They came",
        [Attendance.AttendedLate] = "They came late and were seen",
        [Attendance.ArrivedLateNotSeen] = "They came too late to be seen",
        [Attendance.DidNotAttend] = "They did not come",
        [Attendance.CancelledByPerson] = "They cancelled",
        [Attendance.CancelledByService] = "The service cancelled",
        [GainBasis.Yearly] = "Every year",
        [AdviceArea.EnergyAndBills] = "Energy and bills",
        [RiskFlag.RiskToSelf] = "Risk to self",
        [RiskFlag.RiskToOthers] = "Risk to others",
        [RiskFlag.LoneWorkerCaution] = "Do not visit alone",
        [Adjustment.BritishSignLanguage] = "British Sign Language",
        [Adjustment.EasyRead] = "Easy read",
        [Adjustment.TextRatherThanCalls] = "Text messages rather than calls",
        [Adjustment.AppointmentReminders] = "Reminders of appointments",
        [Adjustment.CarerPresent] = "A carer with them",
        [Adjustment.QuietRoom] = "A quiet room",
        [Adjustment.StepFreeAccess] = "Step-free access",
        [AgreementScope.ContactOnly] = "Who they are and how to reach them",
        [AgreementScope.NeedSummary] = "And what they need",
        [AgreementScope.HealthDetail] = "And what of their health matters for it",
        [AgreementGiven.ByPhone] = "By phone",
        [AgreementGiven.ByVideo] = "By video",
        [Relationship.RegisteredPatient] = "They are registered with us",
        [Relationship.UnderOurCare] = "They are under our care",
        [Relationship.AskedUsForHelp] = "They asked us for help",
        [Relationship.OtherReason] = "Another reason",
        [ReferralSource.MentalHealthTeam] = "Mental health team",
        [ReferralSource.Self] = "The person themselves",
        [BreakGlassReason.RiskToLife] = "Somebody’s life is in danger",
        [BreakGlassReason.Safeguarding] = "A child or an adult must be kept safe",
        [BreakGlassReason.UrgentCare] = "Care is needed now, and those who hold the record cannot be asked",
        [BreakGlassReason.LegalDuty] = "A court or the law asks for it",
        [CapacityState.Open] = "Has places",
        [CapacityState.Limited] = "Few places",
        [CapacityState.Full] = "Full",
        [LifeCircumstance.HealthCondition] = "A long-term or mental health condition",
        [LifeCircumstance.Disability] = "A disability",
        [LifeCircumstance.CareLeaver] = "Has left care",
        [LifeCircumstance.SeriousViolence] = "Affected by serious violence",
        [LifeCircumstance.OffenderOrExOffender] = "Has been in the justice system",
        [LifeCircumstance.Homeless] = "Is homeless or at risk of it",
        [LifeCircumstance.ArmedForces] = "Has served in the armed forces, or is family",
        [LifeCircumstance.DrugOrAlcoholDependence] = "Dependence on drugs or alcohol",
        [LifeCircumstance.DomesticAbuse] = "Has experienced domestic abuse",
        [LifeCircumstance.ModernSlavery] = "Has experienced modern slavery",
    }.ToFrozenDictionary();

    /// <summary>The words of one value.</summary>
    public static string Of(Enum value) => Special.GetValueOrDefault(value) ?? Spoken(value.ToString());

    /// <summary>The words of a code; the code itself where its list does not hold it.</summary>
    public static string Of<T>(string? code) where T : struct, Enum => Codes.Parse<T>(code) is { } value ? Of(value) : code ?? "";

    /// <summary>A list to choose from, in its own order.</summary>
    public static IReadOnlyList<Choice> Choices<T>(params IReadOnlyCollection<T> without) where T : struct, Enum =>
        [.. Enum.GetValues<T>().Where(v => !without.Contains(v)).Select(v => new Choice(Codes.Name(v), Of(v)))];

    /// <summary>With a capital, as a line of its own begins.</summary>
    public static string ToSentence(this string words) => words.Length == 0 ? words : char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>A name of the code as words: LongerAppointments becomes "Longer appointments".</summary>
    public static string Spoken(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        foreach (var letter in name)
            if (words.Length == 0) words.Append(char.ToUpperInvariant(letter));
            else if (letter is '-' or '_') words.Append(' ');
            else if (char.IsUpper(letter)) words.Append(' ').Append(char.ToLowerInvariant(letter));
            else words.Append(letter);
        return words.ToString();
    }
}
