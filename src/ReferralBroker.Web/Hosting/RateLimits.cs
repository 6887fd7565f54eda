using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Hosting;

/// <summary>How much one caller may ask for. A user is counted by who they are, anybody else by where they call from.</summary>
public static class RateLimits
{
    /// <summary>The limit on looking for people: nobody works through a list of numbers.</summary>
    public const string Searches = "searches";

    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<Settings>>((o, settings) =>
        {
            var (requests, searches) = (settings.Value.RequestsPerMinute, settings.Value.SearchesPerMinute);
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => http.Member() is null
                ? Bucket($"address {http.Connection.RemoteIpAddress}", Math.Max(1, requests / 10))
                : Bucket(User(http), requests));
            o.AddPolicy(Searches, http => Bucket(User(http), searches));
            o.OnRejected = async (context, _) => await Problems.TooMany.ExecuteAsync(context.HttpContext);
        });
    }

    private static string User(HttpContext http) => http.Member() is { } member ? $"user {member.Actor.Organisation} {member.Actor.User}" : "nobody";

    /// <summary>So many a minute, evenly; a burst of a tenth of them at once, and of ten at least.</summary>
    private static RateLimitPartition<string> Bucket(string who, int perMinute) => RateLimitPartition.GetTokenBucketLimiter(who, _ => new()
    {
        TokenLimit = Math.Max(10, perMinute / 10),
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = TimeSpan.FromSeconds(perMinute >= 60 ? 1 : 60.0 / perMinute),
        QueueLimit = 0,
    });
}
