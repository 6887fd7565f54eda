using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Areas;
using ReferralBroker.Testing;
using Record = ReferralBroker.Domain.Conversations.Record;

namespace ReferralBroker.Reporting.Tests;

/// <summary>
/// Lets invented people live through what a seed says, step by step, by the real decisions: each step moves the clock, closes the days that end,
/// and then tries something. What is refused is not done; the same seed does the same things.
/// </summary>
internal sealed class RandomScript(TestBroker broker, int seed)
{
    /// <summary>Somebody as one practice or team knows them: by the record that stands for them, with those merged into it and what they agreed to.</summary>
    private sealed record Known(PersonId Person, Actor By)
    {
        public List<AgreementId> Agreements { get; } = [];
        public List<Known> Merged { get; } = [];

        public bool Is(PersonId record) => Person == record || Merged.Exists(m => m.Person == record);
    }

    private readonly Random _random = new(seed);

    // What people are like is drawn apart, so that it changes nothing of what they live through.
    private readonly Random _about = new(~seed);
    private readonly List<Known> _people = [];
    private readonly List<(ConversationId Id, PersonId? Person, Actor By)> _talks = [];
    private readonly List<ReferralId> _referrals = [];
    private readonly HashSet<PersonId> _working = [];
    private readonly List<Known> _dead = [];
    private DateOnly? _closed;

    public TestBroker Broker => broker;

    public async Task RunAsync(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            await PassAsync();
            await StepAsync();
            await StepAsync();
            if (_people.Count > 0 && _about.Next(100) < 12) await DescribeAsync(_people[_about.Next(_people.Count)]);
            // Once in a while the clock looks for what is overdue.
            if (step % 40 == 39) await broker.TickAsync();
        }
    }

    private Task StepAsync() => _random.Next(100) switch
    {
        < 9 => TalkAndSendAsync(),
        < 12 => TalkOnAsync(),
        < 15 => SelfReferAsync(),
        < 18 => _people.Count == 0 ? TalkAndSendAsync() : LiveOnAsync(),
        _ => _referrals.Count == 0 ? TalkAndSendAsync() : ActAsync(Pick(_referrals)),
    };

    /// <summary>Moves the clock by up to two days and closes those that end.</summary>
    private async Task PassAsync()
    {
        var now = broker.Time.Now;
        broker.Time.Now = broker.VaultTime.Now = now.AddHours(_random.Next(0, 48));
        _closed ??= EnglandTime.DateOf(now).AddDays(-1);
        for (var day = _closed.Value; day < broker.Today; day = day.AddDays(1))
        {
            await TestBroker.DoAsync(broker.Dispatcher.CloseDayAsync(day));
            _closed = day.AddDays(1);
        }
    }

    private async Task TalkAndSendAsync()
    {
        var by = Chance(70) ? TestBroker.Clinician : TestBroker.OtherClinician;
        var person = Chance(75) || _people.Count == 0 ? await MeetAsync(by) : Pick(_people);
        by = person.By;
        var ending = Chance(70) ? Ending.ReferralAgreed : Pick<Ending>();
        var anonymous = ending is not (Ending.ReferralAgreed or Ending.OfferDeclined) && Chance(30);
        var talk = await TryAsync(broker.Dispatcher.RecordAsync(new Record(
            Chance(70) ? Setting.GeneralPractice : Pick<Setting>(), ProfessionalRole.Nurse, [Topic.OutOfWork], anonymous ? null : person.Person, ending,
            ending == Ending.OfferDeclined ? OfferDeclineReason.NotNow : null, null, null, Chance(30) ? broker.Today.AddDays(-_random.Next(1, 40)) : null), By(by)));
        if (talk is not { } held) return;
        var id = new ConversationId(held);
        _talks.Add((id, anonymous ? null : person.Person, by));
        if (ending == Ending.ReferralAgreed && Chance(90)) await SendAsync(person, id, null);
    }

    private async Task<Known> MeetAsync(Actor by)
    {
        var met = new Known(await broker.RegisterAsync(by), by);
        _people.Add(met);
        await AgreeAsync(met);
        if (_about.Next(100) < 80) await DescribeAsync(met);
        return met;
    }

    /// <summary>Records what reports count people by: again, and of an earlier day, once in a while.</summary>
    private Task DescribeAsync(Known person)
    {
        T? Some<T>() where T : struct, Enum => _about.Next(100) < 12 ? null : Enum.GetValues<T>()[_about.Next(Enum.GetValues<T>().Length)];
        var area = _about.Next(10) switch { 0 => null, 1 => "E01000001", _ => SmallAreas.All[_about.Next(SmallAreas.All.Count)].Code };
        return TryAsync(broker.Dispatcher.PersonAsync(person.Person, new RecordDemographics(new(
            Some<EthnicCategory>(), Some<Gender>(), Some<Sex>(), Some<Disability>(), Some<MultipleDisadvantage>(), Some<EmploymentStatus>(), area))
        { OccurredOn = _about.Next(3) == 0 ? broker.Today.AddDays(-_about.Next(60)) : null }, By(person.By)));
    }

    private async Task AgreeAsync(Known person)
    {
        var agreement = new AgreementId(Guid.NewGuid());
        var recipients = Chance(75) ? [] : TestBroker.Services.Where(_ => Chance(50)).ToArray();
        var given = await TryAsync(broker.Dispatcher.PersonAsync(person.Person, new GiveAgreement(
            agreement, AgreementScope.ContactOnly, AgreementGiven.InPerson, "2026-04", recipients.Length == 0 ? null : [.. recipients]), By(person.By)));
        if (given is not null) person.Agreements.Add(agreement);
    }

    private async Task SendAsync(Known person, ConversationId? talk, ReferralId? rematchOf)
    {
        // Under any agreement that stands on any record of theirs; some will be found to be on none.
        var agreements = person.Merged.SelectMany(m => m.Agreements).Concat(person.Agreements).ToArray();
        if (agreements.Length == 0) return;
        var source = Pick([ReferralSource.GeneralPractice, ReferralSource.GeneralPractice, ReferralSource.MentalHealthTeam, ReferralSource.OtherPrimaryCare]);
        var sent = await TryAsync(broker.Dispatcher.SendAsync(new Send(
            person.Person, Pick(TestBroker.Services), Pick(agreements), source, Chance(75) ? Setting.GeneralPractice : Pick<Setting>(), Pick<Need>(), talk, rematchOf)
        { OccurredOn = Backdated(10) }, By(person.By)));
        if (sent is { } id) _referrals.Add(new(id));
    }

    private async Task SelfReferAsync()
    {
        var (service, by, _) = Pick(TestBroker.Directory);
        var person = new Known(await broker.RegisterAsync(by), by);
        await AgreeAsync(person);
        var sent = await TryAsync(broker.Dispatcher.SendAsync(
            new Send(person.Person, service, person.Agreements[0], ReferralSource.Self, Pick([Setting.Community, Setting.Other, Setting.GeneralPractice]), Need.FindWork), By(by)));
        if (sent is { } id) _referrals.Add(new(id));
        // Often it turns out that a practice has the same person on a record of its own.
        if (Chance(40)) return;
        var at = Chance(70) ? TestBroker.Clinician : TestBroker.OtherClinician;
        if (await TryAsync(broker.Dispatcher.PersonAsync(person.Person, new StateRelationship(Relationship.UnderOurCare), By(at))) is null) return;
        var known = new Known(person.Person, at);
        known.Agreements.AddRange(person.Agreements);
        _people.Add(known);
    }

    /// <summary>Something becomes of a person themselves.</summary>
    private Task LiveOnAsync()
    {
        var person = Pick(_people);
        return _random.Next(100) switch
        {
            < 40 => MergeAsync(),
            < 60 => UnmergeAsync(),
            < 68 => DieAsync(person),
            < 78 => LiveAfterAllAsync(),
            < 82 => EraseAsync(person),
            < 86 => WithdrawAsync(person),
            < 93 => AgreeAsync(person),
            _ => TryAsync(broker.Dispatcher.PersonAsync(person.Person, new SetContactPreferences(new(Chance(50), [], [])), By(person.By))),
        };
    }

    /// <summary>Two records are of one person: more often of somebody who has started work, because then it shows.</summary>
    private async Task MergeAsync()
    {
        var working = _people.Where(p => _working.Contains(p.Person)).ToArray();
        var first = working.Length > 0 && Chance(75) ? Pick(working) : Pick(_people);
        var others = _people.Where(p => p != first && p.By == first.By).ToArray();
        var inWork = others.Where(p => _working.Contains(p.Person)).ToArray();
        if (others.Length == 0) return;
        var other = inWork.Length > 0 && Chance(85) ? Pick(inWork) : Pick(others);
        if (await TryAsync(broker.Dispatcher.MergeAsync(first.Person, new Merge(other.Person), By(first.By))) is null) return;
        first.Merged.Add(other);
        _people.Remove(other);
        if (_working.Contains(other.Person)) _working.Add(first.Person);
    }

    private async Task UnmergeAsync()
    {
        var merged = _people.Where(p => p.Merged.Count > 0).ToArray();
        if (merged.Length == 0) return;
        var person = Pick(merged);
        var record = Pick(person.Merged);
        if (await TryAsync(broker.Dispatcher.UnmergeAsync(person.Person, new Unmerge(record.Person), By(person.By))) is null) return;
        person.Merged.Remove(record);
        _people.Add(record);
    }

    private async Task DieAsync(Known person)
    {
        if (await TryAsync(broker.Dispatcher.RecordDeathAsync(person.Person, new RecordDeath(Chance(50) ? broker.Today : null), By(person.By))) is not null) _dead.Add(person);
    }

    /// <summary>The death was somebody else's.</summary>
    private async Task LiveAfterAllAsync()
    {
        if (_dead.Count == 0) return;
        var person = Pick(_dead);
        if (await TryAsync(broker.Dispatcher.CorrectDeathAsync(person.Person, new CorrectDeath(Personal.Of("Another one of that name.")), By(person.By))) is not null) _dead.Remove(person);
    }

    private async Task EraseAsync(Known person)
    {
        if (await TryAsync(broker.Dispatcher.EraseAsync(person.Person, new Erase(ErasureGround.PersonAsked), By(TestBroker.Governance))) is not null) _people.Remove(person);
    }

    private Task WithdrawAsync(Known person) =>
        TryAsync(broker.Dispatcher.PersonAsync(person.Person, new WithdrawAgreement(Pick(person.Agreements), AgreementGiven.ByPhone), By(person.By)));

    /// <summary>Something more comes of a conversation, or it was a mistake.</summary>
    private async Task TalkOnAsync()
    {
        if (_talks.Count == 0) return;
        var (id, _, by) = Pick(_talks);
        await (_random.Next(6) switch
        {
            0 => TryAsync(broker.Dispatcher.ConversationAsync(id, new EnterConversationInError(Personal.Of("Wrong record."), WrongPerson: Chance(50)), By(by))),
            1 => TryAsync(broker.Dispatcher.ConversationAsync(id, new OfferSupport(), By(by))),
            2 => TryAsync(broker.Dispatcher.ConversationAsync(id, new DeclineOffer(OfferDeclineReason.Other), By(by))),
            3 => TryAsync(broker.Dispatcher.ConversationAsync(id, new GiveAdvice(), By(by))),
            4 => TryAsync(broker.Dispatcher.ConversationAsync(id, new Signpost(), By(by))),
            _ => TryAsync(broker.Dispatcher.ConversationAsync(id, new AgreeReferral(), By(by))),
        });
    }

    private async Task ActAsync(ReferralId id)
    {
        var r = await broker.ReferralAsync(id);
        if (Chance(1)) await ReferrerAsync(r, new EnterInError(Personal.Of("Wrong person."), WrongPerson: Chance(50)));
        else if (Chance(2)) await ReferrerAsync(r, new Withdraw(WithdrawReason.PersonChangedMind));
        else if (Chance(3)) await ReferrerAsync(r, new Correct(Need: Pick<Need>()));
        else if (Chance(2)) await ServiceAsync(r, new AddNote(NoteVisibility.Shared, Personal.Of("A note.")));
        else if (Chance(3) && r.Contacts.Count > 0) await CorrectContactAsync(r);
        else if (Chance(6) && r.Jobs.Count > 0) await CorrectJobAsync(r);
        else await NextAsync(r);
    }

    private Task NextAsync(Referral r) => r.Status switch
    {
        ReferralStatus.Sent or ReferralStatus.Received => _random.Next(100) switch
        {
            < 20 => ServiceAsync(r, new Acknowledge()),
            < 28 => ServiceAsync(r, new RequestInformation(Personal.Of("When?"))),
            < 40 => ServiceAsync(r, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity) { OccurredOn = Day(r) }),
            < 55 => RedirectAsync(r),
            < 62 => ReferrerAsync(r, new Recall()),
            _ => ServiceAsync(r, new Accept { OccurredOn = Day(r) }),
        },
        ReferralStatus.AwaitingInformation => Chance(60) ? ReferrerAsync(r, new ProvideInformation(Personal.Of("Mornings."))) : ServiceAsync(r, new Accept()),
        ReferralStatus.Accepted => _random.Next(100) switch
        {
            < 15 => ServiceAsync(r, new UndoAcceptance()),
            < 22 => RedirectAsync(r),
            < 32 => ServiceAsync(r, new BookAppointment(broker.Today.AddDays(_random.Next(0, 6)), Pick<ContactMedium>()) { OccurredOn = Day(r) }),
            < 52 => AttendAsync(r),
            _ => ServiceAsync(r, new RecordContact(Pick<ContactMedium>(), Chance(75)) { OccurredOn = Day(r) }),
        },
        ReferralStatus.InContact => _random.Next(100) switch
        {
            < 5 => CloseAsync(r),
            < 10 => RedirectAsync(r),
            < 20 => AttendAsync(r),
            < 26 => ServiceAsync(r, new RecordAdvice(Pick<Need>()) { OccurredOn = Day(r) }),
            < 30 => ServiceAsync(r, new StartTraining()),
            // A step of another journey is refused and leaves nothing behind.
            < 35 => Chance(50) ? ServiceAsync(r, new OpenAdviceCase([AdviceArea.Debt])) : ServiceAsync(r, new StartProfile()),
            _ => r.Journey.Has(Milestone.AdviceCase)
                ? ServiceAsync(r, new OpenAdviceCase([Pick<AdviceArea>()]) { OccurredOn = Day(r) })
                : ServiceAsync(r, new StartProfile { OccurredOn = Day(r) }),
        },
        ReferralStatus.Engaged when r.Journey.Has(Milestone.AdviceCase) => _random.Next(100) switch
        {
            < 8 => CloseAsync(r),
            < 12 => ServiceAsync(r, new Pause(PauseReason.Health, broker.Today.AddDays(20))),
            < 16 => StartJobAsync(r),
            < 50 => ServiceAsync(r, new RecordAdvice(Pick<Need>()) { OccurredOn = Day(r) }),
            _ => ServiceAsync(r, new RecordGain(_random.Next(1, 400_000) / 100m, Chance(70) ? GainBasis.Yearly : GainBasis.Once, Pick<GainKind>()) { OccurredOn = Day(r) }),
        },
        ReferralStatus.Engaged when r.Journey.Has(Milestone.Retention) => _random.Next(100) switch
        {
            < 6 => CloseAsync(r),
            < 10 => StartJobAsync(r),
            < 20 => ServiceAsync(r, new RecordEmployerContact(true)),
            _ => ServiceAsync(r, new AgreePlan { OccurredOn = Day(r) }),
        },
        ReferralStatus.Engaged => _random.Next(100) switch
        {
            < 6 => CloseAsync(r),
            < 10 => ServiceAsync(r, new Pause(PauseReason.Health, broker.Today.AddDays(20))),
            < 20 => ServiceAsync(r, new RecordEmployerContact(true)),
            < 25 => ServiceAsync(r, new AgreePlan()),
            _ => StartJobAsync(r),
        },
        ReferralStatus.InWork when r.Journey.Has(Milestone.Retention) => _random.Next(100) switch
        {
            < 4 => CloseAsync(r),
            < 8 => ServiceAsync(r, new AgreePlan { OccurredOn = Day(r) }),
            < 12 => ServiceAsync(r, new Pause(PauseReason.Health, broker.Today.AddDays(20))),
            _ => ServiceAsync(r, new RecordRetention(Pick([13, 26]), 16, EmploymentEvidence.Payslip)),
        },
        ReferralStatus.InWork => _random.Next(100) switch
        {
            < 3 => CloseAsync(r),
            < 6 => StartJobAsync(r),
            < 9 => EndJobAsync(r),
            _ => ConfirmAsync(r),
        },
        ReferralStatus.Paused => Chance(70) ? ServiceAsync(r, new Resume()) : CloseAsync(r),
        ReferralStatus.Declined => _random.Next(100) switch
        {
            < 25 => ReferrerAsync(r, new RecordTold(ContactMedium.Telephone)),
            < 40 => CloseAsync(r),
            _ => RematchAsync(r),
        },
        ReferralStatus.Closed => Chance(50) ? ReopenAsync(r) : Task.CompletedTask,
        _ => Task.CompletedTask,
    };

    private async Task RedirectAsync(Referral r)
    {
        // Its new referral is found in the log, where everybody else finds it.
        var done = await TryAsync(broker.Dispatcher.RedirectAsync(r.Id, new Redirect(Pick(TestBroker.Services), RedirectReason.BetterFit) { OccurredOn = Day(r) }, By(WorkerOf(r))));
        if (done is not { } from) return;
        _referrals.Add((await broker.Log.ReadAsync(from)).Select(e => EventJson.Read(e.Type, e.Data)).OfType<Redirected>().Single().To);
    }

    private async Task RematchAsync(Referral r)
    {
        if (_people.Find(p => p.Is(r.Terms!.Person)) is not { } person) return;
        var talks = _talks.Where(t => t.Person is { } with && person.Is(with)).ToArray();
        await SendAsync(person, Chance(15) && talks.Length > 0 ? Pick(talks).Id : null, r.Id);
    }

    private Task AttendAsync(Referral r)
    {
        var open = r.Appointments.FirstOrDefault(a => a.Value.Attendance is null && a.Value.On <= broker.Today);
        return open.Value is null
            ? ServiceAsync(r, new BookAppointment(broker.Today, ContactMedium.FaceToFace))
            : ServiceAsync(r, new RecordAttendance(open.Key, Pick<Attendance>(), Chance(20) ? Pick<ContactMedium>() : null));
    }

    private Task StartJobAsync(Referral r)
    {
        var start = Day(r) ?? broker.Today;
        DateOnly? paid = Chance(60) ? start.AddDays(_random.Next(0, 4)) : null;
        _working.UnionWith(_people.Where(p => p.Is(r.Terms!.Person)).Select(p => p.Person));
        return ServiceAsync(r, new StartJob(start, _random.Next(5, 30), paid > broker.Today ? null : paid));
    }

    private Task EndJobAsync(Referral r)
    {
        var open = r.Jobs.First(j => j.Value.IsOpen);
        return ServiceAsync(r, new EndJob(open.Key, Between(open.Value.StartedOn, broker.Today)));
    }

    private Task ConfirmAsync(Referral r)
    {
        var due = from job in r.Jobs
                  from weeks in Referral.CheckWeeks
                  where !job.Value.ConfirmedWeeks.Contains(weeks) && job.Value.After(weeks) <= broker.Today
                  select (job.Key, weeks);
        if (due.ToArray() is not { Length: > 0 } all) return Task.CompletedTask;
        var (id, after) = Pick(all);
        var (worked, within) = Pick([(13, 13), (13, 16), (13, 17), (12, 13), (26, 26), (26, 29)]);
        return ServiceAsync(r, new ConfirmEmployment(id, after, Pick([6.5m, 7m, 16m]), Chance(80) ? WageBasis.NationalLivingWageOrMore : Pick<WageBasis>(), EmploymentEvidence.Payslip, worked, within));
    }

    private Task CorrectContactAsync(Referral r)
    {
        var (id, contact) = Pick(r.Contacts.ToArray());
        return ServiceAsync(r, new Correct(Contact: new(id, Between(r.SentOn, broker.Today), Chance(60) ? contact.Medium : Pick<ContactMedium>(), Chance(60))));
    }

    private Task CorrectJobAsync(Referral r)
    {
        var (id, job) = Pick(r.Jobs.ToArray());
        var start = Between(r.SentOn, job.EndedOn is { } end && end < broker.Today ? end : broker.Today);
        return ServiceAsync(r, new Correct(Job: new(id, start, _random.Next(1, 30), Chance(50) ? Between(start, broker.Today) : null)));
    }

    private Task CloseAsync(Referral r)
    {
        var command = new Close(CloseReason.Other, CloseOutcome.Unknown) { OccurredOn = Day(r) };
        return r.Status == ReferralStatus.Declined ? ReferrerAsync(r, command) : ServiceAsync(r, command);
    }

    private async Task ReopenAsync(Referral r)
    {
        await ServiceAsync(r, new Reopen());
        await ReferrerAsync(r, new Reopen());
    }

    private Task ServiceAsync<T>(Referral r, T command) where T : IReferralVerb<T> => TryAsync(broker.Dispatcher.ReferralAsync(r.Id, command, By(WorkerOf(r))));

    private Task ReferrerAsync<T>(Referral r, T command) where T : IReferralVerb<T> => TryAsync(broker.Dispatcher.ReferralAsync(r.Id, command, By(ReferrerOf(r))));

    private static readonly Actor[] Workers = [TestBroker.Worker, TestBroker.OtherWorker, TestBroker.Adviser, TestBroker.HubOfficer];

    private static Actor WorkerOf(Referral r) => Workers.Single(a => r.IsProvider(a.Organisation));

    private static Actor ReferrerOf(Referral r) =>
        Workers.Concat([TestBroker.Clinician, TestBroker.OtherClinician]).Single(a => r.IsReferrer(a.Organisation));

    private static async Task<Guid?> TryAsync(Task<Outcome> command) => await command is Outcome.Done { Changed: true } done ? done.Target : null;

    private static Envelope By(Actor actor) => TestBroker.By(actor);

    /// <summary>Today, or some day since the referral was sent.</summary>
    private DateOnly? Day(Referral r) => Chance(60) ? null : Between(r.SentOn, broker.Today);

    private DateOnly? Backdated(int most) => Chance(80) ? null : broker.Today.AddDays(-_random.Next(0, most));

    private DateOnly Between(DateOnly first, DateOnly last) => first.AddDays(_random.Next(0, Math.Max(1, last.DayNumber - first.DayNumber + 1)));

    private bool Chance(int percent) => _random.Next(100) < percent;

    private T Pick<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private T Pick<T>() where T : struct, Enum => Pick(Enum.GetValues<T>());
}
