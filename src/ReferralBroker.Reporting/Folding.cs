using System.Text.Json;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting;

/// <summary>Between the log's events and the facts projections fold; personal values stay sealed, no projection opens them.</summary>
internal static class Folding
{
    private static readonly JsonSerializerOptions Options = new(EventJson.Options) { IgnoreReadOnlyProperties = true };

    /// <summary>What happened.</summary>
    /// <exception cref="LogException">A newer program has written the event: this one must not go on without it.</exception>
    public static DomainEvent EventOf(RecordedEvent e) => EventCatalogue.TypeOf(e.Type) is null ? throw LogException.Unknown(e.Type) : EventJson.Read(e.Type, e.Data);

    public static Fact FactOf(RecordedEvent e) => new(EventOf(e), e.OccurredOn, e.RecordedAt,
        new(e.Actor.User, Codes.Parse<Role>(e.Actor.Role) ?? throw new FormatException($"'{e.Actor.Role}' is no role."), new(Guid.Parse(e.Actor.Organisation))));

    /// <summary>The same fact without the texts that came with a sending: no list and no report needs them, and no row should carry them.</summary>
    public static Fact WithoutTexts(Fact fact) =>
        fact.Event is Sent sent ? fact with { Event = sent with { NeedSummary = null, HealthDetail = null, RiskDetail = null } } : fact;

    /// <summary>A folded state as it is kept in a projection's row between pages.</summary>
    public static string Keep<T>(T state) => JsonSerializer.Serialize(state, Options);

    public static T Take<T>(string kept) => JsonSerializer.Deserialize<T>(kept, Options)!;
}
