using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Answering;

/// <summary>A link that lets one team answer one referral.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Referral">The referral.</param>
/// <param name="Organisation">The team's organisation.</param>
/// <param name="AddressHash">The keyed hash of the address it was sent to: another address ends it.</param>
public sealed record AnswerLink(Guid Id, ReferralId Referral, OrganisationId Organisation, string AddressHash)
{
    /// <summary>Who acts through it: no user, but this link, for its organisation.</summary>
    public Actor Actor => new($"answer-link/{Id:N}", Role.ProviderCaseworker, Organisation);
}

/// <summary>What came of a code that was entered.</summary>
public enum CodeCheck
{
    Right,
    Wrong,

    /// <summary>There is none that is good any more: it is too old, used, or was guessed at too often.</summary>
    Gone,
}

/// <summary>
/// Links in messages to teams without an account. A link is signed, good for one referral and a fortnight, and worth nothing without a code that is sent to
/// the team's known address when somebody asks for it there.
/// </summary>
public sealed class AnswerLinks(NpgsqlDataSource database, PersonVault vault, TimeProvider time)
{
    /// <summary>How often a code may be guessed at.</summary>
    public const int MostAttempts = 5;

    /// <summary>How many codes are sent in an hour, and in all, for one link.</summary>
    public const int MostCodesInHour = 3;

    /// <inheritdoc cref="MostCodesInHour"/>
    public const int MostCodes = 10;

    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(14);

    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan CodeGoodFor = TimeSpan.FromMinutes(10);

    private const string Kind = "answer-link";
    private const int IdLength = 16;
    private const int SignatureLength = 16;

    /// <summary>Makes the link of a message, the same however often the message is tried. Answers its token.</summary>
    /// <param name="message">What names the message.</param>
    /// <param name="referral">The referral it is about.</param>
    /// <param name="organisation">Whose team it is sent to.</param>
    /// <param name="address">The address it is sent to.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<string> MakeAsync(string message, ReferralId referral, OrganisationId organisation, string address, CancellationToken stop = default)
    {
        var id = new Guid(Convert.FromHexString(vault.Fingerprint("answer-link-id", $"{message}\n{organisation}")).AsSpan(0, IdLength), bigEndian: true);
        var now = time.GetUtcNow();
        await RunAsync("insert into answering.link (id, referral, organisation, address, made_at, expires_at, hour_from) values ($1, $2, $3, $4, $5, $6, $5) on conflict do nothing",
            [id, referral.Value, organisation.Value, HashOf(address), now, now + GoodFor], stop);
        return WebEncoders.Base64UrlEncode([.. id.ToByteArray(bigEndian: true), .. Signature(id)]);
    }

    /// <summary>The link of a token; null where it is none of ours, too old or revoked.</summary>
    public async Task<AnswerLink?> FindAsync(string? token, CancellationToken stop = default)
    {
        if (IdOf(token) is not { } id) return null;
        await using var command = database.CreateCommand("select referral, organisation, address from answering.link where id = $1 and revoked_at is null and expires_at > $2");
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        await using var row = await command.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? new(id, new(row.GetGuid(0)), new(row.GetGuid(1)), row.GetString(2)) : null;
    }

    /// <summary>Whether a link was sent to this address.</summary>
    public bool WasSentTo(AnswerLink link, string? address) => address is not null && Same(link.AddressHash, HashOf(address));

    /// <summary>A new code, in place of any other; null where too many were asked for.</summary>
    public async Task<string?> NewCodeAsync(AnswerLink link, CancellationToken stop = default)
    {
        var (now, code) = (time.GetUtcNow(), RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture));
        var made = await RunAsync("""
            update answering.link
               set code = $2, code_until = $3, attempts = 0, codes = codes + 1,
                   codes_in_hour = case when hour_from <= $4 then 1 else codes_in_hour + 1 end,
                   hour_from = case when hour_from <= $4 then $5 else hour_from end
             where id = $1 and codes < $6 and (hour_from <= $4 or codes_in_hour < $7)
            """, [link.Id, CodeHash(link, code), now + CodeGoodFor, now.AddHours(-1), now, MostCodes, MostCodesInHour], stop);
        return made == 1 ? code : null;
    }

    /// <summary>Looks at a code that was entered. A right one is good once; each try counts, also of several at the same moment.</summary>
    public async Task<CodeCheck> TryAsync(AnswerLink link, string? code, CancellationToken stop = default)
    {
        var counted = await RunAsync("update answering.link set attempts = attempts + 1 where id = $1 and code is not null and code_until > $2 and attempts < $3", [link.Id, time.GetUtcNow(), MostAttempts], stop);
        if (counted == 0) return CodeCheck.Gone;
        var digits = string.Concat((code ?? "").Where(char.IsAsciiDigit));
        return await RunAsync("update answering.link set code = null where id = $1 and code = $2", [link.Id, CodeHash(link, digits)], stop) == 1 ? CodeCheck.Right : CodeCheck.Wrong;
    }

    /// <summary>Ends every link of an organisation. Answers how many there were.</summary>
    public Task<int> RevokeAsync(OrganisationId organisation, CancellationToken stop = default) =>
        RunAsync("update answering.link set revoked_at = $2 where organisation = $1 and revoked_at is null and expires_at > $2", [organisation.Value, time.GetUtcNow()], stop);

    private Guid? IdOf(string? token)
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
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(IdLength), Signature(id)) ? id : null;
    }

    private ReadOnlySpan<byte> Signature(Guid id) => Convert.FromHexString(vault.Fingerprint(Kind, id.ToString("N"))).AsSpan(0, SignatureLength);

    private string HashOf(string address) => vault.Fingerprint("answer-address", address.ToLowerInvariant());

    private string CodeHash(AnswerLink link, string code) => vault.Fingerprint("answer-code", $"{link.Id:N}\n{code}");

    private static bool Same(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b));

    private async Task<int> RunAsync(string sql, object[] values, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(stop);
    }
}
