using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Notices;

namespace ReferralBroker.Web.Tests.Notices;

/// <summary>A broker that sends messages to a mail server of the tests, when a test says so.</summary>
internal static class Mailing
{
    public const string Team = "ips@example.org";
    public const string Practice = "practice@example.org";

    public static OrganisationId Provider => Personas.All.Single(p => p.Code == "provider").Actor.Organisation;

    public static async Task<BrokerHost> StartAsync(TestCluster cluster, MailServer mail, bool answersByLink = false)
    {
        var broker = await BrokerHost.StartAsync(cluster, s => s.Remove(s.Single(d => d.ImplementationType == typeof(NoticeService) && d.ServiceType == typeof(IHostedService))), new Dictionary<string, string?>
        {
            ["Broker:Mail:Host"] = "127.0.0.1",
            ["Broker:Mail:Port"] = $"{mail.Port}",
            ["Broker:Mail:Security"] = "none",
            ["Broker:Mail:From"] = "broker@example.org",
            ["Broker:OwnPages:From"] = "messages@example.net",
            ["Broker:Mail:User"] = "broker",
            ["Broker:Mail:Password"] = "right",
        });
        var practice = Personas.All.Single(p => p.Code == "clinician").Actor.Organisation;
        await SetAsync(broker, Provider, Team, answersByLink);
        await SetAsync(broker, practice, Practice);
        return broker;
    }

    /// <summary>Says where a team is told.</summary>
    public static async Task SetAsync(BrokerHost broker, OrganisationId organisation, string? email, bool answersByLink = false) =>
        await broker.As("administrator").DoAsync($"/api/organisations/{organisation}/set-notices", new { email, answersByLink });

    /// <summary>Sends everything that is due once what was recorded has reached the list.</summary>
    public static async Task SendAsync(BrokerHost broker)
    {
        await broker.CaughtUpAsync();
        await broker.Services.GetRequiredService<NoticeSender>().SendDueAsync(TestContext.Current.CancellationToken);
    }
}
