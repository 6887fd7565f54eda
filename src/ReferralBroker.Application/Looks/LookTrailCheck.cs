using System.Security.Cryptography;
using Npgsql;
using ReferralBroker.Application.Vault;

namespace ReferralBroker.Application.Looks;

/// <summary>What a check of the record of looks found.</summary>
/// <param name="Looks">How many looks were read.</param>
/// <param name="Fault">What is wrong first, with the number of the look; null where nothing is. Nothing personal.</param>
public sealed record LookReport(long Looks, string? Fault);

/// <summary>Seals every look again: one that was changed, slipped in, taken out or moved is found, and so is an end that was cut off.</summary>
public sealed class LookTrailCheck(NpgsqlDataSource database, PersonVault vault)
{
    private const int PageSize = 5_000;

    public async Task<LookReport> RunAsync(CancellationToken stop = default)
    {
        // Read before the rows: what the record had come to by then must be in them.
        var anchor = await vault.LookAnchorAsync(stop);
        var (number, seal) = (0L, LookTrail.NoSeal);
        while (true)
        {
            var page = await PageAsync(number, stop);
            foreach (var (recorded, kept) in page)
            {
                if (recorded is null) return new(number, $"look {number + 1} is of a form that this program does not know");
                if (recorded.Number != number + 1) return new(number, $"look {number + 1} is missing");
                seal = LookTrail.Seal(vault, seal, recorded);
                if (!CryptographicOperations.FixedTimeEquals(seal, kept)) return new(number, $"look {recorded.Number} is not as it was recorded, or the one before it is not");
                if (anchor?.Number == recorded.Number && !CryptographicOperations.FixedTimeEquals(seal, anchor.Value.Seal))
                    return new(number, $"look {recorded.Number} is not the one the vault knows");
                number = recorded.Number;
            }
            if (page.Count < PageSize) break;
        }
        return anchor is { } known && known.Number > number
            ? new(number, $"it ends with look {number}, though it had come to {known.Number}: its end was cut off, or the database was restored to an earlier time than the vault")
            : new(number, null);
    }

    private async Task<List<(RecordedLook? Look, byte[] Seal)>> PageAsync(long after, CancellationToken stop)
    {
        await using var command = database.CreateCommand($"select {LookTrail.Columns}, seal from looks.look where number > $1 order by number limit $2");
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = PageSize });
        await using var row = await command.ExecuteReaderAsync(stop);
        var page = new List<(RecordedLook?, byte[])>();
        while (await row.ReadAsync(stop)) page.Add((Known(row), row.GetFieldValue<byte[]>(12)));
        return page;
    }

    private static RecordedLook? Known(NpgsqlDataReader row)
    {
        try
        {
            return LookTrail.Read(row);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            return null;
        }
    }
}
