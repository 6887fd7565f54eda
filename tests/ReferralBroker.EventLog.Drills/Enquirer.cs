using Npgsql;

namespace ReferralBroker.EventLog.Drills;

/// <summary>Asks one database again and again on one connection, and opens another when the server has been away: a new one for each question is dear.</summary>
internal sealed class Enquirer(Site site) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    /// <summary>The answer, or null where the server cannot be asked now or has none.</summary>
    public async Task<T?> AskAsync<T>(string sql) where T : struct
    {
        try
        {
            _connection ??= await site.Cluster.OpenAsync(site.Database);
            await using var command = new NpgsqlCommand(sql, _connection);
            return await command.ExecuteScalarAsync() as T?;
        }
        catch (NpgsqlException)
        {
            await DisposeAsync();
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }
}
