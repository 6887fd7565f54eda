using System.Buffers.Text;
using System.Text.Json;

namespace ReferralBroker.Web.Api;

/// <summary>A page of a list. <paramref name="Next"/> is the cursor of the one after it, or null.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Reads what a caller says about pages.</summary>
public static class Paging
{
    private const int Usual = 50;
    private const int Most = 200;

    /// <summary>How many rows are wanted: 50 unless said otherwise, 200 at most.</summary>
    public static bool TryLimit(HttpContext http, out int limit)
    {
        limit = Usual;
        return !http.Request.Query.TryGetValue("limit", out var text) || (int.TryParse(text, out limit) && limit is >= 1 and <= Most);
    }

    /// <summary>The cursor's content; null where none was sent.</summary>
    public static bool TryCursor<T>(HttpContext http, out T? cursor) where T : class
    {
        cursor = null;
        if (http.Request.Query["cursor"].ToString() is not { Length: > 0 } text) return true;
        try
        {
            cursor = JsonSerializer.Deserialize<T>(Base64Url.DecodeFromChars(text), ApiJson.Options);
            return cursor is not null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return false;
        }
    }

    /// <summary>A page out of one row more than it holds, by which the next one is known.</summary>
    public static Page<TOut> Of<TRow, TOut, TCursor>(IReadOnlyList<TRow> rows, int limit, Func<TRow, TOut> item, Func<TRow, TCursor> cursor) => new(
        [.. rows.Take(limit).Select(item)],
        rows.Count > limit ? Cursor(cursor(rows[limit - 1])) : null);

    /// <summary>Where a page ends, as it is handed out.</summary>
    public static string Cursor<TCursor>(TCursor cursor) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(cursor, ApiJson.Options));

    public static readonly IResult LimitInvalid = Problems.Query("limit.invalid", $"'limit' takes a number from 1 to {Most}.", "limit");
}
