namespace ReferralBroker.Domain.Conversations;

/// <summary>Where a conversation takes place.</summary>
public enum Setting
{
    GeneralPractice,
    PrimaryCareMentalHealth,
    CommunityMentalHealth,
    TalkingTherapies,
    InpatientMentalHealth,
    Community,
    Other,
}

/// <summary>Who speaks with the person.</summary>
public enum ProfessionalRole
{
    GeneralPractitioner,
    Nurse,
    SocialPrescribingLinkWorker,
    HealthAndWellbeingCoach,
    MentalHealthPractitioner,
    OccupationalTherapist,
    Psychologist,
    OtherProfessional,
}

/// <summary>What it is about.</summary>
public enum Topic
{
    OutOfWork,
    SicknessAbsenceOrFitNote,
    AtRiskOfLosingWork,
    MoneyWorries,
    YoungPersonNotInEducationEmploymentOrTraining,
}

/// <summary>Why an offer of support is declined.</summary>
public enum OfferDeclineReason
{
    NotNow,
    NotInterested,
    HasOtherSupport,
    WorriedAboutBenefits,
    WorriedAboutSharingDetails,
    Other,
}

/// <summary>How a conversation may end when it is recorded; each ending is as good as the others.</summary>
public enum Ending
{
    RecordOnly,
    AdviceGiven,
    Signposted,
    SupportOffered,
    OfferDeclined,
    ReferralAgreed,
}
