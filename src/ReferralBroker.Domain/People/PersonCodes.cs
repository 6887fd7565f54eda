using System.Text.Json.Serialization;

namespace ReferralBroker.Domain.People;

/// <summary>How much the person agreed to be shared. Each holds what the one before it holds.</summary>
public enum AgreementScope
{
    /// <summary>Who they are and how to reach them.</summary>
    ContactOnly,

    /// <summary>And what they need.</summary>
    NeedSummary,

    /// <summary>And what of their health matters for it.</summary>
    HealthDetail,
}

/// <summary>How an agreement was given or withdrawn.</summary>
public enum AgreementGiven
{
    InPerson,
    ByPhone,
    ByVideo,
    InWriting,
}

/// <summary>MHSDS ethnic category, 16 + 1 (2001).</summary>
public enum EthnicCategory
{
    [JsonStringEnumMemberName("A")] WhiteBritish,
    [JsonStringEnumMemberName("B")] WhiteIrish,
    [JsonStringEnumMemberName("C")] WhiteOther,
    [JsonStringEnumMemberName("D")] MixedWhiteAndBlackCaribbean,
    [JsonStringEnumMemberName("E")] MixedWhiteAndBlackAfrican,
    [JsonStringEnumMemberName("F")] MixedWhiteAndAsian,
    [JsonStringEnumMemberName("G")] MixedOther,
    [JsonStringEnumMemberName("H")] AsianIndian,
    [JsonStringEnumMemberName("J")] AsianPakistani,
    [JsonStringEnumMemberName("K")] AsianBangladeshi,
    [JsonStringEnumMemberName("L")] AsianOther,
    [JsonStringEnumMemberName("M")] BlackCaribbean,
    [JsonStringEnumMemberName("N")] BlackAfrican,
    [JsonStringEnumMemberName("P")] BlackOther,
    [JsonStringEnumMemberName("R")] Chinese,
    [JsonStringEnumMemberName("S")] OtherEthnicGroup,
    [JsonStringEnumMemberName("Z")] NotStated,
    [JsonStringEnumMemberName("99")] NotKnown,
}

/// <summary>MHSDS gender identity.</summary>
public enum Gender
{
    [JsonStringEnumMemberName("1")] Male,
    [JsonStringEnumMemberName("2")] Female,
    [JsonStringEnumMemberName("3")] NonBinary,
    [JsonStringEnumMemberName("4")] Other,
    [JsonStringEnumMemberName("X")] NotKnown,
    [JsonStringEnumMemberName("Z")] NotStated,
}

/// <summary>MHSDS person stated gender, as the record of sex.</summary>
public enum Sex
{
    [JsonStringEnumMemberName("1")] Male,
    [JsonStringEnumMemberName("2")] Female,
    [JsonStringEnumMemberName("9")] Indeterminate,
    [JsonStringEnumMemberName("X")] NotKnown,
}

/// <summary>Whether a disability or long-term condition limits the person day to day.</summary>
public enum Disability
{
    [JsonStringEnumMemberName("01")] LimitedALot,
    [JsonStringEnumMemberName("02")] LimitedALittle,
    [JsonStringEnumMemberName("03")] NotLimited,
    [JsonStringEnumMemberName("NN")] None,
    [JsonStringEnumMemberName("ZZ")] NotStated,
}

/// <summary>MHSDS employment status.</summary>
public enum EmploymentStatus
{
    [JsonStringEnumMemberName("01")] Employed,
    [JsonStringEnumMemberName("02")] UnemployedSeekingWork,
    [JsonStringEnumMemberName("03")] Student,
    [JsonStringEnumMemberName("04")] LongTermSickOrDisabled,
    [JsonStringEnumMemberName("05")] Homemaker,
    [JsonStringEnumMemberName("06")] NotSeekingWorkNoBenefits,
    [JsonStringEnumMemberName("07")] UnpaidVoluntaryWork,
    [JsonStringEnumMemberName("08")] Retired,
    [JsonStringEnumMemberName("ZZ")] NotStated,
}

/// <summary>Whether the person meets severe and multiple disadvantage.</summary>
public enum MultipleDisadvantage
{
    Yes,
    No,
    NotKnown,
}

/// <summary>Bands in which age is kept in the clear.</summary>
public enum AgeBand
{
    [JsonStringEnumMemberName("under-16")] Under16,
    [JsonStringEnumMemberName("16-17")] From16To17,
    [JsonStringEnumMemberName("18-24")] From18To24,
    [JsonStringEnumMemberName("25-34")] From25To34,
    [JsonStringEnumMemberName("35-49")] From35To49,
    [JsonStringEnumMemberName("50-64")] From50To64,
    [JsonStringEnumMemberName("65-and-over")] From65,
}

/// <summary>A reasonable adjustment or communication need, told once and sent with every referral.</summary>
public enum Adjustment
{
    Interpreter,
    BritishSignLanguage,
    EasyRead,
    LargePrint,
    TextRatherThanCalls,
    AppointmentReminders,
    CarerPresent,
    QuietRoom,
    StepFreeAccess,
    LongerAppointments,
}
