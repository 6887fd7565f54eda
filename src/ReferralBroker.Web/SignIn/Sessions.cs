using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ReferralBroker.Web.SignIn;

/// <summary>
/// Who is logged in, kept in the database: any process finds it, and logging out ends it there, so that a cookie which was copied opens nothing
/// afterwards. The cookie holds a random secret, the database its hash.
/// </summary>
public sealed class Sessions(NpgsqlDataSource database, IOptions<SessionSettings> settings, TimeProvider time)
{
    /// <summary>How often it is written down that somebody is still there.</summary>
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>Begins a session and gives its secret. Those that have run out are cleared away.</summary>
    public async Task<string> BeginAsync(CancellationToken stop = default)
    {
        var now = time.GetUtcNow();
        await RunAsync("delete from access.session where seen_at < $1 or started_at < $2", stop, now - settings.Value.Idle, now - settings.Value.Longest);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await RunAsync("insert into access.session values ($1, $2, $2)", stop, Hash(secret), now);
        return secret;
    }

    /// <summary>For how long a session goes on if no more steps are taken; null where it does not: it was ended, or one of its limits has passed.</summary>
    /// <param name="secret">The session's secret.</param>
    /// <param name="isStep">Whether this is a step of somebody who is there, and not a question whether anybody is.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<TimeSpan?> LeftAsync(string secret, bool isStep, CancellationToken stop = default)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand("select seen_at, started_at from access.session where id = $1 and seen_at >= $2 and started_at >= $3");
        command.Parameters.Add(new() { Value = Hash(secret) });
        command.Parameters.Add(new() { Value = now - settings.Value.Idle });
        command.Parameters.Add(new() { Value = now - settings.Value.Longest });
        DateTimeOffset seen, started;
        await using (var row = await command.ExecuteReaderAsync(stop))
        {
            if (!await row.ReadAsync(stop)) return null;
            (seen, started) = (row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1));
        }
        if (isStep && now - seen >= SeenEvery)
        {
            await RunAsync("update access.session set seen_at = greatest(seen_at, $2) where id = $1", stop, Hash(secret), now);
            seen = now;
        }
        var (idle, longest) = (seen + settings.Value.Idle - now, started + settings.Value.Longest - now);
        return idle < longest ? idle : longest;
    }

    public Task EndAsync(string secret, CancellationToken stop = default) => RunAsync("delete from access.session where id = $1", stop, Hash(secret));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private async Task RunAsync(string sql, CancellationToken stop, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(stop);
    }
}
