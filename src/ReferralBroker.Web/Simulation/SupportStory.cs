using System.Runtime.CompilerServices;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Simulation;

/// <summary>What a service does with somebody it has reached, journey by journey, until it ends.</summary>
internal sealed class SupportStory(
    World world, Teller teller, SyntheticPerson who, PersonId person, Actor referrer, Actor worker, AgreementId agreement, ServiceId service, ReferralId referral)
{
    private readonly Journey _journey = Journey.Find(world.Service(service).Journey!)!;

    private readonly DateOnly _reachedOn = teller.Today;

    private Chance Chance => teller.Chance;

    public async IAsyncEnumerable<DateTimeOffset> TellAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (var moment in MeetAsync(stop)) yield return moment;
        if (!Chance.Of(Assumptions.StartsProfile))
        {
            yield return teller.After(10, 40);
            await On(new Close(Chance.Pick([CloseReason.PersonAskedToStop, CloseReason.DidNotAttend]), CloseOutcome.NotInWork), stop);
            yield break;
        }
        var months = (_journey.Has(Milestone.AdviceCase), _journey.Has(Milestone.Retention), service == Personas.YoungPeople) switch
        {
            (true, _, _) => AdviceAsync(stop),
            (_, true, _) => RetentionAsync(stop),
            (_, _, true) => YoungAsync(stop),
            _ => EmploymentAsync(stop),
        };
        await foreach (var moment in months) yield return moment;
    }

    /// <summary>A first appointment, which may be missed or cancelled once or twice.</summary>
    private async IAsyncEnumerable<DateTimeOffset> MeetAsync([EnumeratorCancellation] CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (appointment, meeting) = (teller.Id(), teller.After(3, 9));
            await On(new BookAppointment(EnglandTime.DateOf(meeting), Chance.Of(0.8) ? ContactMedium.FaceToFace : ContactMedium.Video, new TimeOnly(10, 30)) { Id = appointment }, stop);
            yield return meeting;
            var missed = Chance.Of(Assumptions.Missed);
            if (!missed && !Chance.Of(Assumptions.Cancelled.Chance / (1 - Assumptions.Missed.Chance)))
            {
                await On(new RecordAttendance(appointment, Attendance.Attended), stop);
                yield break;
            }
            await On(new RecordAttendance(appointment, missed ? Attendance.DidNotAttend : Attendance.CancelledByPerson), stop);
            if (attempt == 3) yield break;
            yield return teller.After(1, 5);
        }
    }

    private async IAsyncEnumerable<DateTimeOffset> EmploymentAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await On(new StartProfile(), stop);
        var profileOn = teller.Today;
        if (_journey.Has(Milestone.ActionPlan))
        {
            yield return teller.After(3, 12);
            await On(new AgreePlan(Personal.Of("Part-time work outdoors.")), stop);
        }
        var employerOn = profileOn.AddDays((int)Chance.Lognormal(Assumptions.DaysToEmployer.Value, Assumptions.DaysSpread.Value));
        if (employerOn > teller.Today) yield return teller.At(employerOn);
        await On(new RecordEmployerContact(Chance.Of(0.8)), stop);

        var finds = Chance.Of(service == Personas.FuturesPositive ? Assumptions.JobInSecondaryCare
            : service == Personas.IpsForMultipleDisadvantage ? Assumptions.JobInMultipleDisadvantage
            : service == Personas.EmploymentHub ? Assumptions.JobThroughHub
            : Assumptions.JobInPrimaryCare);
        var until = finds ? profileOn.AddDays((int)Chance.Lognormal(Assumptions.DaysToJob.Value, Assumptions.DaysSpread.Value)) : EndsOn();
        await foreach (var moment in SupportedUntilAsync(until, stop)) yield return moment;
        if (_hasEnded) yield break;
        if (!finds)
        {
            await On(new Close(CloseReason.NoFurtherSupportAppropriate, CloseOutcome.NotInWork), stop);
            yield break;
        }
        await foreach (var moment in InWorkAsync(mayRepeat: true, stop)) yield return moment;
    }

    private async IAsyncEnumerable<DateTimeOffset> InWorkAsync(bool mayRepeat, [EnumeratorCancellation] CancellationToken stop)
    {
        var (job, start, hours) = (teller.Id(), teller.Today, Chance.Between(6, 37));
        await On(new StartJob(start, hours, start, Personal.Of("Invented Gardens Ltd")) { Id = job }, stop);
        var lasts13 = Chance.Of(Assumptions.At13Weeks);
        var lasts26 = lasts13 && Chance.Of(Assumptions.At26Weeks.Value / Assumptions.At13Weeks.Value);
        foreach (var (weeks, lasts) in new[] { (13, lasts13), (26, lasts26) })
        {
            if (!lasts)
            {
                // Which end of the stretch it fell in is known only at its end: the check that is due finds the job gone.
                yield return teller.At(start.AddDays(Chance.Between((7 * (weeks - 13)) + 10, (7 * weeks) - 7)));
                await On(new EndJob(job, teller.Today), stop);
                break;
            }
            yield return teller.At(start.AddDays((7 * weeks) + Chance.Between(0, 6)));
            await On(new ConfirmEmployment(job, weeks, hours, Chance.Of(0.95) ? WageBasis.NationalLivingWageOrMore : WageBasis.Unknown,
                Chance.Pick([EmploymentEvidence.Payslip, EmploymentEvidence.PersonConfirmed, EmploymentEvidence.EmployerConfirmed])), stop);
        }
        if (!lasts26 && mayRepeat && Chance.Of(Assumptions.SecondJob))
        {
            await foreach (var moment in SupportedUntilAsync(teller.Today.AddDays(Chance.Between(20, 70)), stop)) yield return moment;
            if (_hasEnded) yield break;
            await foreach (var moment in InWorkAsync(mayRepeat: false, stop)) yield return moment;
            yield break;
        }
        yield return teller.After(1, 15);
        await On(new Close(lasts26 ? CloseReason.SupportCompleted : CloseReason.PersonAskedToStop, lasts26 ? CloseOutcome.InWork : CloseOutcome.NotInWork), stop);
    }

    private async IAsyncEnumerable<DateTimeOffset> RetentionAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await On(new StartProfile(), stop);
        yield return teller.After(3, 12);
        await On(new AgreePlan(Personal.Of("Shorter days for six weeks, agreed with the manager.")), stop);
        var planOn = teller.Today;
        yield return teller.After(3, 15);
        await On(new RecordEmployerContact(Chance.Of(0.6)), stop);
        if (!Chance.Of(Assumptions.JobKept))
        {
            await foreach (var moment in SupportedUntilAsync(planOn.AddDays(Chance.Between(25, 85)), stop)) yield return moment;
            if (!_hasEnded) await On(new Close(CloseReason.NoFurtherSupportAppropriate, CloseOutcome.NotInWork), stop);
            yield break;
        }
        await foreach (var moment in SupportedUntilAsync(planOn.AddDays(91 + Chance.Between(0, 6)), stop)) yield return moment;
        if (_hasEnded) yield break;
        await On(new RecordRetention(13, Chance.Between(12, 37), EmploymentEvidence.EmployerConfirmed), stop);
        if (Chance.Of(0.05)) yield break;
        yield return teller.At(planOn.AddDays(182 + Chance.Between(0, 6)));
        await On(new RecordRetention(26, Chance.Between(12, 37), EmploymentEvidence.PersonConfirmed), stop);
        await On(new Close(CloseReason.SupportCompleted, CloseOutcome.InWork), stop);
    }

    private async IAsyncEnumerable<DateTimeOffset> AdviceAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await On(new OpenAdviceCase([Chance.Pick([AdviceArea.Benefits, AdviceArea.Benefits, AdviceArea.Debt, AdviceArea.EmploymentRights, AdviceArea.EnergyAndBills])]), stop);
        for (var talks = Chance.Between(1, 3); talks > 0; talks--)
        {
            yield return teller.After(2, 24);
            await On(new RecordAdvice(who.Need, Personal.Of("Went through the letters together.")), stop);
        }
        if (Chance.Of(Assumptions.AdviceGains))
        {
            yield return teller.After(10, 26);
            await On(new RecordGain(Math.Round((decimal)Chance.Lognormal(Assumptions.GainPounds.Value, 0.7)), GainBasis.Yearly, Chance.Pick([GainKind.BenefitIncome, GainKind.BenefitIncome, GainKind.LowerBills])), stop);
        }
        await foreach (var moment in SupportedUntilAsync(EndsOn(), stop)) yield return moment;
        if (!_hasEnded) await On(new Close(CloseReason.SupportCompleted, CloseOutcome.Unknown), stop);
    }

    private async IAsyncEnumerable<DateTimeOffset> YoungAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await On(new StartProfile(), stop);
        yield return teller.After(10, 25);
        await On(new RecordEmployerContact(true), stop);
        var trains = Chance.Of(Assumptions.YoungIntoTraining);
        await foreach (var moment in SupportedUntilAsync(EndsOn(), stop)) yield return moment;
        if (_hasEnded) yield break;
        if (trains) await On(new StartTraining(Personal.Of("A college course in joinery.")), stop);
        await On(new Close(CloseReason.SupportCompleted, trains ? CloseOutcome.InEducationOrTraining : CloseOutcome.NotInWork), stop);
    }

    private bool _hasEnded;

    /// <summary>In touch every few weeks until a day. Now and then support rests for a while, or ends for a reason that nobody planned.</summary>
    private async IAsyncEnumerable<DateTimeOffset> SupportedUntilAsync(DateOnly until, [EnumeratorCancellation] CancellationToken stop)
    {
        // What ends every referral of the person at once would cut into the other story of somebody who is on two ways.
        var (pauses, dies, withdraws) = (Chance.Of(Assumptions.Pauses), Chance.Of(Assumptions.Dies) && !who.AlsoMoney, Chance.Of(Assumptions.WithdrawsAgreement) && !who.AlsoMoney);
        while (true)
        {
            var next = teller.Today.AddDays(Chance.Between(14, (int)Assumptions.DaysBetweenContacts.Value));
            if (next >= until)
            {
                if (until > teller.Today) yield return teller.At(until);
                yield break;
            }
            yield return teller.At(next);
            if (dies)
            {
                _hasEnded = true;
                await Teller.Do(world.Dispatcher.RecordDeathAsync(person, new RecordDeath(), teller.By(referrer), stop));
                yield break;
            }
            if (withdraws && !referrer.Provides)
            {
                _hasEnded = true;
                await Teller.Do(world.Dispatcher.PersonAsync(person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone), teller.By(referrer), stop));
                await teller.On(referral, new Withdraw(WithdrawReason.AgreementWithdrawn), referrer, stop);
                yield break;
            }
            if (pauses)
            {
                pauses = false;
                var back = teller.After(20, 50);
                await On(new Pause(Chance.Pick<PauseReason>(), EnglandTime.DateOf(back)), stop);
                yield return back;
                await On(new Resume(), stop);
                continue;
            }
            await On(new RecordContact(Chance.Of(0.6) ? ContactMedium.FaceToFace : ContactMedium.Telephone, Chance.Of(0.9)), stop);
        }
    }

    /// <summary>The day on which support without an outcome ends, counted from when the person was reached.</summary>
    private DateOnly EndsOn()
    {
        var share = Chance.Between(0.0, 100.0);
        var days = share < Assumptions.ClosedWithin90Days.Value ? Chance.Between(40, 78)
            : share < 100 - Assumptions.ClosedAfter180Days.Value ? Chance.Between(79, 168)
            : Chance.Between(169, 320);
        var ends = _reachedOn.AddDays(days);
        return ends > teller.Today.AddDays(10) ? ends : teller.Today.AddDays(10);
    }

    private Task On<T>(T command, CancellationToken stop) where T : IReferralVerb<T> => teller.On(referral, command, worker, stop);
}
