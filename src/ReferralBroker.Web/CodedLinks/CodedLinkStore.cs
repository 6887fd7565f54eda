using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.CodedLinks;

/// <summary>
/// Links in messages to those who have no account. A link is signed, good for one thing and for a while, and worth nothing without a code that is sent to
/// the same address when somebody asks for it there.
/// </summary>
public sealed class CodedLinkStore(NpgsqlDataSource database, PersonVault vault, TimeProvider time)
{
    /// <summary>How often a code may be guessed at.</summary>
    public const int MostAttempts = 5;

    /// <summary>How many codes are sent in an hour for one link.</summary>
    public const int MostCodesInHour = 3;

    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan CodeGoodFor = TimeSpan.FromMinutes(10);

    private const int IdLength = 16;
    private const int SignatureLength = 16;

    /// <summary>Makes the link of a message, the same however often the message is tried. Answers its token.</summary>
    /// <param name="kind">What it is for.</param>
    /// <param name="message">What names the message.</param>
    /// <param name="subject">What it leads to.</param>
    /// <param name="organisation">Whose team it is sent to, if a team's.</param>
    /// <param name="address">The address it is sent to.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<string> MakeAsync(CodedLinkKind kind, string message, Guid subject, OrganisationId? organisation, string address, CancellationToken stop = default)
    {
        var id = new Guid(Convert.FromHexString(vault.Fingerprint("coded-link-id", $"{kind.Code}\n{message}\n{organisation}")).AsSpan(0, IdLength), bigEndian: true);
        var now = time.GetUtcNow();
        await RunAsync("""
            insert into coded_links.link (id, kind, subject, organisation, address, made_at, expires_at, hour_from) values ($1, $2, $3, $4, $5, $6, $7, $6)
            on conflict do nothing
            """, [id, kind.Code, subject, organisation?.Value, HashOf(address), now, now + kind.GoodFor], stop);
        return WebEncoders.Base64UrlEncode([.. id.ToByteArray(bigEndian: true), .. Signature(kind, id)]);
    }

    /// <summary>The link of a token; null where it is none of ours of that kind, too old or revoked.</summary>
    public async Task<CodedLink?> FindAsync(CodedLinkKind kind, string? token, CancellationToken stop = default)
    {
        if (IdOf(kind, token) is not { } id) return null;
        await using var command = database.CreateCommand("select subject, organisation, address from coded_links.link where id = $1 and kind = $2 and revoked_at is null and expires_at > $3");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = kind.Code });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? new(id, kind, row.GetGuid(0), await row.IsDBNullAsync(1, stop) ? null : new OrganisationId(row.GetGuid(1)), row.GetString(2)) : null;
    }

    /// <summary>Whether a link was sent to this address.</summary>
    public bool WasSentTo(CodedLink link, string? address) => address is not null && Same(link.AddressHash, HashOf(address));

    /// <summary>A new code, in place of any other; null where too many were asked for.</summary>
    public async Task<string?> NewCodeAsync(CodedLink link, CancellationToken stop = default)
    {
        var (now, code) = (time.GetUtcNow(), RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture));
        var made = await RunAsync("""
            update coded_links.link
               set code = $2, code_until = $3, attempts = 0, codes = codes + 1,
                   codes_in_hour = case when hour_from <= $4 then 1 else codes_in_hour + 1 end,
                   hour_from = case when hour_from <= $4 then $5 else hour_from end
             where id = $1 and codes < $6 and (hour_from <= $4 or codes_in_hour < $7)
            """, [link.Id, CodeHash(link, code), now + CodeGoodFor, now.AddHours(-1), now, link.Kind.MostCodes, MostCodesInHour], stop);
        return made == 1 ? code : null;
    }

    /// <summary>Looks at a code that was entered. A right one is good once; each try counts, also of several at the same moment.</summary>
    public async Task<CodeCheck> TryAsync(CodedLink link, string? code, CancellationToken stop = default)
    {
        var counted = await RunAsync("update coded_links.link set attempts = attempts + 1 where id = $1 and code is not null and code_until > $2 and attempts < $3", [link.Id, time.GetUtcNow(), MostAttempts], stop);
        if (counted == 0) return CodeCheck.Gone;
        var digits = string.Concat((code ?? "").Where(char.IsAsciiDigit));
        return await RunAsync("update coded_links.link set code = null where id = $1 and code = $2", [link.Id, CodeHash(link, digits)], stop) == 1 ? CodeCheck.Right : CodeCheck.Wrong;
    }

    /// <summary>Ends every link of an organisation's team. Answers how many there were.</summary>
    public Task<int> RevokeAsync(OrganisationId organisation, CancellationToken stop = default) =>
        RunAsync("update coded_links.link set revoked_at = $2 where organisation = $1 and revoked_at is null and expires_at > $2", [organisation.Value, time.GetUtcNow()], stop);

    private Guid? IdOf(CodedLinkKind kind, string? token)
    {
        if (token is not { Length: < 100 }) return null;
        byte[] bytes;
        try
        {
            bytes = WebEncoders.Base64UrlDecode(token);
        }
        catch (FormatException)
        {
            return null;
        }
        if (bytes.Length != IdLength + SignatureLength) return null;
        var id = new Guid(bytes.AsSpan(0, IdLength), bigEndian: true);
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(IdLength), Signature(kind, id)) ? id : null;
    }

    private ReadOnlySpan<byte> Signature(CodedLinkKind kind, Guid id) => Convert.FromHexString(vault.Fingerprint($"coded-link-{kind.Code}", id.ToString("N"))).AsSpan(0, SignatureLength);

    private string HashOf(string address) => vault.Fingerprint("coded-link-address", address.ToLowerInvariant());

    private string CodeHash(CodedLink link, string code) => vault.Fingerprint("coded-link-code", $"{link.Id:N}\n{code}");

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b));

    private async Task<int> RunAsync(string sql, object?[] values, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        return await command.ExecuteNonQueryAsync(stop);
    }
}
