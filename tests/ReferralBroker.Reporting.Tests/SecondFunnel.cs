using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting.Tests;

/// <summary>
/// The funnel once more, by other means: every event up to a position is read, each stream is folded on its own, and what is found is counted one
/// by one as the definitions say. It is slow and holds all in memory; nothing of the product's own reporting is used.
/// </summary>
internal sealed class SecondFunnel(IReadOnlyList<RecordedEvent> log)
{
    /// <summary>Something that a conversation or a referral has reached, on its day, with its value of each dimension.</summary>
    private sealed record Reached(string Unit, Guid Root, string Stage, DateOnly On, Dictionary<Dimension, string> Values, Guid Stream, decimal Pounds = 0);

    private readonly (long Position, Guid Stream, Fact Fact)[] _facts = [.. log.Select(e => (e.Position, e.Stream, Facts.Of(e)))];

    public const string Conversations = "conversation";
    public const string Referrals = "root-referral";

    /// <summary>The position a question stands at, or null where its day is not over.</summary>
    public long? PositionOf(DateOnly? asAt)
    {
        if (asAt is not { } day) return _facts[^1].Position;
        var closed = _facts.Where(e => e.Stream == Calendar.Stream).Select(e => (((DayClosed)e.Fact.Event).Day, e.Position)).ToArray();
        if (closed.Length == 0 || day > closed.Max(c => c.Day)) return null;
        return closed.Where(c => c.Day == day).Select(c => c.Position).FirstOrDefault();
    }

    /// <summary>
    /// How many reached each stage and what they gain a year, by values of the breakdown: "" is all together, and two dimensions are written "first|second".
    /// </summary>
    public Dictionary<(string Key, string Unit, string Stage), (long Count, decimal Pounds)> Count(FunnelQuestion question)
    {
        var reached = ReachedBy(PositionOf(question.AsAt)!.Value).Where(r => question.Only.All(o => r.Values.GetValueOrDefault(o.Key) == o.Value)).ToArray();
        var counts = new Dictionary<(string, string, string), (long, decimal)>();
        // Each dimension of the table is either looked at or left out; a month is looked at by asking for it alone.
        foreach (var looked in Subsets([.. question.By]))
            foreach (var (month, within) in looked.Contains(Dimension.Month) ? MonthsOf(question) : [("", question)])
            {
                var keyed = reached.Where(r => looked.All(d => d == Dimension.Month || r.Values.ContainsKey(d)))
                    .Select(r => (string.Join('|', question.By.Select(d => !looked.Contains(d) ? "" : d == Dimension.Month ? month : r.Values[d])), r));
                foreach (var (key, count) in Count(keyed, within)) counts[key] = count;
            }
        return counts;
    }

    private static IEnumerable<Dimension[]> Subsets(Dimension[] of) => of switch
    {
        [] => [[]],
        [var one] => [[], [one]],
        _ => [[], [of[0]], [of[1]], of],
    };

    private static IEnumerable<(string, FunnelQuestion)> MonthsOf(FunnelQuestion question)
    {
        for (var month = new DateOnly(question.From.Year, question.From.Month, 1); month < question.To; month = month.AddMonths(1))
            yield return (month.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), question with
            {
                From = month < question.From ? question.From : month,
                To = month.AddMonths(1) < question.To ? month.AddMonths(1) : question.To,
            });
    }

    private static Dictionary<(string, string, string), (long, decimal)> Count(IEnumerable<(string Key, Reached What)> reached, FunnelQuestion question)
    {
        var counts = new Dictionary<(string Key, string, string), (long Count, decimal Pounds)>();
        // A chain of redirects and re-matches is one: each stage counts once, on the first day that any of it was there.
        foreach (var one in reached.GroupBy(r => (r.Key, r.What.Unit, r.What.Root)))
        {
            var first = one.GroupBy(r => r.What.Stage).ToDictionary(s => s.Key, s => s.Min(r => r.What.On));
            var hasBegun = first.TryGetValue(one.Key.Unit == Conversations ? "conversation" : "sent", out var began);
            foreach (var (stage, on) in first)
            {
                var counted = question.Basis == Basis.Activity ? IsWithin(on, question) : hasBegun && IsWithin(began, question);
                if (!counted) continue;
                // What the whole chain gained, whichever of its referrals brought it.
                var pounds = one.Where(r => r.What.Stage == stage).Sum(r => r.What.Pounds);
                var before = counts.GetValueOrDefault((one.Key.Key, one.Key.Unit, stage));
                counts[(one.Key.Key, one.Key.Unit, stage)] = (before.Count + 1, before.Pounds + pounds);
            }
        }
        return counts;
    }

    private static bool IsWithin(DateOnly day, FunnelQuestion question) => day >= question.From && day < question.To;

    /// <summary>Each referral by itself, as it stood at a position: the days of its stages, and its value of each dimension.</summary>
    public IReadOnlyList<(Guid Root, Dictionary<string, DateOnly> Days, Dictionary<Dimension, string> Values)> ReferralsAt(long position) =>
        [.. StandingAt(position, Referrals).Select(r => (r.Root, r.Days, r.Values))];

    /// <summary>Each referral or conversation by itself, as it stood at a position, with the events that made it so.</summary>
    public IReadOnlyList<(Guid Root, Dictionary<string, DateOnly> Days, Dictionary<Dimension, string> Values, Fact[] Facts)> StandingAt(long position, string unit) =>
        [.. ReachedBy(position).Where(r => r.Unit == unit).GroupBy(r => r.Stream).Select(r => (r.First().Root, r.ToDictionary(s => s.Stage, s => s.On), r.First().Values,
            _facts.Where(f => f.Stream == r.Key && f.Position <= position).Select(f => f.Fact).ToArray()))];

    private IEnumerable<Reached> ReachedBy(long position)
    {
        var facts = _facts.Where(e => e.Position <= position).ToLookup(e => e.Stream, e => e.Fact);
        // Erasure takes what people were counted by from every past day too, so it is looked for in the whole log.
        var people = new SecondPeople([.. log.Where(e => e.Position <= position)], [.. _facts.Where(e => e.Fact.Event is Erased).Select(e => e.Stream)]);
        // Whoever a chain is of is looked at once, at its beginning, also where that was a mistake.
        var began = facts.Where(f => f.First().Event is Sent).ToDictionary(f => f.Key, f => f.First().OccurredOn);
        var referrals = facts.Where(f => f.First().Event is Sent).Select(f => (Facts: f.ToArray(), State: f.Aggregate(Referral.None(new(f.Key)), Referral.Evolve)))
            .Where(r => r.State.Status != ReferralStatus.EnteredInError).ToArray();
        foreach (var stream in facts.Where(f => f.First().Event is Recorded))
        {
            var state = stream.Aggregate(Conversation.None(new(stream.Key)), Conversation.Evolve);
            if (state.IsInError) continue;
            var sent = referrals.Where(r => r.State.Terms!.Conversation?.Value == stream.Key).Select(r => (DateOnly?)r.State.SentOn).Min();
            var values = people.ValuesOf(state.Person?.Value, state.HeldOn);
            values[Dimension.Setting] = Codes.Name(state.Recorded!.Setting);
            values[Dimension.Organisation] = state.Organisation.Value.ToString();
            foreach (var (stage, on) in OfConversation(state, sent))
                if (on is { } day) yield return new(Conversations, stream.Key, stage, day, values, stream.Key);
        }
        foreach (var (stream, state) in referrals)
        {
            var terms = state.Terms!;
            var values = people.ValuesOf(terms.Person.Value, began.GetValueOrDefault(terms.Root.Value, state.SentOn));
            values[Dimension.Setting] = Codes.Name(terms.Setting);
            values[Dimension.Organisation] = terms.Referrer.Value.ToString();
            values[Dimension.Service] = terms.Service.Value.ToString();
            values[Dimension.Provider] = terms.Provider.Value.ToString();
            values[Dimension.Journey] = terms.Journey;
            values[Dimension.Source] = Codes.Name(terms.Source);
            values[Dimension.Need] = Codes.Name(state.Need);
            foreach (var (stage, on) in OfReferral(stream, state))
                if (on is { } day) yield return new(Referrals, terms.Root.Value, stage, day, values, state.Id.Value, stage == "financial-gain" ? PoundsAYear(stream) : 0);
        }
    }

    private static IEnumerable<(string, DateOnly?)> OfConversation(Conversation c, DateOnly? sent) =>
    [
        ("conversation", c.HeldOn),
        ("offered", c.WasOffered ? c.HeldOn : null),
        ("agreed", c.ReferralAgreed ? c.HeldOn : null),
        ("referral-sent", sent),
        ("advice-given", c.AdviceGiven ? c.HeldOn : null),
        ("signposted", c.WasSignposted && sent is null ? c.HeldOn : null),
        ("offer-declined", c.Declined is not null ? c.HeldOn : null),
    ];

    private static IEnumerable<(string, DateOnly?)> OfReferral(Fact[] facts, Referral r)
    {
        var confirmed = facts.Select(f => f.Event).OfType<EmploymentConfirmed>().ToArray();
        var isAdvice = r.Terms!.Journey == "advice";
        // Twenty-six weeks are kept only by whoever kept the first thirteen.
        var kept = facts.Select(f => f.Event).OfType<EmploymentRetained>().Select(e => e.Weeks).DefaultIfEmpty().Max();
        var plan = r.Terms.Journey == "retention" ? First<ActionPlanAgreed>(facts) : null;
        var jobs = r.Jobs.Select(j => (j.Key, j.Value.StartedOn, j.Value.FourPaidHoursOn, Confirmed: confirmed.Where(c => c.Job == j.Key).ToArray())).ToArray();
        return
        [
            ("sent", First<Sent>(facts)),
            ("received", First<Received>(facts)),
            // What was accepted before the last acceptance undone does not count.
            ("accepted", First<Accepted>(After<AcceptanceUndone>(facts))),
            ("first-contact", FirstContact(r)),
            ("engaged", isAdvice ? First<AdviceCaseOpened>(facts) : First<ProfileStarted>(facts)),
            ("job-start", Earliest(jobs, j => j.FourPaidHoursOn ?? (j.Confirmed.Length > 0 ? j.StartedOn : null))),
            ("ipspc-threshold", Earliest(jobs, j => j.Confirmed.Any(IsThreshold) ? j.StartedOn.AddDays(91) : null)),
            ("sustained-13-weeks", Earliest(jobs, j => j.Confirmed.Length > 0 ? j.StartedOn.AddDays(91) : null)),
            ("sustained-26-weeks", Earliest(jobs, j => j.Confirmed.Any(c => c.Weeks == 26) ? j.StartedOn.AddDays(182) : null)),
            ("plan-to-keep-job", plan),
            ("retained-13-weeks", kept >= 13 ? plan?.AddDays(13 * 7) : null),
            ("retained-26-weeks", kept >= 26 ? plan?.AddDays(26 * 7) : null),
            ("case-advice-given", isAdvice ? First<AdviceGiven>(facts) : null),
            ("financial-gain", First<FinancialGainRecorded>(facts)),
            ("declined", First<Declined>(facts)),
            ("recalled", First<Recalled>(facts)),
            ("redirected", First<Redirected>(facts)),
            ("withdrawn", First<Withdrawn>(facts)),
            ("closed", First<Closed>(After<Reopened>(facts))),
            ("overdue", OverdueSince(facts)),
        ];
    }

    /// <summary>The day that was missed, where nothing has been promised since.</summary>
    private static DateOnly? OverdueSince(Fact[] facts) =>
        facts.Select(f => f.Event).OfType<ReferralEvent>().LastOrDefault(e => e is Domain.Referrals.Overdue || e.Due is not null) is Domain.Referrals.Overdue missed ? missed.DueOn : null;

    /// <summary>What is gained every year; what is gained once is left out.</summary>
    private static decimal PoundsAYear(Fact[] facts) => facts.Select(f => f.Event).OfType<FinancialGainRecorded>().Where(g => g.Basis == GainBasis.Yearly).Sum(g => g.Pounds);

    private static DateOnly? FirstContact(Referral r)
    {
        ContactMedium[] direct = [ContactMedium.FaceToFace, ContactMedium.Telephone, ContactMedium.TalkType, ContactMedium.Video];
        var contacts = r.Contacts.Values.Where(c => c.Reached && direct.Contains(c.Medium)).Select(c => (DateOnly?)c.On);
        var attended = r.Appointments.Values.Where(a => a.Attendance is Attendance.Attended or Attendance.AttendedLate && direct.Contains(a.Medium)).Select(a => (DateOnly?)a.On);
        return contacts.Concat(attended).Min();
    }

    /// <summary>13 weeks worked within 16, for at least 7 hours a week at the National Living Wage or more.</summary>
    private static bool IsThreshold(EmploymentConfirmed c) =>
        c.HoursPerWeek >= 7 && c.WageBasis == WageBasis.NationalLivingWageOrMore && c.WeeksWorked >= 13 && c.WithinWeeks - c.WeeksWorked <= 3;

    private static DateOnly? First<T>(IEnumerable<Fact> facts) => facts.Where(f => f.Event is T).Select(f => (DateOnly?)f.OccurredOn).Min();

    private static IEnumerable<Fact> After<T>(Fact[] facts) => facts.Skip(Array.FindLastIndex(facts, f => f.Event is T) + 1);

    private static DateOnly? Earliest<T>(IEnumerable<T> jobs, Func<T, DateOnly?> day) => jobs.Select(day).Min();
}
