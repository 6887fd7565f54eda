using System.Globalization;
using System.Text.Json.Nodes;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Tests;

/// <summary>People for tests, and the first steps that many journeys share.</summary>
internal static class People
{
    private static int _serial = 100_000;

    /// <summary>A valid NHS number of the range kept for tests, never the same twice.</summary>
    public static string NextNhsNumber()
    {
        while (true)
        {
            var serial = Interlocked.Increment(ref _serial).ToString(CultureInfo.InvariantCulture);
            for (var check = 0; check < 10; check++)
                if (NhsNumber.Normalise($"999{serial}{check}") is { } valid) return valid;
        }
    }

    public static object Particulars(string? nhsNumber = null, string familyName = "Testwood", string dateOfBirth = "1988-05-03") => new
    {
        particulars = new { familyName, givenName = "Ada", dateOfBirth, nhsNumber = nhsNumber ?? NextNhsNumber(), postcode = "NG1 1AA", phone = "07700 900123" },
    };

    /// <summary>Registers somebody with an agreement; no recipients means any suitable service.</summary>
    public static async Task<(string Person, string Agreement)> AgreeingAsync(Caller clinician, Guid[]? recipients = null, string scope = "need-summary")
    {
        var person = (string)(await clinician.DoAsync("/api/people", Particulars()))["id"]!;
        var agreement = Guid.NewGuid().ToString();
        await clinician.DoAsync($"/api/people/{person}/give-agreement", new { agreement, scope, how = "in-person", wordingVersion = "2026-04", recipients });
        return (person, agreement);
    }

    public static object Referral(string person, string agreement, ServiceId service, string? conversation = null, string? rematchOf = null) => new
    {
        person,
        agreement,
        service = service.Value,
        conversation,
        rematchOf,
        source = "general-practice",
        setting = "general-practice",
        need = "find-work",
        needSummary = "Wants part-time work.",
    };

    /// <summary>A referral that has just been sent.</summary>
    public static async Task<string> SentAsync(Caller clinician, ServiceId service, Guid[]? recipients = null)
    {
        var (person, agreement) = await AgreeingAsync(clinician, recipients);
        return Id(await clinician.DoAsync("/api/referrals", Referral(person, agreement, service)));
    }

    public static string Id(JsonNode record) => (string)record["id"]!;
}
