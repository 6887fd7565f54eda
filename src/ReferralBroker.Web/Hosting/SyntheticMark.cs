using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.Hosting;

/// <summary>
/// Whether everything this server shows is invented: the demo's always is, and so is a log that a simulation filled. A log becomes synthetic only
/// while it is empty, so the answer is asked for until it is there and then kept.
/// </summary>
public sealed class SyntheticMark(Log log, bool isDemo)
{
    private bool? _known = isDemo ? true : null;

    public async Task<bool> IsAsync(CancellationToken stop = default)
    {
        if (_known is { } known) return known;
        try
        {
            var isSynthetic = await log.IsSyntheticAsync(stop);
            _known = isSynthetic;
            return isSynthetic;
        }
        catch (NpgsqlException)
        {
            // The request itself will say that the database does not answer.
            return false;
        }
    }
}
