using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;

namespace ReferralBroker.Application.Looks;

/// <summary>
/// The record of every look, append-only and tamper-evident: each row is sealed together with the one before it under a key of the vault, and the
/// vault keeps how far the record had come. What is shown is recorded first; where it cannot be recorded, it is not shown.
/// </summary>
public sealed class LookTrail(NpgsqlDataSource database, PersonVault vault)
{
    internal const string Columns = """number, at, "user", role, organisation, what, ground, people, correlation, record, sought, refused""";

    /// <summary>The seal before the first.</summary>
    internal static readonly byte[] NoSeal = new byte[32];

    /// <summary>Records a look. When it returns, the look is on disk.</summary>
    public async Task RecordAsync(Look look, CancellationToken stop = default)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var (last, seal) = await TakeTurnAsync(connection, stop);
        var recorded = new RecordedLook(last + 1, look with { At = AsKept(look.At) });
        await InsertAsync(connection, recorded, Seal(vault, seal, recorded), stop);
        await transaction.CommitAsync(stop);
    }

    /// <summary>How often an organisation looked at a person in a span of time, and when last.</summary>
    public async Task<(long Count, DateTimeOffset? Last)> CountAsync(OrganisationId organisation, IReadOnlyCollection<Guid> records, DateTimeOffset from, DateTimeOffset? until, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            select count(*), max(at) from looks.look
             where people && $1 and organisation = $2 and refused is null and at >= $3 and at < coalesce($4, 'infinity')
            """);
        command.Parameters.Add(new() { Value = records.ToArray() });
        command.Parameters.Add(new() { Value = organisation.Value });
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = until is { } end ? end.ToUniversalTime() : DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var row = await command.ExecuteReaderAsync(stop);
        await row.ReadAsync(stop);
        return (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>Whether the record was found to be what the vault knows of it when that was last looked at.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>
    /// Tells the vault how far the record has come, so that an end that was cut off is missed. First it looks whether what the vault knew is still so:
    /// otherwise what was cut off would be forgotten as soon as as many looks again are recorded. What is recorded after the last telling is not
    /// covered yet.
    /// </summary>
    /// <returns>Whether it is still so. Where it is not, the vault keeps what it knew.</returns>
    public async Task<bool> AnchorAsync(CancellationToken stop = default)
    {
        var anchor = await vault.LookAnchorAsync(stop);
        var (known, last) = await EndAsync(anchor?.Number, stop);
        IsWhole = anchor is null || (known is not null && CryptographicOperations.FixedTimeEquals(known, anchor.Value.Seal));
        if (IsWhole && last is { } end && end.Number > (anchor?.Number ?? 0)) await vault.AnchorLooksAsync(end.Number, end.Seal, stop);
        return IsWhole;
    }

    /// <summary>The seal of one look, or null where it is not there, and the last look there is.</summary>
    private async Task<(byte[]? Known, (long Number, byte[] Seal)? Last)> EndAsync(long? number, CancellationToken stop)
    {
        await using var command = database.CreateCommand("""
            select number, seal from looks.look where number = $1
            union all
            (select number, seal from looks.look order by number desc limit 1)
            """);
        command.Parameters.Add(new() { Value = number ?? 0L });
        await using var row = await command.ExecuteReaderAsync(stop);
        byte[]? known = null;
        (long, byte[])? last = null;
        while (await row.ReadAsync(stop))
        {
            if (row.GetInt64(0) == number) known = row.GetFieldValue<byte[]>(1);
            last = (row.GetInt64(0), row.GetFieldValue<byte[]>(1));
        }
        return (known, last);
    }

    /// <summary>The look in a row that begins with <see cref="Columns"/>.</summary>
    internal static RecordedLook Read(NpgsqlDataReader row) => new(row.GetInt64(0), new(
        row.GetFieldValue<DateTimeOffset>(1),
        new(row.GetString(2), Codes.Parse<Role>(row.GetString(3)) ?? throw new FormatException("A look is of an unknown role."), new(row.GetGuid(4))),
        row.GetString(5), Codes.Parse<LookGround>(row.GetString(6)) ?? throw new FormatException("A look has an unknown ground."),
        row.GetFieldValue<Guid[]>(7), row.GetGuid(8))
    {
        Record = row.IsDBNull(9) ? null : row.GetGuid(9),
        Sought = row.IsDBNull(10) ? null : row.GetString(10),
        Refused = row.IsDBNull(11) ? null : row.GetString(11),
    });

    /// <summary>The seal of a look that follows another: nobody without the vault can make it.</summary>
    internal static byte[] Seal(PersonVault vault, byte[] before, RecordedLook recorded)
    {
        var look = recorded.Look;
        return vault.LookSeal([.. before, .. JsonSerializer.SerializeToUtf8Bytes(new object?[]
        {
            recorded.Number, look.At.UtcDateTime.Ticks, look.By.User, Codes.Name(look.By.Role), look.By.Organisation.Value, look.What, Codes.Name(look.Ground),
            look.People, look.Correlation, look.Record, look.Sought, look.Refused,
        })]);
    }

    /// <summary>PostgreSQL keeps microseconds; what is sealed must be what is kept.</summary>
    private static DateTimeOffset AsKept(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>
    /// Waits for whoever is recording now, until they have committed, and reads the last row. The lock is a statement of its own, so that the next
    /// one sees all that was committed before it was had.
    /// </summary>
    private static async Task<(long Number, byte[] Seal)> TakeTurnAsync(NpgsqlConnection connection, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // Whoever does not get a turn in time is refused, before all sessions stand in this queue.
                new("set local lock_timeout = '5s'"),
                new("select pg_advisory_xact_lock(hashtextextended('looks.look', 0))"),
                new("select number, seal from looks.look order by number desc limit 1"),
            },
        };
        await using var row = await batch.ExecuteReaderAsync(stop);
        while (row.FieldCount != 2) await row.NextResultAsync(stop);
        return await row.ReadAsync(stop) ? (row.GetInt64(0), row.GetFieldValue<byte[]>(1)) : (0, NoSeal);
    }

    private static async Task InsertAsync(NpgsqlConnection connection, RecordedLook recorded, byte[] seal, CancellationToken stop)
    {
        var look = recorded.Look;
        await using var command = new NpgsqlCommand($"insert into looks.look ({Columns}, seal) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)", connection);
        void Add(object? value, NpgsqlDbType type) => command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        Add(recorded.Number, NpgsqlDbType.Bigint);
        Add(look.At, NpgsqlDbType.TimestampTz);
        Add(look.By.User, NpgsqlDbType.Text);
        Add(Codes.Name(look.By.Role), NpgsqlDbType.Text);
        Add(look.By.Organisation.Value, NpgsqlDbType.Uuid);
        Add(look.What, NpgsqlDbType.Text);
        Add(Codes.Name(look.Ground), NpgsqlDbType.Text);
        Add(look.People.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        Add(look.Correlation, NpgsqlDbType.Uuid);
        Add(look.Record, NpgsqlDbType.Uuid);
        Add(look.Sought, NpgsqlDbType.Text);
        Add(look.Refused, NpgsqlDbType.Text);
        Add(seal, NpgsqlDbType.Bytea);
        await command.ExecuteNonQueryAsync(stop);
    }
}
