using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using ReferralBroker.Domain;
using ReferralBroker.Exchange.Updates;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Pages.Provider;

/// <summary>Carries the rows of an upload from its preview to its approval, sealed for one user and a working day: nothing of a file is kept before it is approved.</summary>
public sealed class SheetToken(IDataProtectionProvider protection)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromHours(12);

    public string Seal(IEnumerable<SheetRow> rows, Actor by)
    {
        using var packed = new MemoryStream();
        using (var pack = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)) JsonSerializer.Serialize(pack, rows.ToArray(), ApiJson.Options);
        return Convert.ToBase64String(For(by).Protect(packed.ToArray(), GoodFor));
    }

    /// <summary>What was sealed; null where it is too old, another's, or nothing of ours.</summary>
    public ImmutableArray<SheetRow>? Open(string? token, Actor by)
    {
        if (string.IsNullOrEmpty(token)) return null;
        try
        {
            using var packed = new MemoryStream(For(by).Unprotect(Convert.FromBase64String(token)));
            using var unpack = new BrotliStream(packed, CompressionMode.Decompress);
            return [.. JsonSerializer.Deserialize<SheetRow[]>(unpack, ApiJson.Options)!];
        }
        catch (Exception e) when (e is CryptographicException or FormatException or JsonException or InvalidDataException)
        {
            return null;
        }
    }

    private ITimeLimitedDataProtector For(Actor by) => protection.CreateProtector("sheet", by.Organisation.ToString(), by.User).ToTimeLimitedDataProtector();
}
