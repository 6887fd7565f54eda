using Npgsql;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Notices;

/// <summary>Something to be told.</summary>
/// <param name="Position">The event's position in the log; with the audience it names the notice for ever.</param>
/// <param name="Audience">Who is told.</param>
/// <param name="Subject">What it happened to: a referral, or a person.</param>
/// <param name="Event">The event's stored name.</param>
/// <param name="By">The organisation that did it, as the log names it.</param>
/// <param name="Attempts">How often it was tried, this time included.</param>
public sealed record Notice(long Position, NoticeAudience Audience, Guid Subject, string Event, string By, int Attempts);

/// <summary>How many notices stand how, and the fault of those that keep failing. No address and no content.</summary>
public sealed record NoticeCount(string State, string? Fault, long Count);

/// <summary>
/// The notices that wait, handed out one to one sender. Whoever takes one has first marked it as being sent: should the process die in the middle, it is
/// unknown whether it went out, and it is not sent again unless an operator says so.
/// </summary>
public sealed class NoticeQueue(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>After so many failures a notice is parked.</summary>
    public const int MostAttempts = 6;

    /// <summary>What is older than this when its turn first comes is no news.</summary>
    public static readonly TimeSpan NewsFor = TimeSpan.FromDays(3);

    /// <summary>Whoever has been about one for so long has died.</summary>
    public static readonly TimeSpan SendingAtMost = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4)];

    /// <summary>How long after so many failures it is tried again.</summary>
    public static TimeSpan PauseAfter(int attempts) => Pauses[Math.Clamp(attempts, 1, Pauses.Length) - 1];

    /// <summary>Takes some that are due, the oldest first. Nobody else is handed them.</summary>
    public async Task<IReadOnlyList<Notice>> TakeAsync(int most, CancellationToken stop = default)
    {
        var now = time.GetUtcNow();
        await RunAsync("update notices.notice set state = 'unknown', changed_at = $1 where state = 'sending' and changed_at < $2", [now, now - SendingAtMost], stop);
        await RunAsync("update notices.notice set state = 'stale', changed_at = $1 where state = 'waiting' and attempts = 0 and next_try < $2", [now, now - NewsFor], stop);
        await using var command = database.CreateCommand("""
            update notices.notice n set state = 'sending', attempts = attempts + 1, changed_at = $1
              from (select position, audience from notices.notice where state = 'waiting' and next_try <= $1
                     order by next_try, position limit $2 for update skip locked) as due
             where n.position = due.position and n.audience = due.audience
            returning n.position, n.audience, n.subject, n.event, n.by, n.attempts
            """);
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = most });
        await using var row = await command.ExecuteReaderAsync(stop);
        var taken = new List<Notice>();
        while (await row.ReadAsync(stop))
            taken.Add(new(row.GetInt64(0), Codes.Parse<NoticeAudience>(row.GetString(1))!.Value, row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetInt32(5)));
        return [.. taken.OrderBy(n => n.Position)];
    }

    /// <summary>It was taken by the mail server.</summary>
    public Task SentAsync(Notice notice) => EndAsync(notice, "sent", null);

    /// <summary>There is nobody to tell, and why.</summary>
    public Task NobodyAsync(Notice notice, string why) => EndAsync(notice, "nobody", why);

    /// <summary>It was cut off in the middle and may have arrived.</summary>
    public Task UnknownAsync(Notice notice, string fault) => EndAsync(notice, "unknown", fault);

    /// <summary>It did not go out. It is tried again after a pause, each longer than the last, and then parked.</summary>
    public Task FailedAsync(Notice notice, string fault) => notice.Attempts >= MostAttempts
        ? EndAsync(notice, "parked", fault)
        : RunAsync("update notices.notice set state = 'waiting', next_try = $3, changed_at = $4, fault = $5 where position = $1 and audience = $2 and state = 'sending'",
            [notice.Position, Codes.Name(notice.Audience), time.GetUtcNow() + PauseAfter(notice.Attempts), time.GetUtcNow(), fault], CancellationToken.None);

    /// <summary>Hands out again what was parked, and, where the operator says so, what may have arrived. Answers how many.</summary>
    public Task<int> RetryAsync(bool alsoUnknown, CancellationToken stop = default) =>
        RunAsync("update notices.notice set state = 'waiting', attempts = 0, next_try = $1, changed_at = $1 where state = 'parked' or (state = 'unknown' and $2)", [time.GetUtcNow(), alsoUnknown], stop);

    /// <summary>How many stand how.</summary>
    public async Task<IReadOnlyList<NoticeCount>> CountAsync(CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select state, case when state in ('parked', 'unknown', 'waiting') then fault end, count(*) from notices.notice group by 1, 2 order by 1, 2");
        await using var row = await command.ExecuteReaderAsync(stop);
        var counts = new List<NoticeCount>();
        while (await row.ReadAsync(stop)) counts.Add(new(row.GetString(0), await row.IsDBNullAsync(1, stop) ? null : row.GetString(1), row.GetInt64(2)));
        return counts;
    }

    private Task EndAsync(Notice notice, string state, string? fault) =>
        // What was done outside is done, whoever gives up meanwhile.
        RunAsync("update notices.notice set state = $3, changed_at = $4, fault = $5 where position = $1 and audience = $2 and state in ('sending', 'unknown')",
            [notice.Position, Codes.Name(notice.Audience), state, time.GetUtcNow(), fault], CancellationToken.None);

    private async Task<int> RunAsync(string sql, object?[] values, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync(stop);
    }
}
