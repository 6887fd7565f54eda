using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.LogicModel;

namespace ReferralBroker.Reporting.Tests;

/// <summary>
/// The outputs of the logic model once more, by other means: everything up to a position is folded in memory, and what is found is counted one
/// by one as the definitions say.
/// </summary>
internal sealed class SecondLogicModel(IReadOnlyList<RecordedEvent> log)
{
    private readonly (long Position, Guid Stream, Fact Fact)[] _facts = [.. log.Select(e => (e.Position, e.Stream, Facts.Of(e)))];

    /// <summary>On which day each thing of each output first counted, as it was known at a position.</summary>
    public Dictionary<string, List<DateOnly>> FirstDays(LogicModelQuestion question, long position)
    {
        Guid? Only(Dimension side) => question.Within.TryGetValue(side, out var id) ? Guid.Parse(id) : null;
        var streams = _facts.Where(e => e.Position <= position).GroupBy(e => e.Stream, e => e.Fact).Select(s => (Id: s.Key, Facts: s.ToArray())).ToArray();
        var talks = streams.Where(s => s.Facts[0].Event is Recorded).Select(s => s.Facts.Aggregate(Conversation.None(new(s.Id)), Conversation.Evolve)).Where(c => !c.IsInError).ToArray();
        var referrals = streams.Where(s => s.Facts[0].Event is Sent)
            .Select(s => (s.Facts, Terms: (Sent)s.Facts[0].Event, State: s.Facts.Aggregate(Referral.None(new(s.Id)), Referral.Evolve)))
            .Where(r => r.State.Status != ReferralStatus.EnteredInError)
            .Where(r => Only(Dimension.Organisation) is not { } o || r.Terms.Referrer.Value == o)
            .Where(r => Only(Dimension.Provider) is not { } p || r.Terms.Provider.Value == p).ToArray();
        var survivors = new Dictionary<Guid, Guid>();
        foreach (var (stream, facts) in streams)
            foreach (var fact in facts)
                if (fact.Event is MergedInto merged) survivors[stream] = merged.Into.Value;
                else if (fact.Event is UnmergedFrom) survivors.Remove(stream);

        return new()
        {
            ["conversations"] = [.. talks.Where(c => Only(Dimension.Organisation) is not { } o || c.Organisation.Value == o)
                .Where(c => Codes.Name(c.Recorded!.Setting) is not ("community" or "other")).Select(c => c.HeldOn)],
            ["referrals"] = Firsts(referrals
                .Where(r => r.Terms.Source != ReferralSource.Self)
                .Where(r => r.Terms.Journey is "ips" or "supported-employment" or "retention")
                .Select(r => (r.Terms.Root.Value, (DateOnly?)r.Facts[0].OccurredOn))),
            ["engagements-with-ips"] = Firsts(referrals.Where(r => r.Terms.Journey == "ips")
                .Select(r => (r.Terms.Root.Value, r.Facts.Where(f => f.Event is ProfileStarted).Select(f => (DateOnly?)f.OccurredOn).FirstOrDefault()))),
            ["people-into-employment"] = Firsts(referrals
                .Select(r => (survivors.GetValueOrDefault(r.Terms.Person.Value, r.Terms.Person.Value), FirstJob(r.Facts, r.State)))),
        };
    }

    /// <summary>The first day on which four paid hours had been worked in a job; one confirmed at 13 weeks without that day counts from its start.</summary>
    private static DateOnly? FirstJob(Fact[] facts, Referral r)
    {
        var confirmed = facts.Select(f => f.Event).OfType<EmploymentConfirmed>().Select(c => c.Job).ToHashSet();
        return r.Jobs.Select(j => j.Value.FourPaidHoursOn ?? (confirmed.Contains(j.Key) ? j.Value.StartedOn : (DateOnly?)null)).Min();
    }

    /// <summary>Each thing once, on its first day.</summary>
    private static List<DateOnly> Firsts(IEnumerable<(Guid Thing, DateOnly? On)> reached) =>
        [.. reached.Where(r => r.On is not null).GroupBy(r => r.Thing).Select(g => g.Min(r => r.On!.Value))];
}
