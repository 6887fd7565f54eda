using Npgsql;
using ReferralBroker.Application.Vault;

namespace ReferralBroker.Application.Verification;

/// <summary>
/// Refuses a vault that never knew anybody beside a log that knows people: a log that was taken elsewhere without its vault would look sound, and nobody
/// could read a name. Single keys that are missing are found by <see cref="StreamCheck"/>.
/// </summary>
public static class VaultCheck
{
    private const string KnowsPeopleSql = "select exists (select from log.event e join log.event_type t on t.id = e.type where t.name like 'person.registered.%')";

    /// <exception cref="VaultException">It is another vault than the one the log was written with.</exception>
    public static async Task RunAsync(NpgsqlDataSource database, PersonVault vault, CancellationToken stop = default)
    {
        await using var knowsPeople = database.CreateCommand(KnowsPeopleSql);
        if (await knowsPeople.ExecuteScalarAsync(stop) is true && !await vault.KnowsAnybodyAsync(stop))
            throw new VaultException("The vault holds no key of anybody, and the log knows people: it is not the vault this log was written with. Name that in Broker:KeyDatabase, with its master key; a log that is imported needs its vault beside it.");
    }
}
