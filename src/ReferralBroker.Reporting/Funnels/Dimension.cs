namespace ReferralBroker.Reporting.Funnels;

/// <summary>What a report is broken down by, or narrowed to: the dimensions of the design, each with a code of its own.</summary>
public enum Dimension
{
    Journey,
    Service,
    Provider,

    /// <summary>Where the conversation was held, or out of which the referral came.</summary>
    Setting,

    /// <summary>The practice or team that held the conversation or sent the referral.</summary>
    Organisation,

    Source,
    Need,
    AgeBand,
    Sex,
    Gender,

    /// <summary>The 16+1 categories.</summary>
    EthnicCategory,

    /// <summary>Their upper groups.</summary>
    EthnicGroup,

    /// <summary>Whether a disability or long-term condition limits the person day to day.</summary>
    Disability,

    MultipleDisadvantage,

    /// <summary>At the time of the referral or conversation.</summary>
    EmploymentStatus,

    Ward,

    /// <summary>LSOA 2021.</summary>
    SmallArea,

    ImdDecile,
    ImdQuintile,

    /// <summary>Calendar month: that in which a cohort began, or in which something happened.</summary>
    Month,
}
