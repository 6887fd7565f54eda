using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>What a state promises: who acts next, at what, by when. The table of the design, as one function.</summary>
public static class ReferralClock
{
    /// <summary>The promise in a state that has just been entered or changed.</summary>
    public static Due Of(Referral r)
    {
        var clocks = r.Terms!.Clocks;
        return r.Status switch
        {
            ReferralStatus.Sent => new(NextActor.Service, Awaited.Acknowledgement, WorkingDays.After(r.EnteredOn, clocks.AcknowledgeIn)),
            ReferralStatus.Received => new(NextActor.Service, Awaited.Decision, WorkingDays.After(r.EnteredOn, clocks.DecideIn)),
            ReferralStatus.AwaitingInformation => new(NextActor.Referrer, Awaited.Answer, WorkingDays.After(r.EnteredOn, clocks.AnswerIn)),
            ReferralStatus.Accepted => new(NextActor.Service, Awaited.FirstContact, WorkingDays.After(Since(r, r.AcceptedOn), clocks.FirstContactIn)),
            ReferralStatus.InContact => InContact(r, clocks),
            ReferralStatus.Engaged => Engaged(r, clocks),
            ReferralStatus.InWork => InWork(r, clocks),
            ReferralStatus.Paused => r.Due,
            ReferralStatus.Declined => Declined(r, clocks),
            _ => Due.Nothing,
        };
    }

    private static Due InContact(Referral r, ServiceClocks clocks)
    {
        var meeting = WorkingDays.After(Since(r, r.AcceptedOn), clocks.FirstMeetingIn);
        var profile = WorkingDays.After(Since(r, r.EnteredOn), clocks.ProfileIn);
        return !r.HasMet && meeting <= profile
            ? new(NextActor.Service, Awaited.FirstMeeting, meeting)
            : new(NextActor.Service, r.Journey.Has(Milestone.AdviceCase) ? Awaited.AdviceCase : Awaited.Profile, profile);
    }

    /// <summary>Somebody who has had a job through the service has had its contact with an employer, whether or not it was recorded apart.</summary>
    private static Due Engaged(Referral r, ServiceClocks clocks)
    {
        var silence = Since(r, r.ActiveOn).AddDays(clocks.SilenceAfterCalendarDays);
        var employer = Since(r, r.ProfileOn).AddDays(clocks.EmployerContactInCalendarDays);
        return r.Journey.OwesEmployerContact && r.EmployerContactOn is null && r.Jobs.IsEmpty && employer <= silence
            ? new(NextActor.Service, Awaited.EmployerContact, employer)
            : new(NextActor.Service, Awaited.Contact, silence);
    }

    /// <summary>The checks of a job stand where its start puts them, or the plan to keep it: no question and no pause moves them.</summary>
    private static Due InWork(Referral r, ServiceClocks clocks)
    {
        var held = r.Jobs.Values.Where(j => j.IsOpen).Select(j => (Since: j.StartedOn, Confirmed: j.ConfirmedWeeks));
        if (r.PlanToKeepJobOn is { } plan) held = held.Append((plan, r.RetainedWeeks));
        var checks = from job in held
                     from weeks in Referral.CheckWeeks
                     where !job.Confirmed.Any(w => w >= weeks)
                     orderby job.Since.AddDays(7 * weeks), weeks
                     select new Due(NextActor.Service, weeks == 13 ? Awaited.Confirmation13Weeks : Awaited.Confirmation26Weeks, job.Since.AddDays(7 * weeks));
        return checks.FirstOrDefault()
            ?? new(NextActor.Service, Awaited.Review, Since(r, r.ActiveOn).AddDays(clocks.ReviewInCalendarDays));
    }

    private static Due Declined(Referral r, ServiceClocks clocks) =>
        r.RematchedTo is not null ? Due.Nothing
        : r.ToldOn is not null ? new(NextActor.Referrer, Awaited.NextStep, null)
        : new(NextActor.Referrer, Awaited.TellingThePerson, WorkingDays.After(r.EnteredOn, clocks.TellPersonIn));

    /// <summary>Clocks start whole again after a question was answered or a pause ended.</summary>
    private static DateOnly Since(Referral r, DateOnly? day)
    {
        var from = day ?? r.EnteredOn;
        return r.RestartedOn > from ? r.RestartedOn.Value : from;
    }
}
