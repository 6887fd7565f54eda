using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>Where a report stands, asked by many at once.</summary>
public sealed class ReportDaysTests(TestCluster cluster)
{
    [Fact]
    public async Task Many_who_ask_at_once_do_not_get_in_each_others_way()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        broker.Time.Now = broker.Time.Now.AddDays(1);
        await broker.TickAsync();
        await broker.CatchUpAsync();
        var (days, asked) = (new ReportDays(broker.Database), broker.Today.AddDays(-1));
        var stop = TestContext.Current.CancellationToken;
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            var positions = new HashSet<(long?, long?)>();
            for (var time = 0; time < 60; time++) positions.Add(((await days.StandingAsync(asked, stop))?.Position, (await days.StandingAsync(null, stop))?.Position));
            return positions;
        }))).WaitAsync(TimeSpan.FromMinutes(5), stop);
        answers.SelectMany(a => a).Distinct().Should().ContainSingle().Which.Item1.Should().NotBeNull();
    }
}
