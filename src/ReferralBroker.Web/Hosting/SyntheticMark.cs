using Npgsql;

namespace ReferralBroker.Web.Hosting;

/// <summary>
/// Whether everything this server shows is invented: the demo's always is, and so is a log that a simulation filled. A log becomes synthetic only
/// while it is empty, so the answer is kept once it holds anything.
/// </summary>
public sealed class SyntheticMark(NpgsqlDataSource database, bool isDemo)
{
    private bool? _known = isDemo ? true : null;

    /// <summary>Whether it is known already that all is invented: for a page that must not ask the database, which may be what does not answer.</summary>
    public bool IsKnown => _known is true;

    public async Task<bool> IsAsync(CancellationToken stop = default)
    {
        if (_known is { } known) return known;
        try
        {
            await using var command = database.CreateCommand("select synthetic, exists (select from log.event) from log.incarnation");
            await using var row = await command.ExecuteReaderAsync(stop);
            await row.ReadAsync(stop);
            var isSynthetic = row.GetBoolean(0);
            if (row.GetBoolean(1)) _known = isSynthetic;
            return isSynthetic;
        }
        catch (NpgsqlException)
        {
            // The request itself will say that the database does not answer.
            return false;
        }
    }
}
