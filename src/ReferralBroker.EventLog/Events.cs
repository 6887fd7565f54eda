namespace ReferralBroker.EventLog;

/// <summary>Who did it, as the log keeps it: opaque keys, never a name.</summary>
/// <param name="User">The user or system client.</param>
/// <param name="Role">The role acted in.</param>
/// <param name="Organisation">The organisation acted for.</param>
public sealed record LogActor(string User, string Role, string Organisation);

/// <summary>An event to be appended.</summary>
/// <param name="Type">Its stored name with version, such as <c>referral.accepted.v1</c>; never a class name.</param>
/// <param name="OccurredOn">The day on which the user says it happened.</param>
/// <param name="Data">The payload: a JSON object.</param>
public sealed record NewEvent(string Type, DateOnly OccurredOn, string Data);

/// <summary>An event as it stands in the log. It never changes.</summary>
/// <param name="Position">Its place in the whole log, from 1 upwards with holes; see <see cref="SettledReader"/> for what order means.</param>
/// <param name="Stream">The stream it belongs to.</param>
/// <param name="Version">Its place in that stream: 1, 2, 3 without holes.</param>
/// <param name="Type">The stored name with version.</param>
/// <param name="RecordedAt">When it was appended, by the clock of the process that did it.</param>
/// <param name="OccurredOn">The day on which the user says it happened.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="CorrelationId">The piece of work it belongs to.</param>
/// <param name="CausationId">What brought it about, where that is another command.</param>
/// <param name="CommandId">The command that appended it.</param>
/// <param name="Data">The payload: a JSON object.</param>
public sealed record RecordedEvent(
    long Position,
    Guid Stream,
    int Version,
    string Type,
    DateTimeOffset RecordedAt,
    DateOnly OccurredOn,
    LogActor Actor,
    Guid CorrelationId,
    Guid? CausationId,
    Guid CommandId,
    string Data);
