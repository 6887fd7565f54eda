using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Hosting;

/// <summary>How much one caller may ask for. A user is counted by who they are, anybody else by where they call from.</summary>
public static class RateLimits
{
    private const int MinimumPerMinute = 60;

    private const int LogInsPerMinute = 300;

    /// <summary>The limit on looking for people: nobody works through a list of numbers.</summary>
    public const string Searches = "searches";

    public static void AddRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<Settings>>((o, settings) =>
        {
            var (requests, searches) = (settings.Value.RequestsPerMinute, settings.Value.SearchesPerMinute);
            var fromOneAddress = Math.Max(MinimumPerMinute, requests / 10);
            o.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => http.Member() is null
                ? Bucket(Address(http), fromOneAddress, Math.Max(MinimumPerMinute, fromOneAddress / 10))
                : Bucket(User(http), requests, Math.Max(30, requests / 10)));
            o.AddPolicy(Searches, http => Bucket(User(http), searches, searches));
            o.OnRejected = async (context, _) => await Problems.TooMany.ExecuteAsync(context.HttpContext);
        });
    }

    /// <summary>
    /// The way back from the identity provider is answered before anybody is known, and each answer costs the provider a request: it has a limit of
    /// its own, before everything.
    /// </summary>
    public static void UseLogInLimit(this WebApplication app)
    {
        var limiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Bucket(Address(http), LogInsPerMinute, 60));
        app.Lifetime.ApplicationStopped.Register(limiter.Dispose);
        app.Use(async (http, next) =>
        {
            if (http.Request.Path == SignInServices.ReturnPath)
            {
                using var lease = limiter.AttemptAcquire(http);
                if (!lease.IsAcquired)
                {
                    await Problems.TooMany.ExecuteAsync(http);
                    return;
                }
            }
            await next(http);
        });
    }

    /// <summary>An address; of IPv6 the network of 64 bits, for whoever has one address there has them all.</summary>
    private static string Address(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "address unknown",
        { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } six => $"network {Convert.ToHexString(six.GetAddressBytes().AsSpan(0, 8))}",
        var four => $"address {four.MapToIPv4()}",
    };

    private static string User(HttpContext http) => http.Member() is { } member ? $"user {member.Actor.Organisation} {member.Actor.User}" : "nobody";

    /// <summary>So many a minute, evenly, and so many at once after a pause.</summary>
    private static RateLimitPartition<string> Bucket(string who, int perMinute, int atOnce) => RateLimitPartition.GetTokenBucketLimiter(who, _ => new()
    {
        TokenLimit = atOnce,
        TokensPerPeriod = Math.Max(1, perMinute / 60),
        ReplenishmentPeriod = TimeSpan.FromSeconds(perMinute >= 60 ? 60.0 * (perMinute / 60) / perMinute : 60.0 / perMinute),
        QueueLimit = 0,
    });
}
