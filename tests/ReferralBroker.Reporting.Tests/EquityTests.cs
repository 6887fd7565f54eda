using ReferralBroker.Reporting.Areas;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Equity;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Trends;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>Who is reached, held against who lives where; and how often month by month: the figures are those of the funnel.</summary>
public sealed class EquityTests(TestCluster cluster, GeneratedLogs logs)
{
    private static readonly DateOnly From = new(2025, 12, 1);
    private static readonly DateOnly To = new(2027, 1, 1);

    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task Its_counts_are_those_of_the_funnel_and_its_index_is_of_shares(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        foreach (var by in Enum.GetValues<Dimension>().Where(Dimensions.OfPerson.Contains))
        {
            var equity = (await new EquityReport(broker.Database).AskAsync(new(From, To, null) { By = [by] }, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
            var funnel = (await new FunnelReport(broker.Database).AskAsync(new(From, To, Basis.Cohort, null) { By = [by] }, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
            long Of(string? key, string stage) => funnel.Rows.Single(r => r.Key == key).Stages.Single(s => s.Stage == stage).Count.Value!.Value;
            foreach (var row in equity.Rows)
            {
                (row.Sent.Value, row.Contacted.Value, row.Started.Value).Should().Be((Of(row.Key, "sent"), Of(row.Key, "first-contact"), Of(row.Key, "job-start")), "{0} {1}", by, row.Label);
                if (row.Key is null) continue;
                var expected = Residents.ShareOf(by, row.Key);
                row.ResidentShare.Shown.Should().Be(expected is { } share ? ((long)Math.Round(100 * share, MidpointRounding.AwayFromZero)).ToString(System.Globalization.CultureInfo.InvariantCulture) : "[x]");
                if (expected is { } of) row.Index.Value.Should().Be((long)Math.Round(100.0 * row.Sent.Value!.Value / Of(null, "sent") / of, MidpointRounding.AwayFromZero));
                else row.Index.Shown.Should().Be("[x]");
            }
        }
    }

    [Fact]
    public void Where_people_deprived_of_employment_live_is_known_by_place_alone()
    {
        Enum.GetValues<Dimension>().Where(Residents.Know).Should().BeEquivalentTo([Dimension.Ward, Dimension.SmallArea, Dimension.ImdDecile, Dimension.ImdQuintile]);
        foreach (var by in Enum.GetValues<Dimension>().Where(Residents.Know))
            Dimensions.ValuesOf(by)!.Sum(v => Residents.ShareOf(by, v.Code) ?? 0).Should().BeApproximately(1, 1e-9);
        // From the file by hand: Hyson Green & Arboretum has the first two areas of it among its own.
        SmallAreas.All.Where(a => a.WardCode == "E05012281").Sum(a => a.EmploymentDeprived).Should().BeApproximately(Residents.ShareOf(Dimension.Ward, "E05012281")!.Value * SmallAreas.All.Sum(a => a.EmploymentDeprived), 1e-9);
        Residents.ShareOf(Dimension.Ward, "outside").Should().BeNull();
        Residents.ShareOf(Dimension.Sex, "1").Should().BeNull();
    }

    [Fact]
    public async Task What_is_few_is_hidden_with_its_share_and_its_index()
    {
        var broker = await logs.OfSeedAsync(cluster, 1);
        var equity = (await new EquityReport(broker.Database).AskAsync(new(From, To, null) { By = [Dimension.Ward] }, DisclosurePolicy.Central, TestContext.Current.CancellationToken))!;
        equity.Rows.Where(r => r.Sent.IsHidden).Should().NotBeEmpty().And.OnlyContain(r => r.Share.IsHidden && (r.Index.IsHidden || r.Index.Shown == "[x]"));
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Months_are_those_of_the_funnel_as_far_as_they_are_whole(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var trend = (await new TrendReport(broker.Database).AskAsync(new(From, To, "received", null), DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
        var funnel = (await new FunnelReport(broker.Database).AskAsync(new(From, To, Basis.Activity, null) { By = [Dimension.Month] }, DisclosurePolicy.OwnCaseload, TestContext.Current.CancellationToken))!;
        foreach (var month in trend.Months) month.Count.Should().Be(funnel.Rows.Single(r => r.Key == month.Month).Stages.Single(s => s.Stage == "received").Count);
        trend.Months.Should().NotBeEmpty().And.NotContain(m => m.Month == "2025-12" || m.Month == broker.Today.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), "recording had not begun, or they have not ended");
    }
}
