using System.Globalization;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests.HandComputed;

/// <summary>What makes the case hard, said by the real commands.</summary>
public sealed partial class WrittenOutBroker
{
    private async Task HappenAsync(Line line)
    {
        var (of, day, detail) = (line.Of("of"), line.Day("day"), line["detail"]);
        await (line.Of("what") switch
        {
            "acceptance-undone" => SayAsync(of, new UndoAcceptance { OccurredOn = day }),
            "accepted-again" => SayAsync(of, new Accept { OccurredOn = day }),
            "contact" => SayAsync(of, new RecordContact(MediumOf(detail!), WasReached(detail!)) { OccurredOn = day }),
            "contact-corrected" => SayAsync(of, new Correct(Contact: new(Entry($"contact {of}"), day!.Value, MediumOf(detail!), WasReached(detail!)))),
            "missed" => MeetAsync(of, day!.Value, Attendance.DidNotAttend),
            "advice" => SayAsync(of, new RecordAdvice(Need.MoneyWorries) { OccurredOn = day }),
            "job" => SayAsync(of, new StartJob(day!.Value, 16, DayOf(detail!)) { Id = Entry($"job {of}/2") }),
            "job-ended" => SayAsync(of, new EndJob(Entry($"job {of}/1"), day!.Value)),
            "job-corrected" => SayAsync(of, new Correct(Job: new(Entry($"job {of}/1"), day!.Value, Hours(ReferralOf(of)), DayOf(detail!)))),
            "second-job-confirmed" => SayAsync(of, new ConfirmEmployment(Entry($"job {of}/2"), int.Parse(detail!, CultureInfo.InvariantCulture), 16, WageBasis.NationalLivingWageOrMore, EmploymentEvidence.Payslip)),
            "gain" => GainAsync(of, day, detail!, $"gain {of}/{day}"),
            "gain-corrected" => SayAsync(of, new Correct(Gain: new(Entry($"gain {of}"), PoundsOf(detail!), BasisOf(detail!), GainKind.BenefitIncome))),
            "closed" => SayAsync(of, new Close(Codes.Parse<CloseReason>(detail)!.Value, CloseOutcome.Unknown) { OccurredOn = day }),
            "reopened" => SayAsync(of, new Reopen { OccurredOn = day }),
            "in-error" => SayAsync(of, new EnterInError(Personal.Of(line.Of("why")))),
            "conversation-in-error" => SayOfTalkAsync(of, new EnterConversationInError(Personal.Of(line.Of("why")))),
            "conversation-declined" => SayOfTalkAsync(of, new DeclineOffer(Codes.Parse<OfferDeclineReason>(detail)!.Value)),
            "merged" => DoneAsync(Broker.Dispatcher.MergeAsync(_people[detail!], new Merge(_people[of]), TestBroker.By(KnownTo(of)))),
            "unmerged" => DoneAsync(Broker.Dispatcher.UnmergeAsync(_people[detail!], new Unmerge(_people[of]), TestBroker.By(KnownTo(of)))),
            "told" => TellAsync(of, day, Told(detail!, 0), Told(detail!, 1), Told(detail!, 2)),
            var unknown => throw new InvalidOperationException($"Nobody knows how to say '{unknown}'."),
        });
    }

    /// <summary>They arrange to meet on a day, and it is told on that day whether they did.</summary>
    private async Task MeetAsync(string number, DateOnly day, Attendance attendance)
    {
        var appointment = Entry($"appointment {number}/{day}");
        await SayAsync(number, new BookAppointment(day, ContactMedium.FaceToFace) { Id = appointment });
        await SayAsync(number, new RecordAttendance(appointment, attendance));
    }

    private Task GainAsync(string number, DateOnly? day, string what, string entry) =>
        SayAsync(number, new RecordGain(PoundsOf(what), BasisOf(what), GainKind.BenefitIncome) { OccurredOn = day, Id = Entry(entry) });

    /// <summary>Says something of a referral, by whoever may: the sender takes back and closes what was declined, the service does all else.</summary>
    private async Task SayAsync<T>(string number, T command) where T : IReferralVerb<T>
    {
        var line = ReferralOf(number);
        var bySender = command is Withdraw or Recall or EnterInError || (command is Close && line["ended"] == "declined");
        await DoneAsync(Broker.Dispatcher.ReferralAsync(_referrals[number], command, TestBroker.By(bySender ? Senders[line.Of("sender")].By : WorkerOf(line))), $"{T.Verb} of referral {number}");
    }

    private Task SayOfTalkAsync<T>(string number, T command) where T : IConversationVerb<T> =>
        DoneAsync(Broker.Dispatcher.ConversationAsync(_talks[number], command, TestBroker.By(Senders[WrittenOut.Conversations.Single(c => c["conversation"] == number).Of("sender")].By)));

    /// <summary>What is written is possible and changes something, or the lists would say what the log does not.</summary>
    private static async Task<Guid> DoneAsync(Task<Outcome> command, string what = "it")
    {
        var outcome = await command;
        outcome.Should().BeOfType<Outcome.Done>("{0} is in the lists, but was answered {1}", what, (outcome as Outcome.Refused)?.Refusal.Code)
            .Which.Changed.Should().BeTrue("{0} is in the lists", what);
        return ((Outcome.Done)outcome).Target;
    }

    private static Line ReferralOf(string number) => WrittenOut.Referrals.Single(r => r["referral"] == number);

    private static Actor WorkerOf(Line line) => TestBroker.Directory.Single(d => d.Service.Value == Services[line.Of("service")]).Worker;

    private Guid Entry(string name) => _entries.TryGetValue(name, out var known) ? known : _entries[name] = Guid.CreateVersion7();

    private static decimal Hours(Line line) => decimal.Parse(line.Of("hours"), CultureInfo.InvariantCulture);

    private static ContactMedium MediumOf(string detail) => Codes.Parse<ContactMedium>(detail.Split(' ')[0])!.Value;

    private static bool WasReached(string detail) => detail.Split(' ')[1] == "reached";

    private static DateOnly DayOf(string detail) => DateOnly.Parse(detail, CultureInfo.InvariantCulture);

    private static decimal PoundsOf(string detail) => decimal.Parse(detail.Split(' ')[0], CultureInfo.InvariantCulture);

    private static GainBasis BasisOf(string detail) => Codes.Parse<GainBasis>(detail.Split(' ')[1])!.Value;

    private static string? Told(string detail, int at) => detail.Split(' ')[at] is var told && told == "-" ? null : told;
}
