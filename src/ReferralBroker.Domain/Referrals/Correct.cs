namespace ReferralBroker.Domain.Referrals;

/// <summary>Facts of a gain as they should have been recorded.</summary>
public sealed record GainCorrection(Guid Gain, decimal Pounds, GainBasis Basis, GainKind Kind);

/// <summary>One recorded fact was wrong: a job, a contact, a gain (the service), or the need (the referrer). What was recorded stays in the log.</summary>
public sealed record Correct(
    JobCorrection? Job = null, ContactCorrection? Contact = null, Need? Need = null, Personal? Why = null, GainCorrection? Gain = null) : ReferralCommand, IReferralVerb<Correct>
{
    public static string Verb => "correct";

    public static Correct Plainest(Referral referral, Occasion on) => referral.Exists && referral.IsReferrer(on.By.Organisation)
        ? new(Need: referral.Need == Referrals.Need.KeepWork ? Referrals.Need.FindWork : Referrals.Need.KeepWork)
        : referral.Contacts.FirstOrDefault() is { Value: { } contact } first
            ? new(Contact: new(first.Key, contact.On, contact.Medium, !contact.Reached))
            : referral.Jobs.FirstOrDefault() is { Value: { } job } held
                ? new(Job: new(held.Key, job.StartedOn, job.HoursPerWeek == 1 ? 2 : 1, job.FourPaidHoursOn))
                : new(Job: new(Guid.Empty, on.Today, 1, null));

    public static Decision Decide(Referral r, Correct command, Occasion on)
    {
        if (new object?[] { command.Job, command.Contact, command.Need, command.Gain }.Count(c => c is not null) != 1) return r.RefusesEither(on) ?? Refusals.NothingToCorrect;
        if ((command.Need is not null ? r.RefusesReferrer(on, command.OccurredOn) : r.RefusesService(on, command.OccurredOn)) is { } no) return no;
        if (r.Status is ReferralStatus.EnteredInError or ReferralStatus.Redirected) return Refusals.NotNow(r.Status);
        if (ReferralRules.RefusesText("why", command.Why) is { } bad) return bad;
        return command switch
        {
            { Job: { } job } => CorrectJob(r, job, command, on),
            { Contact: { } contact } => CorrectContact(r, contact, command, on),
            { Gain: { } gain } => CorrectGain(r, gain, command, on),
            _ => command.Need == r.Need ? Decision.Nothing : r.Record(on, command.OccurredOn, new Corrected(null, null, command.Need, command.Why)),
        };
    }

    private static Decision CorrectJob(Referral r, JobCorrection job, Correct command, Occasion on)
    {
        if (!r.Jobs.TryGetValue(job.Job, out var recorded)) return Refusals.JobUnknown;
        if (JobRules.Refuses(r, on, job.StartedOn, job.HoursPerWeek, job.FourPaidHoursOn) is { } bad) return bad;
        if (job.StartedOn > recorded.EndedOn) return Refusals.BeforeStart("job.startedOn");
        if (recorded.ConfirmedWeeks.Count > 0 && job.StartedOn > recorded.StartedOn) return Refusals.AlreadyConfirmed;
        if ((recorded.StartedOn, recorded.HoursPerWeek, recorded.FourPaidHoursOn) == (job.StartedOn, job.HoursPerWeek, job.FourPaidHoursOn)) return Decision.Nothing;
        return r.Record(on, command.OccurredOn, new Corrected(job, null, null, command.Why));
    }

    private static Decision CorrectGain(Referral r, GainCorrection gain, Correct command, Occasion on)
    {
        if (!r.Gains.TryGetValue(gain.Gain, out var recorded)) return Refusals.EntryUnknown;
        if (RecordGain.RefusesPounds(gain.Pounds) is { } bad) return bad;
        if (recorded == new Gain(gain.Pounds, gain.Basis, gain.Kind)) return Decision.Nothing;
        return r.Record(on, command.OccurredOn, new FinancialGainCorrected(gain.Gain, gain.Pounds, gain.Basis, gain.Kind, command.Why));
    }

    private static Decision CorrectContact(Referral r, ContactCorrection contact, Correct command, Occasion on)
    {
        if (!r.Contacts.TryGetValue(contact.Contact, out var recorded)) return Refusals.EntryUnknown;
        if (contact.On > on.Today) return Refusals.InFuture("contact.on");
        if (contact.On < r.SentOn) return Refusals.BeforeReferral(r.SentOn);
        if (recorded == new Contact(contact.On, contact.Medium, contact.Reached)) return Decision.Nothing;
        return r.Record(on, command.OccurredOn, new Corrected(null, contact, null, command.Why));
    }
}
