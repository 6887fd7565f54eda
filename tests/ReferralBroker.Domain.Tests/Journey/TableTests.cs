using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

public class TableTests
{
    public static TheoryData<string, string, ReferralStatus> Cells()
    {
        var cells = new TheoryData<string, string, ReferralStatus>();
        foreach (var journey in Table.Journeys)
            foreach (var verb in Table.Verbs)
                foreach (var status in Table.Reached(journey)) cells.Add(journey, verb, status);
        return cells;
    }

    public static TheoryData<string, ReferralStatus> States()
    {
        var states = new TheoryData<string, ReferralStatus>();
        foreach (var journey in Table.Journeys)
            foreach (var status in Table.Reached(journey)) states.Add(journey, status);
        return states;
    }

    public static TheoryData<string> Journeys() => [.. Table.Journeys];

    [Fact]
    public void No_cell_is_missing()
    {
        string[] verbs = [.. ReferralVerbs.All.Select(v => v.Name), Redirect.Verb, "re-match", MarkOverdue.Verb];
        Table.Verbs.Should().BeEquivalentTo(verbs).And.OnlyHaveUniqueItems().And.HaveCount(35);
        Table.Journeys.Should().BeEquivalentTo(Services.Journey.Codes).And.HaveCount(5);
        Enum.GetValues<ReferralStatus>().Should().HaveCount(13);
        Table.NeverReached.Values.Sum(states => states.Length).Should().Be(1, "advice alone has a state that nothing leads to");
        Cells().Should().HaveCount((13 * 35 * 5) - 35);
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Each_state_is_reached_by_decisions_and_promises_who_acts_next_and_by_when(string journey, ReferralStatus status)
    {
        var referral = In.Status(status, journey).State;
        referral.Terms!.Journey.Should().Be(journey);
        referral.Status.Should().Be(status);
        referral.Due.Should().Be(Row.Promised[status]);
    }

    /// <summary>With each cell below being as its table says, no sequence of steps leads there.</summary>
    [Theory]
    [MemberData(nameof(Journeys))]
    public void Nothing_leads_to_a_state_named_as_never_reached(string journey)
    {
        var led = Table.Rows(journey).SelectMany(row => row.Allowed.Where(cell => Table.Reached(journey).Contains(cell.Key)).Select(cell => cell.Value.To)).ToHashSet();
        led.Add(ReferralStatus.Sent);
        led.Should().BeEquivalentTo(Table.Reached(journey), "every other state is led to, or is where a referral begins");
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_verb_is_allowed_or_refused_in_a_state_as_the_table_says(string journey, string verb, ReferralStatus status)
    {
        var row = Table.Of(journey, verb);
        var given = In.Status(status, journey);
        var outcome = Ask.For(verb, given, Table.Asker(row, status), In.Day(status));
        if (row.Allowed.TryGetValue(status, out var leads))
        {
            outcome.Decision.Refusal.Should().BeNull();
            outcome.Events.Should().NotBeEmpty();
            (outcome.Then.Status, outcome.Then.Due).Should().Be((leads.To, leads.Due));
        }
        else if (row.IsNothingElsewhere) outcome.RecordsNothing();
        else outcome.IsRefused(row.Refusal(status));
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("decline")]
    [InlineData("request-information")]
    [InlineData("assign")]
    [InlineData("redirect")]
    public void What_a_service_does_with_a_referral_that_was_only_sent_implies_that_it_has_it(string verb)
    {
        Ask.For(verb, In.Sent(), Who.Caseworker, In.June(2)).Events[0].Should().BeOfType<Received>();
        Ask.For(verb, In.Received(), Who.Caseworker, In.June(2)).Events.Should().NotContain(e => e is Received);
    }

    [Fact]
    public void Nothing_can_be_done_with_a_referral_that_was_never_sent()
    {
        foreach (var row in Table.Rows("ips").Where(r => r.Verb is not ("redirect" or "re-match")))
            Ask.For(row.Verb, Spec.No(In.Id), Table.Asker(row, ReferralStatus.Sent), In.June(2)).IsRefused("referral.unknown");
    }
}
