using ReferralBroker.Testing;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>The broker that the tests of one class share. They keep apart by whom they are about.</summary>
public sealed class BrokerOfClass(TestCluster cluster) : IAsyncLifetime
{
    internal BrokerHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await BrokerHost.StartAsync(cluster);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
