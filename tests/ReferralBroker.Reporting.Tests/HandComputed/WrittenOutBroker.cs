using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Testing;
using Record = ReferralBroker.Domain.Conversations.Record;

namespace ReferralBroker.Reporting.Tests.HandComputed;

/// <summary>
/// A broker that has lived through the lists: every line was said by the real commands, in the order in which it was told, each on its day. The clock
/// ticked at every midnight, so that each day is closed and silence is marked, as it would be.
/// </summary>
public sealed partial class WrittenOutBroker(TestCluster cluster) : IAsyncLifetime
{
    private static readonly DateOnly FirstDay = new(2026, 1, 5);
    private static readonly DateOnly LastDay = new(2026, 10, 1);

    /// <summary>The third of those who refer; the directory of the tests has two.</summary>
    private static readonly Actor HealthCentre = new("health-centre", Role.Clinician, new(new("0a000000-0000-7000-8000-000000000009")));

    private static readonly Dictionary<string, (Actor By, ReferralSource Source, Setting Setting)> Senders = new()
    {
        ["surgery"] = (TestBroker.Clinician, ReferralSource.GeneralPractice, Setting.GeneralPractice),
        ["wellbeing-team"] = (TestBroker.OtherClinician, ReferralSource.MentalHealthTeam, Setting.CommunityMentalHealth),
        ["health-centre"] = (HealthCentre, ReferralSource.OtherPrimaryCare, Setting.PrimaryCareMentalHealth),
    };

    /// <summary>The services by the names that the lists give them.</summary>
    public static readonly IReadOnlyDictionary<string, Guid> Services = new Dictionary<string, Guid>
    {
        ["ips-north"] = TestBroker.Service.Value,
        ["ips-south"] = TestBroker.ThirdService.Value,
        ["connect-to-work"] = TestBroker.ConnectToWork.Value,
        ["staying-in-work"] = TestBroker.StayingInWork.Value,
        ["money-advice"] = TestBroker.MoneyAdvice.Value,
    };

    private readonly Dictionary<string, PersonId> _people = [];
    private readonly Dictionary<string, ConversationId> _talks = [];
    private readonly Dictionary<string, ReferralId> _referrals = [];

    // Contacts, jobs and gains are spoken of again: "job 21/2" is the second job of referral 21.
    private readonly Dictionary<string, Guid> _entries = [];
    private TestBroker? _broker;

    internal TestBroker Broker => _broker!;

    public async ValueTask InitializeAsync()
    {
        _broker = await TestBroker.StartAsync(cluster, projections: [new DirectoryProjection(), new StagesProjection()]);
        await DoneAsync(Broker.Dispatcher.RegisterAsync(HealthCentre.Organisation, new RegisterOrganisation("Health centre", OrganisationKind.GeneralPractice), TestBroker.By(TestBroker.Administrator)));
        var steps = Steps().OrderBy(s => s.At).ThenBy(s => s.Order).ToLookup(s => DateOnly.FromDateTime(s.At));
        for (var day = FirstDay; day <= LastDay; day = day.AddDays(1))
        {
            // A minute past midnight the day before is closed; what is said after that is of the new day.
            StandAt(day.ToDateTime(new(0, 1)));
            await Broker.TickAsync();
            foreach (var step in steps[day])
            {
                StandAt(step.At);
                await step.SayAsync();
            }
        }
        await Broker.CatchUpAsync();
    }

    public ValueTask DisposeAsync() => _broker?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void StandAt(DateTime england)
    {
        var at = EnglandTime.StartOf(DateOnly.FromDateTime(england)) + england.TimeOfDay;
        // The directory was listed at nine on the first day; before that nothing can be said.
        if (at > TestBroker.Monday) Broker.Time.Now = Broker.VaultTime.Now = at;
    }

    /// <param name="At">When it is told, by England's clocks.</param>
    /// <param name="Order">What comes first among things told at the same time.</param>
    /// <param name="SayAsync">Says it.</param>
    private sealed record Step(DateTime At, int Order, Func<Task> SayAsync);

    private IEnumerable<Step> Steps()
    {
        foreach (var line in WrittenOut.People)
        {
            yield return new(line.Moment("registered"), 0, () => RegisterAsync(line));
            if (line["told"] is not null) yield return new(line.Moment("told"), 1, () => TellAsync(line.Of("person"), null, line["sex"], line["ethnicity"], line["area"]));
        }
        foreach (var line in WrittenOut.Conversations) yield return new(line.Moment("recorded"), 2, () => TalkAsync(line));
        foreach (var line in WrittenOut.Referrals)
            foreach (var (column, day, order, say) in Columns(line))
                if (line[day] is not null) yield return new(WrittenOut.ToldAt(line, column, day), order, say);
        foreach (var line in WrittenOut.Happenings)
            if (line.Of("what") != "late") yield return new(line.Moment("recorded"), 20, () => HappenAsync(line));
    }

    /// <summary>What each column of a referral has said, the column with the day it is told, and its order among what is told at the same time.</summary>
    private IEnumerable<(string Column, string Day, int Order, Func<Task> SayAsync)> Columns(Line line)
    {
        Task Say<T>(T command) where T : IReferralVerb<T> => SayAsync(line.Of("referral"), command);
        var number = line.Of("referral");
        // What was redirected is sent by the redirecting.
        if (line["follows"]?.StartsWith("redirect", StringComparison.Ordinal) != true) yield return ("sent", "sent", 3, () => SendAsync(line));
        yield return ("received", "received", 4, () => Say(new Acknowledge { OccurredOn = line.Day("received") }));
        yield return ("accepted", "accepted", 5, () => Say(new Accept { OccurredOn = line.Day("accepted") }));
        yield return ("contact", "contact", 6, () => line["by"] == "appointment" ? MeetAsync(number, line.Day("contact")!.Value, Attendance.Attended)
            : Say(new RecordContact(Codes.Parse<ContactMedium>(line["by"])!.Value, true) { OccurredOn = line.Day("contact"), Id = Entry($"contact {number}") }));
        yield return ("engaged", "engaged", 7, () => line["service"] == "money-advice" ? Say(new OpenAdviceCase([AdviceArea.Debt]) { OccurredOn = line.Day("engaged") }) : Say(new StartProfile { OccurredOn = line.Day("engaged") }));
        yield return ("plan", "plan", 8, () => Say(new AgreePlan { OccurredOn = line.Day("plan") }));
        yield return ("advice", "advice", 9, () => Say(new RecordAdvice(Need.MoneyWorries) { OccurredOn = line.Day("advice") }));
        yield return ("job", line["four_hours"] is null ? "job" : "four_hours", 10, () => Say(new StartJob(line.Day("job")!.Value, Hours(line), line.Day("four_hours")) { Id = Entry($"job {number}/1") }));
        yield return ("weeks_13", "weeks_13", 11, () => ConfirmAsync(line, 13));
        yield return ("weeks_26", "weeks_26", 12, () => ConfirmAsync(line, 26));
        yield return ("gain", "gain", 13, () => GainAsync(number, line.Day("gain"), line.Of("pounds"), $"gain {number}"));
        yield return ("ended", "ended_on", 14, () => EndAsync(line));
    }

    private async Task RegisterAsync(Line line) => _people[line.Of("person")] = await Broker.RegisterAsync(Senders[line.Of("known_to")].By);

    private Task TellAsync(string person, DateOnly? day, string? sex, string? ethnicity, string? area) => DoneAsync(Broker.Dispatcher.PersonAsync(_people[person], new RecordDemographics(new(
        EthnicCategory: Codes.Parse<EthnicCategory>(ethnicity),
        Sex: sex switch { "male" => Sex.Male, "female" => Sex.Female, "indeterminate" => Sex.Indeterminate, "not-known" => Sex.NotKnown, _ => null },
        SmallArea: area))
    { OccurredOn = day }, TestBroker.By(KnownTo(person))));

    private static Actor KnownTo(string person) => Senders[WrittenOut.People.Single(p => p["person"] == person).Of("known_to")].By;

    private async Task TalkAsync(Line line)
    {
        var (by, _, setting) = Senders[line.Of("sender")];
        var ending = line.Of("outcome") switch
        {
            "agreed" => Ending.ReferralAgreed,
            "offered" => Ending.SupportOffered,
            "declined" => Ending.OfferDeclined,
            "signposted" => Ending.Signposted,
            "advice" => Ending.AdviceGiven,
            _ => Ending.RecordOnly,
        };
        PersonId? person = line["person"] is { } number ? _people[number] : null;
        _talks[line.Of("conversation")] = new(await DoneAsync(Broker.Dispatcher.RecordAsync(
            new Record(setting, ProfessionalRole.Nurse, [Topic.OutOfWork], person, ending, Codes.Parse<OfferDeclineReason>(line["reason"]), OccurredOn: line.Day("held")), TestBroker.By(by))));
    }

    private async Task SendAsync(Line line)
    {
        var (by, source, setting) = Senders[line.Of("sender")];
        var (person, day, agreement) = (_people[line.Of("person")], line.Day("sent"), new AgreementId(Guid.CreateVersion7()));
        await DoneAsync(Broker.Dispatcher.PersonAsync(person, new GiveAgreement(agreement, AgreementScope.ContactOnly, AgreementGiven.InPerson, "2026-01") { OccurredOn = day }, TestBroker.By(by)));
        ConversationId? talk = line["conversation"] is { } number && line["follows"] is null ? _talks[number] : null;
        ReferralId? previous = line["follows"] is { } follows ? _referrals[follows.Split(' ')[^1]] : null;
        _referrals[line.Of("referral")] = new(await DoneAsync(Broker.Dispatcher.SendAsync(
            new Send(person, new(Services[line.Of("service")]), agreement, source, setting, Need.FindWork, talk, previous) { OccurredOn = day }, TestBroker.By(by))));
    }

    private async Task EndAsync(Line line)
    {
        var (number, day) = (line.Of("referral"), line.Day("ended_on"));
        await (line.Of("ended") switch
        {
            "declined" => SayAsync(number, new Decline(line["reason"] == "person-declined" ? DeclinedBy.Person : DeclinedBy.Service, Codes.Parse<DeclineReason>(line["reason"])!.Value) { OccurredOn = day }),
            "withdrawn" => SayAsync(number, new Withdraw(Codes.Parse<WithdrawReason>(line["reason"])!.Value) { OccurredOn = day }),
            "recalled" => SayAsync(number, new Recall { OccurredOn = day }),
            "closed" => SayAsync(number, new Close(Codes.Parse<CloseReason>(line["reason"])!.Value, CloseOutcome.Unknown) { OccurredOn = day }),
            _ => RedirectAsync(line, day),
        });
    }

    private async Task RedirectAsync(Line line, DateOnly? day)
    {
        var next = WrittenOut.Referrals.Single(r => r["follows"] == $"redirect of {line.Of("referral")}");
        await DoneAsync(Broker.Dispatcher.RedirectAsync(_referrals[line.Of("referral")],
            new Redirect(new(Services[next.Of("service")]), Codes.Parse<RedirectReason>(line["reason"])!.Value) { OccurredOn = day }, TestBroker.By(WorkerOf(line))));
        _referrals[next.Of("referral")] = (await Broker.ReferralAsync(_referrals[line.Of("referral")])).RedirectedTo!.Value;
    }

    private Task ConfirmAsync(Line line, int weeks)
    {
        var number = line.Of("referral");
        if (line["service"] == "staying-in-work") return SayAsync(number, new RecordRetention(weeks, 16, EmploymentEvidence.Payslip));
        var worked = line["worked"]?.Split('/').Select(w => int.Parse(w, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return SayAsync(number, new ConfirmEmployment(Entry($"job {number}/1"), weeks, Hours(line),
            line["wage"] == "nlw" ? WageBasis.NationalLivingWageOrMore : WageBasis.BelowNationalLivingWage, EmploymentEvidence.Payslip, worked?[0], worked?[1]));
    }
}
