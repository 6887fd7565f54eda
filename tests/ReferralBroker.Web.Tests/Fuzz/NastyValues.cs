namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>Values that break programs, for every place a value can stand in.</summary>
internal static class NastyValues
{
    /// <summary>Stands for an escaped half of a surrogate pair, which no .NET text can be serialised to.</summary>
    public const string LoneSurrogate = "@@lone@@";

    public static readonly IReadOnlyList<string> Texts =
    [
        "", " ", "\t\n\r", "null", "undefined", "\0", "a\0b", LoneSurrogate, "x" + LoneSurrogate, "\uFFFE\uFFFF", "\uFEFFbom", "\u202Egnp.exe\u202C", "\u200B\u200D\u2060",
        "Z\u0351\u036B\u0343\u036A\u0302\u036B\u033D\u034F\u0334\u0319\u0324\u031E\u0349\u035A\u032F\u031E\u0320\u034Da\u0300\u0301", "\u0627\u0644\u0639\u0631\u0628\u064A\u0629", "😀👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿", "ﬁ İıẞ",
        "'; drop table log.event; --", "1 or 1=1", "\\'; select pg_sleep(0)", "$1", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)",
        "%s%s%n%x", "{0}{1}{99999}", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "../../etc/passwd", "..\\..\\windows\\win.ini", "C:\\con", "/dev/null", "=1+1", "@SUM(1)",
        "-1", "0", "1e309", "NaN", "Infinity", "0x10", "2026-02-30", "0001-01-01", "9999-12-31", "2026-01-05T09:00:00+14:00", "10000-01-01",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "//evil.example", "/\\evil.example", "https://evil.example/", "\\\\evil.example\\share",
    ];

    /// <summary>Raw JSON.</summary>
    public static readonly IReadOnlyList<string> Json =
    [
        "null", "true", "0", "-0", "-1", "1.5", "2147483648", "-9223372036854775809", "99999999999999999999999999999999", "1e400", "1e-400", "1e300", "2147483647", "0.12345678901234567890", "[]", "{}", "[[]]", "[null]",
        "{\"a\":1}", "\"\"", "\"2026-01-05\"", "[\"find-work\",\"find-work\"]",
    ];

    public static readonly IReadOnlyList<string> Days = ["0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "1850-01-01", "2200-12-31", "2024-02-29", "2026-1-5", "05/01/2026", "2026-01-05T00:00:00Z"];

    /// <summary>Segments of a path, as they go over the wire.</summary>
    public static readonly IReadOnlyList<string> Segments =
    [
        "not-an-id", "0", "-1", "..%2f..%2fetc%2fpasswd", "%2e%2e", "%2e%2e%5c%2e%2e", "..", ".", "%2f", "%5c", "%00", "%ff%fe", "%c0%af", "%F0%9F%98%80", "%E2%80%AE", "%25%30%30", "%zz", "%",
        "%27%3B%20drop%20table%20log.event%3B--", "%3Cscript%3E", "%25s%25n", "%0d%0aX-Injected:%201", "{0}", "$%7B7*7%7D", "a;b=c", "*", "%20", "+", "x.css", "null",
        "00000000-0000-0000-0000-000000000000", "%7B00000000-0000-0000-0000-000000000001%7D", "0x00000000000000000000000000000001",
    ];

    /// <summary>Header values; none holds what no client can send.</summary>
    public static readonly IReadOnlyList<string> Headers =
    [
        "", " ", "\"", "\"\"", "*", "W/\"1\"", "\"1\", \"2\"", "\"-1\"", "\"99999999999999999999\"", "1", "\"+1\"", "\" 1\"", "null", "a,b;c=d", "\u00fc\u00e4", "\u202E", "%00", "{0}", "';--",
        "00000000-0000-0000-0000-000000000000", "<script>", "=?utf-8?q?x?=",
    ];

    public static string Long(Dice dice) => dice.One<Func<string>>([
        () => new('x', 201), () => new('x', 5_001), () => new('\u00e9', 20_000), () => string.Concat(Enumerable.Repeat("\u0301", 3_000)), () => string.Concat(Enumerable.Repeat("😀", 5_000)),
    ])();
}
