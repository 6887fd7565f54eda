using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>Somebody who has a record: born on 3 May 1988, and the only one of their name.</summary>
internal sealed record Known(string Id, string FamilyName, string NhsNumber)
{
    /// <summary>As people read it out: with spaces, which are no mistake.</summary>
    public string NhsNumberAsSpoken => $"{NhsNumber[..3]} {NhsNumber[3..6]} {NhsNumber[6..]}";

    /// <summary>As lists and the banner have it.</summary>
    public string Shown => $"{FamilyName.ToUpperInvariant()}, Ada";
}

/// <summary>A referral of somebody.</summary>
internal sealed record SentReferral(string Id, Known Person)
{
    public string Reference => ReferralReference.Of(new(Guid.Parse(Id)));

    public string Address => $"/referrals/{Reference}";
}

/// <summary>What was there before a journey begins, made as systems make it.</summary>
internal static class Given
{
    private static readonly string[] Names =
        ["Ashdown", "Barlow", "Carver", "Dunmore", "Eastwood", "Fielding", "Garland", "Hathersage", "Ingleby", "Jessop", "Kimberley", "Lambley", "Mapperley", "Newstead", "Oxton", "Papplewick", "Quorn", "Radford", "Sherwood", "Toton"];

    private static int _used = -1;

    /// <summary>A family name that nobody else here has.</summary>
    public static string FamilyName()
    {
        var number = Interlocked.Increment(ref _used);
        return number < Names.Length ? Names[number] : $"{Names[number % Names.Length]}-{Names[number / Names.Length]}";
    }

    public static async Task<Known> PersonAsync(BrokerHost broker)
    {
        var (name, number) = (FamilyName(), People.NextNhsNumber());
        var id = People.Id(await broker.As("clinician").DoAsync("/api/people", People.Particulars(number, name)));
        await broker.CaughtUpAsync();
        return new(id, name, number);
    }

    /// <summary>Somebody referred to a service, with all that a service may have to look out for.</summary>
    public static async Task<SentReferral> ReferralAsync(BrokerHost broker, ServiceId? service = null)
    {
        var person = await PersonAsync(broker);
        var clinician = broker.As("clinician");
        var agreement = Guid.NewGuid().ToString();
        await clinician.DoAsync($"/api/people/{person.Id}/give-agreement", new { agreement, scope = "need-summary", how = "in-person", wordingVersion = "2026-11" });
        var id = People.Id(await clinician.DoAsync("/api/referrals", new
        {
            person = person.Id,
            agreement,
            service = (service ?? Personas.IpsInPrimaryCare).Value,
            source = "general-practice",
            setting = "general-practice",
            need = "find-work",
            needSummary = "Wants part-time work, mornings if possible.",
            risks = new[] { "lone-worker-caution" },
        }));
        await broker.CaughtUpAsync();
        return new(id, person);
    }
}
