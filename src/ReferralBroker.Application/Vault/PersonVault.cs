using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Vault;

/// <summary>
/// Keeps a key for each person, in a database of its own so that its backups can be kept for a shorter time than the log's. A key is made once,
/// at registration, and never again for somebody who was erased; opened keys are held for a minute at most.
/// </summary>
public sealed class PersonVault(NpgsqlDataSource keys, MasterKey master, TimeProvider time)
{
    private static readonly TimeSpan Held = TimeSpan.FromMinutes(1);
    private const int MostHeld = 10_000;

    private readonly ConcurrentDictionary<PersonId, (PersonKey Key, DateTimeOffset Until)> _held = new();
    private byte[]? _fingerprints;
    private byte[]? _commands;
    private byte[]? _looks;

    /// <summary>Brings the vault's tables up to date, as the role that is to own them.</summary>
    public Task MigrateAsync(CancellationToken stop = default) => VaultSchema.MigrateAsync(keys, stop);

    /// <summary>Opens the keys it makes keyed hashes with.</summary>
    /// <exception cref="VaultException">The tables are missing, or the keys are wrapped with another master key than this one.</exception>
    public async Task OpenAsync(CancellationToken stop = default)
    {
        if (!await VaultSchema.IsThereAsync(keys, stop)) throw new VaultException("The vault's database has no tables of the broker's, or old ones: run 'migrate' as the role that owns them.");
        _fingerprints = await SecretAsync("fingerprint", stop);
        _commands = await SecretAsync("command", stop);
        _looks = await SecretAsync("look", stop);
    }

    /// <summary>Makes the key of a new person. Answers false for somebody who was erased.</summary>
    public async Task<bool> MakeAsync(PersonId person, CancellationToken stop = default)
    {
        var wrapped = master.Wrap(RandomNumberGenerator.GetBytes(32), Owner(person));
        await using var batch = AloneWith(person, """
            with made as (
                insert into vault.person_key (person, wrapped, master)
                select $1, $2, $3 where not exists (select from vault.erased where person = $1)
                on conflict do nothing)
            select not exists (select from vault.erased where person = $1)
            """, wrapped, master.Id);
        await using var row = await batch.ExecuteReaderAsync(stop);
        await row.NextResultAsync(stop);
        await row.ReadAsync(stop);
        return row.GetBoolean(0);
    }

    /// <summary>The keys of people; one who has none, or was erased, is left out.</summary>
    public async Task<IReadOnlyDictionary<PersonId, PersonKey>> KeysAsync(IReadOnlyCollection<PersonId> people, CancellationToken stop = default)
    {
        var now = time.GetUtcNow();
        var found = new Dictionary<PersonId, PersonKey>();
        foreach (var person in people)
            if (_held.TryGetValue(person, out var held) && held.Until > now) found[person] = held.Key;
        var missing = people.Where(p => !found.ContainsKey(p)).Select(p => p.Value).Distinct().ToArray();
        if (missing.Length == 0) return found;
        await using var command = keys.CreateCommand("select person, wrapped, master from vault.person_key where person = any($1)");
        command.Parameters.Add(new() { Value = missing });
        await using var row = await command.ExecuteReaderAsync(stop);
        if (_held.Count > MostHeld) _held.Clear();
        while (await row.ReadAsync(stop))
        {
            var person = new PersonId(row.GetGuid(0));
            found[person] = new(person, Unwrap(row.GetFieldValue<byte[]>(1), row.GetString(2), Owner(person)));
            _held[person] = (found[person], now + Held);
        }
        return found;
    }

    /// <summary>Whether a key is kept for a person.</summary>
    public async Task<bool> HoldsAsync(PersonId person, CancellationToken stop = default)
    {
        await using var command = keys.CreateCommand("select exists (select from vault.person_key where person = $1)");
        command.Parameters.Add(new() { Value = person.Value });
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>Whether it ever kept the key of somebody, whether that was destroyed since or not.</summary>
    public async Task<bool> KnowsAnybodyAsync(CancellationToken stop = default)
    {
        await using var command = keys.CreateCommand("select exists (select from vault.person_key) or exists (select from vault.erased)");
        return (bool)(await command.ExecuteScalarAsync(stop))!;
    }

    /// <summary>Destroys a person's key: what was sealed under it can never be read again, here or in any backup of the log.</summary>
    public async Task DestroyAsync(PersonId person, CancellationToken stop = default)
    {
        await using var batch = AloneWith(person, """
            with erased as (insert into vault.erased (person) values ($1) on conflict do nothing)
            delete from vault.person_key where person = $1
            """);
        await batch.ExecuteNonQueryAsync(stop);
        _held.TryRemove(person, out _);
    }

    /// <summary>Takes back the key of somebody who was not registered after all: nothing was ever sealed under it that is kept.</summary>
    public async Task TakeBackAsync(PersonId person, CancellationToken stop = default)
    {
        await using var batch = AloneWith(person, "delete from vault.person_key where person = $1");
        await batch.ExecuteNonQueryAsync(stop);
        _held.TryRemove(person, out _);
    }

    /// <summary>A keyed hash by which equal values meet: of the same kind and text the same, and neither can be read from it.</summary>
    public string Fingerprint(string kind, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_fingerprints ?? throw NotOpen(), Encoding.UTF8.GetBytes($"{kind}\n{text}")));

    /// <summary>A keyed hash of what a command asks.</summary>
    public byte[] CommandHash(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_commands ?? throw NotOpen(), content);

    /// <summary>A keyed hash of a look at somebody's record and of all the looks before it.</summary>
    public byte[] LookSeal(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_looks ?? throw NotOpen(), content);

    /// <summary>Keeps how far the record of looks has come. It never goes back.</summary>
    public async Task AnchorLooksAsync(long number, byte[] seal, CancellationToken stop = default)
    {
        await using var command = keys.CreateCommand("""
            insert into vault.look_anchor as a (number, seal) values ($1, $2)
            on conflict (only_row) do update set number = excluded.number, seal = excluded.seal, at = now() where a.number < excluded.number
            """);
        command.Parameters.Add(new() { Value = number });
        command.Parameters.Add(new() { Value = seal });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>How far the record of looks had come when that was last kept; null where it never was.</summary>
    public async Task<(long Number, byte[] Seal)?> LookAnchorAsync(CancellationToken stop = default)
    {
        await using var command = keys.CreateCommand("select number, seal from vault.look_anchor");
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? (row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : null;
    }

    /// <summary>Keeps something under a name, sealed with the master key. What is there already stays.</summary>
    public async Task KeepAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop = default)
    {
        await using var command = keys.CreateCommand("insert into vault.web_key (name, wrapped, master) values ($1, $2, $3) on conflict do nothing");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = master.Wrap(content.ToArray(), Encoding.UTF8.GetBytes(name)) });
        command.Parameters.Add(new() { Value = master.Id });
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>All that is kept so.</summary>
    public async Task<IReadOnlyList<byte[]>> KeptAsync(CancellationToken stop = default)
    {
        await using var command = keys.CreateCommand("select name, wrapped, master from vault.web_key order by made_at, name");
        await using var row = await command.ExecuteReaderAsync(stop);
        var kept = new List<byte[]>();
        while (await row.ReadAsync(stop)) kept.Add(Unwrap(row.GetFieldValue<byte[]>(1), row.GetString(2), Encoding.UTF8.GetBytes(row.GetString(0))));
        return kept;
    }

    /// <summary>Whether the vault's database answers and this master key opens it.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken stop = default)
    {
        await using var command = keys.CreateCommand("select count(*) from vault.secret where master = $1");
        command.Parameters.Add(new() { Value = master.Id });
        return await command.ExecuteScalarAsync(stop) is long and > 0;
    }

    /// <summary>
    /// A statement about one person, $1, that no other making or destroying of the same key can overlap: a key that was being made while it was
    /// destroyed would be left behind. The lock is a statement before it, so that it sees all that was done by those it waited for.
    /// </summary>
    private NpgsqlBatch AloneWith(PersonId person, string sql, params object[] values)
    {
        var batch = keys.CreateBatch();
        batch.BatchCommands.Add(new("select pg_advisory_xact_lock(hashtextextended($1, 0))") { Parameters = { new() { Value = $"person {person}" } } });
        var statement = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = person.Value } } };
        foreach (var value in values) statement.Parameters.Add(new() { Value = value });
        batch.BatchCommands.Add(statement);
        return batch;
    }

    private static VaultException NotOpen() => new("The vault has not been opened yet.");

    private static byte[] Owner(PersonId person) => person.Value.ToByteArray(bigEndian: true);

    private async Task<byte[]> SecretAsync(string name, CancellationToken stop)
    {
        var owner = Encoding.UTF8.GetBytes(name);
        await using (var make = keys.CreateCommand("insert into vault.secret (name, wrapped, master) values ($1, $2, $3) on conflict do nothing"))
        {
            make.Parameters.Add(new() { Value = name });
            make.Parameters.Add(new() { Value = master.Wrap(RandomNumberGenerator.GetBytes(32), owner) });
            make.Parameters.Add(new() { Value = master.Id });
            await make.ExecuteNonQueryAsync(stop);
        }
        await using var read = keys.CreateCommand("select wrapped, master from vault.secret where name = $1");
        read.Parameters.Add(new() { Value = name });
        await using var row = await read.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return Unwrap(row.GetFieldValue<byte[]>(0), row.GetString(1), owner);
    }

    private byte[] Unwrap(byte[] wrapped, string wrappedWith, byte[] owner) => wrappedWith == master.Id
        ? master.Unwrap(wrapped, owner)
        : throw new VaultException($"The vault's keys are wrapped with master key {wrappedWith}, configured is {master.Id}: configure the one that belongs to this vault.");
}
