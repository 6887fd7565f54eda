using System.Text.Json;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting;

/// <summary>Between the log's events and the facts projections fold; personal values stay sealed, no projection opens them.</summary>
internal static class Folding
{
    private static readonly JsonSerializerOptions Options = new(EventJson.Options) { IgnoreReadOnlyProperties = true };

    public static Fact FactOf(RecordedEvent e) => new(EventJson.Read(e.Type, e.Data), e.OccurredOn, e.RecordedAt,
        new(e.Actor.User, Codes.Parse<Role>(e.Actor.Role) ?? throw new FormatException($"'{e.Actor.Role}' is no role."), new(Guid.Parse(e.Actor.Organisation))));

    /// <summary>A folded state as it is kept in a projection's row between pages.</summary>
    public static string Keep<T>(T state) => JsonSerializer.Serialize(state, Options);

    public static T Take<T>(string kept) => JsonSerializer.Deserialize<T>(kept, Options)!;
}
