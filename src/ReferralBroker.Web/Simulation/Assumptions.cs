namespace ReferralBroker.Web.Simulation;

/// <summary>A number the simulation rests on.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what: per cent of something, days, people.</param>
/// <param name="Source">Where it comes from; "assumed" where nobody has published one.</param>
public sealed record Assumption(string Name, double Value, string Unit, string Source)
{
    /// <summary>A percentage as a chance from 0 to 1.</summary>
    public double Chance => Value / 100;
}

/// <summary>
/// Every number the simulation rests on, in one table. No public source gives counts for these pathways, so most are assumptions, plainly so; those
/// that are measured against what came out are read back by <see cref="Calibration"/>.
/// </summary>
public static class Assumptions
{
    private const string Assumed = "assumed";
    private const string Notes = "assumed, suggested figures of the domain notes";
    private const string Census = "assumed, after the shape of Census 2021 in Nottingham, to be confirmed";
    private const string IpsGrow = "IPS Grow key performance framework V8";

    // What comes of a conversation
    public static readonly Assumption RecordOnly = new("conversation recorded and no more", 12, "% of conversations", Assumed);
    public static readonly Assumption Signposted = new("signposted", 10, "% of conversations", Assumed);
    public static readonly Assumption AdvisedInConversation = new("advice given in the conversation", 6, "% of conversations", Assumed);
    public static readonly Assumption OfferDeclined = new("offer declined", 10, "% of conversations", Assumed);
    public static readonly Assumption SelfReferred = new("referred themselves, without a conversation", 8, "% of people", Assumed);
    public static readonly Assumption SecondNeed = new("also sent to money and employment advice", 15, "% of people referred", Assumed);

    // What becomes of a referral
    public static readonly Assumption ReturnedForInformation = new("returned for information and sent no further", 8, "% of referrals", Notes);
    public static readonly Assumption RejectedIneligible = new("declined: not eligible", 5, "% of referrals", Notes);
    public static readonly Assumption RejectedDuplicate = new("declined: duplicate", 2, "% of referrals", Notes);
    public static readonly Assumption RejectedInappropriate = new("declined: inappropriate", 2, "% of referrals", Notes);
    public static readonly Assumption RejectedForCapacity = new("declined: no capacity", 1, "% of referrals", Notes);
    public static readonly Assumption WithdrawnBeforeContact = new("withdrawn before contact", 5, "% of referrals", Notes);
    public static readonly Assumption NeverReached = new("never reached", 12, "% of referrals", Notes);
    public static readonly Assumption Accessed = new("reached directly", 65, "% of referrals", Notes);
    public static readonly Assumption AnsweredInformation = new("asked, answered and gone on", 5, "% of those that go on", Assumed);
    public static readonly Assumption SilentService = new("service stays silent until recalled", 2, "% of those that go on", Assumed);
    public static readonly Assumption Redirected = new("passed on to another service", 3, "% of those that go on", Assumed);
    public static readonly Assumption MatchedAgain = new("matched again after a decline", 40, "% of those declined", Assumed);
    public static readonly Assumption AcceptanceUndone = new("acceptance undone and given again", 1, "% of those accepted", Assumed);

    // Waiting
    public static readonly Assumption DaysToContact = new("referral to first contact, median", 9, "days", Notes);
    public static readonly Assumption DaysToContactSpread = new("the same, standard deviation of its logarithm", 1.1, "", "from 40% within 7 days and 15% over 30, domain notes");
    public static readonly Assumption ContactWithin7Days = new("first contact within 7 days", 40, "% of those reached", Notes);
    public static readonly Assumption ContactAfter30Days = new("first contact after 30 days", 15, "% of those reached", Notes);
    public static readonly Assumption DaysToEmployer = new("profile to first employer contact, median", 21, "days", Notes);
    public static readonly Assumption DaysToJob = new("profile to job start, median", 110, "days", Notes);
    public static readonly Assumption DaysSpread = new("both, standard deviation of the logarithm", 0.5, "", Assumed);
    public static readonly Assumption DaysBetweenContacts = new("between two contacts while supported, at most", 26, "days", Assumed);

    // Support
    public static readonly Assumption Missed = new("appointment missed", 15, "% of appointments", Notes);
    public static readonly Assumption Cancelled = new("appointment cancelled", 8, "% of appointments", Notes);
    public static readonly Assumption StartsProfile = new("starts a profile, or has a case opened", 78, "% of those reached", Notes);
    public static readonly Assumption JobInSecondaryCare = new("job start, secondary mental health", 35, "% of profiles", Notes);
    public static readonly Assumption JobInPrimaryCare = new("job start, primary care and Connect to Work", 30, "% of profiles", Notes);
    public static readonly Assumption JobInMultipleDisadvantage = new("job start, multiple disadvantage", 20, "% of profiles", Notes);
    public static readonly Assumption JobThroughHub = new("job start, Good Employment Hub", 25, "% of profiles", Assumed);
    public static readonly Assumption YoungIntoTraining = new("training or education, at 16 and 17", 50, "% of profiles", Assumed);
    public static readonly Assumption JobKept = new("job kept at 13 weeks, retention", 45, "% of profiles", Notes);
    public static readonly Assumption At13Weeks = new("still in work at 13 weeks", 65, "% of job starts", IpsGrow);
    public static readonly Assumption At26Weeks = new("still in work at 26 weeks", 50, "% of job starts", Notes);
    public static readonly Assumption SecondJob = new("another job after the first ended", 20, "% of jobs ended", Assumed);
    public static readonly Assumption AdviceGains = new("financial gain", 55, "% of advice cases", Assumed);
    public static readonly Assumption GainPounds = new("financial gain, median", 1800, "pounds a year", Assumed);
    public static readonly Assumption Pauses = new("paused once", 6, "% of those supported", Assumed);
    public static readonly Assumption Reopened = new("reopened after lost contact", 6, "% of those never reached", Assumed);
    public static readonly Assumption ClosedWithin90Days = new("closed within 90 days of sending", 25, "% of those supported", Notes);
    public static readonly Assumption ClosedAfter180Days = new("closed after 180 days", 40, "% of those supported", Notes);

    // Who they are
    public static readonly Assumption FromGeneralPractice = new("from general practice", 70, "% of conversations", Assumed);
    public static readonly Assumption OutOfWork = new("out of work", 60, "% of people", Assumed);
    public static readonly Assumption OffSick = new("off sick from a job", 14, "% of people", Assumed);
    public static readonly Assumption AtRisk = new("in work, at risk of losing it", 12, "% of people", Assumed);
    public static readonly Assumption InWork = new("in work, with money worries", 9, "% of people", Assumed);
    public static readonly Assumption HealthCondition = new("health condition or disability", 85, "% of people", Assumed);
    public static readonly Assumption FacesMultipleDisadvantage = new("severe and multiple disadvantage", 4, "% of people", "assumed; about 8,000 people in the city, delivery plan seed");
    public static readonly Assumption MedianAge = new("age, median", 38, "years", "assumed; residents' median is 31, Census 2021");
    public static readonly Assumption Aged16Or17 = new("16 or 17 years old", 2, "% of people", Assumed);
    public static readonly Assumption Women = new("women", 51, "% of people", Assumed);
    public static readonly Assumption WhiteBritish = new("White British", 57, "% of people", Census);
    public static readonly Assumption WhiteOther = new("White, other", 9, "% of people", Census);
    public static readonly Assumption Mixed = new("mixed", 6, "% of people", Census);
    public static readonly Assumption Asian = new("Asian", 14, "% of people", Census);
    public static readonly Assumption Black = new("Black", 10, "% of people", Census);
    public static readonly Assumption EthnicityNotStated = new("ethnic category not stated", 4, "% of people", Assumed);
    public static readonly Assumption UnsafeNumber = new("a number that is unsafe to ring", 3, "% of people", Assumed);
    public static readonly Assumption NeedsAdjustment = new("told of an adjustment", 30, "% of people", Assumed);
    public static readonly Assumption HasRisk = new("a risk travels with the referral", 6, "% of referrals", Assumed);

    // What goes wrong in records
    public static readonly Assumption RegisteredTwice = new("registered twice and merged later", 0.4, "% of people", Assumed);
    public static readonly Assumption WrongPerson = new("referral about the wrong person, taken out", 0.3, "% of people referred", Assumed);
    public static readonly Assumption ConversationInError = new("conversation entered in error", 0.5, "% of conversations", Assumed);
    public static readonly Assumption ContactCorrected = new("contact corrected later", 1, "% of those reached", Assumed);
    public static readonly Assumption Dies = new("dies while supported", 0.2, "% of those supported", Assumed);
    public static readonly Assumption WithdrawsAgreement = new("withdraws the agreement", 1, "% of those supported", Assumed);

    // How a service is staffed
    public static readonly Assumption Caseload = new("people a specialist takes on", 40, "a year", IpsGrow);

    /// <summary>The whole table.</summary>
    public static readonly IReadOnlyList<Assumption> All = [.. typeof(Assumptions).GetFields().Where(f => f.FieldType == typeof(Assumption)).Select(f => (Assumption)f.GetValue(null)!)];
}
