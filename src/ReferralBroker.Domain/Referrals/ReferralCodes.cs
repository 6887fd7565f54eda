using System.Text.Json.Serialization;

namespace ReferralBroker.Domain.Referrals;

/// <summary>Where a referral stands.</summary>
public enum ReferralStatus
{
    Sent,
    Received,
    AwaitingInformation,
    Accepted,
    InContact,
    Engaged,
    InWork,
    Paused,
    Declined,
    Redirected,
    Withdrawn,
    Closed,
    EnteredInError,
}

/// <summary>Whose move it is.</summary>
public enum NextActor
{
    Service,
    Referrer,
    Nobody,
}

/// <summary>What the next actor is waited for.</summary>
public enum Awaited
{
    Acknowledgement,
    Decision,
    Answer,
    FirstContact,
    FirstMeeting,
    Profile,
    AdviceCase,
    EmployerContact,
    Contact,
    [JsonStringEnumMemberName("confirmation-at-13-weeks")] Confirmation13Weeks,
    [JsonStringEnumMemberName("confirmation-at-26-weeks")] Confirmation26Weeks,
    Review,
    Resumption,
    TellingThePerson,
    NextStep,
    Nothing,
}

/// <summary>Where a referral comes from; MHSDS source of referral in brackets.</summary>
public enum ReferralSource
{
    /// <summary>General practice (A1).</summary>
    GeneralPractice,

    /// <summary>Other primary care (A3).</summary>
    OtherPrimaryCare,

    /// <summary>A mental health team (I1).</summary>
    MentalHealthTeam,

    /// <summary>The person themselves (B1): there is no conversation behind it.</summary>
    Self,
}

/// <summary>What the person wants help with first.</summary>
public enum Need
{
    FindWork,
    KeepWork,
    ReturnFromSicknessAbsence,
    MoneyWorries,
    EducationOrTraining,
}

/// <summary>A risk that must be impossible to overlook.</summary>
public enum RiskFlag
{
    Safeguarding,
    RiskToSelf,
    RiskToOthers,
    DomesticAbuse,
    LoneWorkerCaution,
}

/// <summary>How a contact was made; MHSDS consultation mechanism in brackets.</summary>
public enum ContactMedium
{
    /// <summary>(01)</summary>
    FaceToFace,

    /// <summary>(02)</summary>
    Telephone,

    /// <summary>(04)</summary>
    TalkType,

    /// <summary>(05)</summary>
    Email,

    /// <summary>(09)</summary>
    TextMessage,

    /// <summary>(10)</summary>
    InstantMessage,

    /// <summary>(11)</summary>
    Video,

    /// <summary>(98)</summary>
    Other,
}

/// <summary>What came of an appointment; MHSDS attended or did not attend in brackets.</summary>
public enum Attendance
{
    /// <summary>(5)</summary>
    Attended,

    /// <summary>(6)</summary>
    AttendedLate,

    /// <summary>(7)</summary>
    ArrivedLateNotSeen,

    /// <summary>(3)</summary>
    DidNotAttend,

    /// <summary>(2)</summary>
    CancelledByPerson,

    /// <summary>(4)</summary>
    CancelledByService,
}

/// <summary>Who said no.</summary>
public enum DeclinedBy
{
    Service,
    Person,
}

public enum DeclineReason
{
    NotEligible,
    InappropriateForService,
    Duplicate,
    IncompleteInformation,
    NoCapacity,
    OutOfArea,
    CouldNotBeContacted,
    PersonDeclined,
    Other,
}

public enum RedirectReason
{
    BetterFit,
    NoCapacity,
    PersonAsked,
    NotEligible,
    Other,
}

public enum WithdrawReason
{
    PersonChangedMind,
    CircumstancesChanged,
    SentToWrongService,
    AgreementWithdrawn,
    MovedAway,
    Other,
}

public enum PauseReason
{
    Health,
    CaringResponsibilities,
    PersonAsked,
    Other,
}

/// <summary>Why support ended.</summary>
public enum CloseReason
{
    SupportCompleted,
    NoFurtherSupportAppropriate,
    DidNotAttend,
    LostContact,
    PersonAskedToStop,
    ReferredElsewhere,
    MovedOutOfArea,
    NotRematched,

    /// <summary>The person died. Never given by hand: recording the death closes every referral (MHSDS 06).</summary>
    PersonDied,
    Other,
}

/// <summary>Where the person stood when it ended.</summary>
public enum CloseOutcome
{
    InWork,
    InEducationOrTraining,
    NotInWork,
    Unknown,
}

/// <summary>Who may read a note: its own organisation, or both sides.</summary>
public enum NoteVisibility
{
    Own,
    Shared,
}

/// <summary>On what a wage is judged.</summary>
public enum WageBasis
{
    /// <summary>At least the National Living Wage rate for the person's age.</summary>
    NationalLivingWageOrMore,
    BelowNationalLivingWage,
    SelfEmployed,
    Unknown,
}

/// <summary>What shows that somebody worked.</summary>
public enum EmploymentEvidence
{
    Payslip,
    EmployerConfirmed,
    PersonConfirmed,
    SelfEmploymentRecords,
    Other,
}

/// <summary>What an advice case is about.</summary>
public enum AdviceArea
{
    Benefits,
    Debt,
    EmploymentRights,
    Housing,
    EnergyAndBills,
    Other,
}

/// <summary>Whether a gain comes again every year.</summary>
public enum GainBasis
{
    /// <summary>Pounds a year.</summary>
    Yearly,

    /// <summary>Pounds, once.</summary>
    Once,
}

/// <summary>What a financial gain consists of.</summary>
public enum GainKind
{
    BenefitIncome,
    EarnedIncome,
    LowerBills,
    DebtWrittenOff,
    Grant,
    Other,
}
