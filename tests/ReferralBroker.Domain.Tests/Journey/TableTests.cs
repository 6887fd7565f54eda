using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Journey;

public class TableTests
{
    public static TheoryData<string, ReferralStatus> Cells()
    {
        var cells = new TheoryData<string, ReferralStatus>();
        foreach (var row in Table.Rows)
            foreach (var status in Enum.GetValues<ReferralStatus>()) cells.Add(row.Verb, status);
        return cells;
    }

    public static TheoryData<ReferralStatus> Statuses() => [.. Enum.GetValues<ReferralStatus>()];

    [Fact]
    public void No_cell_is_missing()
    {
        string[] verbs = [.. ReferralVerbs.All.Select(v => v.Name), Redirect.Verb, "re-match", MarkOverdue.Verb];
        Table.Rows.Select(r => r.Verb).Should().BeEquivalentTo(verbs).And.OnlyHaveUniqueItems();
        Enum.GetValues<ReferralStatus>().Should().HaveCount(13);
        Cells().Should().HaveCount(13 * 32);
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void Each_state_is_reached_by_decisions_and_promises_who_acts_next_and_by_when(ReferralStatus status)
    {
        var referral = In.Status(status).State;
        referral.Status.Should().Be(status);
        referral.Due.Should().Be(Row.Promised[status]);
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void A_verb_is_allowed_or_refused_in_a_state_as_the_table_says(string verb, ReferralStatus status)
    {
        var row = Table.Of(verb);
        var given = In.Status(status);
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
        foreach (var row in Table.Rows.Where(r => r.Verb is not ("redirect" or "re-match")))
            Ask.For(row.Verb, Spec.No(In.Id), Table.Asker(row, ReferralStatus.Sent), In.June(2)).IsRefused("referral.unknown");
    }
}
