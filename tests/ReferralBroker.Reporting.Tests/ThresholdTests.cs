using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Stages;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>
/// The threshold job outcome: at least 7 hours a week for 13 weeks inside 16, paid at least the National Living Wage (DWP, IPS in Primary Care grant
/// guidance, updated 18 December 2023).
/// </summary>
public sealed class ThresholdTests
{
    private static readonly DateOnly Start = new(2026, 1, 5);

    [Theory]
    [InlineData(13, 13, "7", WageBasis.NationalLivingWageOrMore, true)]
    [InlineData(13, 16, "7", WageBasis.NationalLivingWageOrMore, true)]
    [InlineData(13, 17, "7", WageBasis.NationalLivingWageOrMore, false)]
    [InlineData(12, 13, "7", WageBasis.NationalLivingWageOrMore, false)]
    [InlineData(26, 26, "37.5", WageBasis.NationalLivingWageOrMore, true)]
    [InlineData(13, 13, "6.99", WageBasis.NationalLivingWageOrMore, false)]
    [InlineData(13, 13, "16", WageBasis.BelowNationalLivingWage, false)]
    [InlineData(13, 13, "16", WageBasis.SelfEmployed, false)]
    [InlineData(13, 13, "16", WageBasis.Unknown, false)]
    public void It_is_met_from_the_day_13_weeks_after_the_start_or_not_at_all(int worked, int within, string hours, WageBasis wage, bool met)
    {
        var (job, perWeek) = (Guid.NewGuid(), decimal.Parse(hours, System.Globalization.CultureInfo.InvariantCulture));
        var events = new DomainEvent[]
        {
            new JobStarted(job, Start, perWeek, null, null), new EmploymentConfirmed(job, 13, Start.AddDays(91), worked, within, perWeek, wage, EmploymentEvidence.Payslip),
        };
        var reached = events.Select(e => new Fact(e, Start.AddDays(100), TestBroker.Monday.AddDays(100), TestBroker.Worker))
            .Aggregate(ReferralStages.None(new(Guid.NewGuid())), ReferralStages.Evolve).Reached().ToDictionary(r => r.Stage.Code, r => r.On);
        reached.Keys.Should().Contain(["job-start", "sustained-13-weeks"], "it was confirmed at 13 weeks, whatever was paid");
        reached.ContainsKey("ipspc-threshold").Should().Be(met);
        if (met) reached["ipspc-threshold"].Should().Be(Start.AddDays(91));
    }
}
