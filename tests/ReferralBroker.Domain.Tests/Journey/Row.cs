using static ReferralBroker.Domain.Referrals.ReferralStatus;
using Awaited = ReferralBroker.Domain.Referrals.Awaited;
using Due = ReferralBroker.Domain.Referrals.Due;
using NextActor = ReferralBroker.Domain.Referrals.NextActor;
using ReferralStatus = ReferralBroker.Domain.Referrals.ReferralStatus;

namespace ReferralBroker.Domain.Tests.Journey;

/// <summary>Which side a verb belongs to.</summary>
public enum Side
{
    Service,
    Referrer,
    Either,
    Clock,
}

/// <summary>What an accepted verb leads to.</summary>
public sealed record Leads(ReferralStatus To, Due Due);

/// <summary>
/// What a journey says of one verb: the states in which it is allowed, the state and the promise it leads to, and the refusal elsewhere.
/// Written from the design, by hand; <see cref="In"/> says on which day each state was entered and each verb is asked.
/// </summary>
public sealed class Row(string verb, Side side)
{
    private readonly Dictionary<ReferralStatus, Leads> _leads = [];
    private readonly Dictionary<ReferralStatus, string> _refused = [];
    private string _elsewhere = "referral.not-now";

    public string Verb => verb;

    public Side Side => side;

    public IReadOnlyDictionary<ReferralStatus, Leads> Allowed => _leads;

    /// <summary>Whether it is accepted everywhere else too, and records nothing there.</summary>
    public bool IsNothingElsewhere { get; private set; }

    /// <summary>Whether it is a step of other journeys.</summary>
    public bool IsForeign { get; private set; }

    public string Refusal(ReferralStatus status) => _refused.GetValueOrDefault(status, _elsewhere);

    public Row From(ReferralStatus from, ReferralStatus to, NextActor next, Awaited awaited, DateOnly? by)
    {
        _leads.Add(from, new(to, new(next, awaited, by)));
        return this;
    }

    /// <summary>Leads to a state in which nobody need do anything.</summary>
    public Row Ends(ReferralStatus to, params ReferralStatus[] from) => from.Aggregate(this, (row, f) => row.From(f, to, NextActor.Nobody, Awaited.Nothing, null));

    /// <summary>Changes neither the state nor the promise.</summary>
    public Row Keeps(params ReferralStatus[] states) => states.Aggregate(this, (row, s) => row.From(s, s, Promised[s].NextActor, Promised[s].Awaited, Promised[s].On));

    public Row Refused(string code, params ReferralStatus[] states)
    {
        foreach (var state in states) _refused.Add(state, code);
        return this;
    }

    public Row Elsewhere(string code)
    {
        _elsewhere = code;
        return this;
    }

    /// <summary>A step of other journeys, refused in every state of this one.</summary>
    public Row NotInJourney()
    {
        IsForeign = true;
        return Elsewhere("referral.not-in-journey");
    }

    public Row NothingElsewhere()
    {
        IsNothingElsewhere = true;
        return this;
    }

    /// <summary>The promise in force in each state, before the verb: <see cref="In"/> makes it the same in every journey.</summary>
    public static readonly IReadOnlyDictionary<ReferralStatus, Due> Promised = new Dictionary<ReferralStatus, Due>
    {
        [Sent] = new(NextActor.Service, Awaited.Acknowledgement, June(3)),
        [Received] = new(NextActor.Service, Awaited.Decision, June(9)),
        [AwaitingInformation] = new(NextActor.Referrer, Awaited.Answer, June(10)),
        [Accepted] = new(NextActor.Service, Awaited.FirstContact, June(10)),
        [InContact] = new(NextActor.Service, Awaited.FirstMeeting, June(24)),
        [Engaged] = new(NextActor.Service, Awaited.Contact, July(6)),
        [InWork] = new(NextActor.Service, Awaited.Confirmation13Weeks, new(2026, 9, 14)),
        [Paused] = new(NextActor.Service, Awaited.Resumption, new(2026, 8, 13)),
        [Declined] = new(NextActor.Referrer, Awaited.TellingThePerson, June(10)),
        [Redirected] = new(NextActor.Nobody, Awaited.Nothing, null),
        [Withdrawn] = new(NextActor.Nobody, Awaited.Nothing, null),
        [Closed] = new(NextActor.Nobody, Awaited.Nothing, null),
        [EnteredInError] = new(NextActor.Nobody, Awaited.Nothing, null),
    };

    private static DateOnly June(int day) => new(2026, 6, day);

    private static DateOnly July(int day) => new(2026, 7, day);
}
