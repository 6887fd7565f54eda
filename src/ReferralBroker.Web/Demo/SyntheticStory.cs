using System.Globalization;
using System.Runtime.CompilerServices;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Demo;

/// <summary>
/// What one invented person lives through, told step by step: each value is the moment at which it goes on. The shares are assumptions, those of
/// the domain notes: of 100 referrals 8 are asked about, 10 declined, 5 withdrawn, 12 never reached; of those reached 78 start a profile and 30 of
/// these start work; of those 65 are still in it at 13 weeks and 50 at 26.
/// </summary>
internal sealed class SyntheticStory(Dispatcher dispatcher, SimulatedTime time, Random random, int number)
{
    private static readonly string[] GivenNames = ["Ada", "Ben", "Chidi", "Dana", "Eshan", "Freya", "Gwen", "Hamid", "Iris", "Jomo", "Kira", "Liam", "Mina", "Noor", "Omar", "Pia", "Quinn", "Rosa", "Sami", "Tess"];
    private static readonly string[] FamilyNames = ["Testwood", "Mockford", "Sampleton", "Fictley", "Demoville", "Inventson", "Pretendham", "Notreal", "Madeup", "Examplesby"];

    private readonly Actor _clinician = (number % 3) switch
    {
        0 => new Actor("demo-clinician", Role.Clinician, Personas.Practice),
        1 => new Actor("demo-clinician-2", Role.Clinician, Personas.SecondPractice),
        _ => new Actor("demo-clinician-3", Role.Clinician, Personas.MentalHealthTeam),
    };

    private ServiceId _service = number % 3 == 2 ? Personas.FuturesPositive : Personas.IpsInPrimaryCare;

    private Actor Worker => _service == Personas.IpsInPrimaryCare
        ? new("demo-provider", Role.ProviderManager, Personas.PrimaryCareProvider)
        : new("demo-provider-2", Role.ProviderCaseworker, Personas.SecondaryCareProvider);

    private bool IsGeneralPractice => number % 3 != 2;

    public async IAsyncEnumerable<DateTimeOffset> TellAsync(DateOnly day, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return At(day);
        var person = new PersonId((await Done(dispatcher.RegisterAsync(new Register(WhoIsIt()), By(_clinician), stop))).Target);
        await DescribeAsync(person, stop);
        var ending = random.Next(100) switch { < 12 => Ending.RecordOnly, < 20 => Ending.Signposted, < 26 => Ending.AdviceGiven, < 36 => Ending.OfferDeclined, _ => Ending.ReferralAgreed };
        var talk = new ConversationId((await Done(dispatcher.RecordAsync(Talk(person, ending), By(_clinician), stop))).Target);
        if (ending != Ending.ReferralAgreed) yield break;

        var agreement = new AgreementId(Id());
        await Done(dispatcher.PersonAsync(person, new GiveAgreement(agreement, AgreementScope.NeedSummary, AgreementGiven.InPerson, "2026-04"), By(_clinician), stop));
        var referral = new ReferralId((await Done(dispatcher.SendAsync(Referral(person, agreement, talk, null), By(_clinician), stop))).Target);

        yield return Later(0.3, 4);
        if (Chance(6))
        {
            // A service that stays silent: the clock marks it, and in the end the practice takes the referral back.
            yield return Later(14, 24);
            await Done(dispatcher.ReferralAsync(referral, new Recall(), By(_clinician), stop));
            yield return Later(1, 4);
            await Done(dispatcher.ReferralAsync(referral, new RecordTold(ContactMedium.Telephone), By(_clinician), stop));
            yield break;
        }
        await Work(referral, new Acknowledge(), stop);
        yield return Later(0.3, 5);
        if (Chance(8))
        {
            await Work(referral, new RequestInformation(Personal.Of("Which days suit a first appointment?")), stop);
            yield return Later(1, 7);
            if (Chance(15)) yield break;
            await Done(dispatcher.ReferralAsync(referral, new ProvideInformation(Personal.Of("Mornings, not on Wednesdays.")), By(_clinician), stop));
            yield return Later(0.3, 3);
        }
        if (Chance(5))
        {
            await Done(dispatcher.ReferralAsync(referral, new Withdraw(WithdrawReason.PersonChangedMind), By(_clinician), stop));
            yield break;
        }
        if (Chance(10))
        {
            await Work(referral, new Decline(DeclinedBy.Service, Chance(40) ? DeclineReason.NoCapacity : DeclineReason.NotEligible, Personal.Of("We have no place before next month.")), stop);
            yield return Later(1, 6);
            if (Chance(25)) yield break;
            await Done(dispatcher.ReferralAsync(referral, new RecordTold(ContactMedium.Telephone), By(_clinician), stop));
            if (Chance(40)) yield break;
            var declinedBy = _service;
            _service = declinedBy == Personas.IpsInPrimaryCare ? Personas.FuturesPositive : Personas.IpsInPrimaryCare;
            referral = new((await Done(dispatcher.SendAsync(Referral(person, agreement, talk, referral), By(_clinician), stop))).Target);
            yield return Later(0.5, 4);
        }
        await Work(referral, new Accept(Worker.User), stop);

        var tries = Chance(12) ? 99 : random.Next(1, 4);
        for (var attempt = 1; attempt < tries; attempt++)
        {
            yield return Later(1, 6);
            await Work(referral, new RecordContact(ContactMedium.Telephone, false), stop);
            if (attempt < 5) continue;
            await Work(referral, new Close(CloseReason.LostContact, CloseOutcome.Unknown), stop);
            yield break;
        }
        yield return Later(1, 8);
        await Work(referral, new RecordContact(ContactMedium.Telephone, true, Personal.Of("Keen to meet.")), stop);
        await foreach (var moment in SupportAsync(referral, stop)) yield return moment;
    }

    private async IAsyncEnumerable<DateTimeOffset> SupportAsync(ReferralId referral, [EnumeratorCancellation] CancellationToken stop)
    {
        var appointment = Id();
        var meeting = EnglandTime.DateOf(Later(3, 9));
        await Work(referral, new BookAppointment(meeting, ContactMedium.FaceToFace, new TimeOnly(10, 30)) { Id = appointment }, stop);
        yield return At(meeting);
        var missed = Chance(15);
        await Work(referral, new RecordAttendance(appointment, missed ? Attendance.DidNotAttend : Attendance.Attended), stop);
        if (missed) yield return Later(4, 10);
        if (!Chance(78))
        {
            yield return Later(10, 30);
            await Work(referral, new Close(CloseReason.PersonAskedToStop, CloseOutcome.NotInWork), stop);
            yield break;
        }
        await Work(referral, new StartProfile(), stop);
        yield return Later(4, 14);
        await Work(referral, new AgreePlan(Personal.Of("Part-time work outdoors.")), stop);
        yield return Later(8, 20);
        await Work(referral, new RecordEmployerContact(true), stop);
        var finds = Chance(38);
        for (var month = 0; month < (finds ? random.Next(1, 4) : 6); month++)
        {
            yield return Later(18, 26);
            await Work(referral, new RecordContact(Chance(60) ? ContactMedium.FaceToFace : ContactMedium.Telephone, true), stop);
        }
        if (!finds)
        {
            yield return Later(5, 15);
            await Work(referral, new Close(CloseReason.NoFurtherSupportAppropriate, CloseOutcome.NotInWork), stop);
            yield break;
        }
        var (job, start) = (Id(), EnglandTime.DateOf(time.GetUtcNow()));
        await Work(referral, new StartJob(start, random.Next(8, 38), start, Personal.Of("Invented Gardens Ltd")) { Id = job }, stop);
        if (!Chance(65))
        {
            yield return Later(30, 80);
            await Work(referral, new EndJob(job, EnglandTime.DateOf(time.GetUtcNow())), stop);
            yield return Later(10, 20);
            await Work(referral, new Close(CloseReason.PersonAskedToStop, CloseOutcome.NotInWork), stop);
            yield break;
        }
        foreach (var weeks in Domain.Referrals.Referral.CheckWeeks)
        {
            yield return At(start.AddDays((7 * weeks) + random.Next(0, 4)));
            if (weeks == 26 && !Chance(77)) yield break;
            await Work(referral, new ConfirmEmployment(job, weeks, 16, WageBasis.NationalLivingWageOrMore, EmploymentEvidence.Payslip), stop);
        }
        await Work(referral, new Close(CloseReason.SupportCompleted, CloseOutcome.InWork), stop);
    }

    private async Task DescribeAsync(PersonId person, CancellationToken stop)
    {
        await Done(dispatcher.PersonAsync(person, new RecordDemographics(new(Pick<EthnicCategory>(), Pick<Gender>(), null, Pick<Disability>(), MultipleDisadvantage.NotKnown, EmploymentStatus.LongTermSickOrDisabled)), By(_clinician), stop));
        if (Chance(30))
            await Done(dispatcher.PersonAsync(person, new SetAdjustments([Adjustment.AppointmentReminders]), By(_clinician), stop));
        if (Chance(8))
            await Done(dispatcher.PersonAsync(person, new SetContactPreferences(new(false, [ContactMedium.TextMessage],
                [new(ContactMedium.Telephone, Personal.Of("07700 900" + random.Next(100, 999).ToString(CultureInfo.InvariantCulture)), Safe: false, MayLeaveMessage: false)])), By(_clinician), stop));
    }

    private Particulars WhoIsIt() => new(
        Personal.Of(FamilyNames[random.Next(FamilyNames.Length)]), Personal.Of(GivenNames[number % GivenNames.Length]),
        Personal.Of(new DateOnly(1962 + random.Next(44), random.Next(1, 13), random.Next(1, 29)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        Personal.Of(TestNhsNumber()), Title: null, Phone: Personal.Of("07700 900" + (100 + number).ToString(CultureInfo.InvariantCulture)), Postcode: Personal.Of("NG1 1AA"));

    private Record Talk(PersonId person, Ending ending) => new(
        IsGeneralPractice ? Setting.GeneralPractice : Setting.CommunityMentalHealth,
        IsGeneralPractice ? ProfessionalRole.GeneralPractitioner : ProfessionalRole.MentalHealthPractitioner,
        [Pick<Topic>()], person, ending, ending == Ending.OfferDeclined ? Pick<OfferDeclineReason>() : null, ending == Ending.Signposted ? _service : null);

    private Send Referral(PersonId person, AgreementId agreement, ConversationId talk, ReferralId? rematchOf) => new(
        person, _service, agreement, IsGeneralPractice ? ReferralSource.GeneralPractice : ReferralSource.MentalHealthTeam,
        IsGeneralPractice ? Setting.GeneralPractice : Setting.CommunityMentalHealth, Chance(75) ? Need.FindWork : Need.ReturnFromSicknessAbsence,
        talk, rematchOf, Chance(6) ? [RiskFlag.LoneWorkerCaution] : null, Personal.Of("Wants part-time work; low confidence after a long illness."));

    private async Task Work<T>(ReferralId referral, T command, CancellationToken stop) where T : IReferralVerb<T> => await Done(dispatcher.ReferralAsync(referral, command, By(Worker), stop));

    private static Task<Outcome.Done> Done(Task<Outcome> command) => SyntheticSet.Do(command);

    /// <summary>A number of the range that is kept for tests.</summary>
    private string TestNhsNumber()
    {
        for (var serial = 1000 + (number * 10); ; serial++)
            for (var check = 0; check <= 9; check++)
                if (NhsNumber.Normalise($"99900{serial:0000}{check}") is { } valid) return valid;
    }

    private Envelope By(Actor actor) => new(actor, Id(), Id());

    private Guid Id() => Guid.CreateVersion7(time.GetUtcNow());

    private bool Chance(int percent) => random.Next(100) < percent;

    private T Pick<T>() where T : struct, Enum => Enum.GetValues<T>() is var all ? all[random.Next(all.Length)] : default;

    private DateTimeOffset Later(double leastDays, double mostDays) =>
        At(EnglandTime.DateOf(time.GetUtcNow().AddDays(leastDays + ((mostDays - leastDays) * random.NextDouble()))));

    /// <summary>A moment in the working hours of a day, or of the next working day.</summary>
    private DateTimeOffset At(DateOnly day)
    {
        while (!WorkingDays.IsWorkingDay(day)) day = day.AddDays(1);
        return EnglandTime.StartOf(day).AddMinutes((9 * 60) + random.Next(7 * 60));
    }
}
