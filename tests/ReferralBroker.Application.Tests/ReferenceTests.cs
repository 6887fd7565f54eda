using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests;

/// <summary>The short reference by which people speak of a referral is one referral's own.</summary>
public sealed class ReferenceTests(TestCluster cluster)
{
    [Fact]
    public void Two_references_can_meet()
    {
        // Found by a simulation of 20,000 people, at its 8,906th referral.
        var (first, second) = (new ReferralId(new("0196c9f6-8ae0-7b95-945a-01a4b6b89396")), new ReferralId(new("019ce797-04c0-757b-9ea1-88242098c8ad")));
        ReferralReference.Of(first).Should().Be(ReferralReference.Of(second)).And.Be("R-7Z4Y-VNCR");
    }

    [Fact]
    public async Task A_referral_whose_reference_is_taken_is_sent_under_another_and_the_same_command_again_sends_nothing()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var person = await broker.RegisterAsync();
        var sending = TestBroker.Sending(person, await broker.AgreeAsync(person));
        var envelope = TestBroker.By(TestBroker.Clinician);
        var taken = ReferralReference.Of(new(envelope.NewStreamId(broker.Time.Now)));
        await using (var hold = broker.Database.CreateCommand("insert into log.claim values ($1, gen_random_uuid())"))
        {
            hold.Parameters.Add(new() { Value = ReferralReference.Key(taken) });
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        var sent = await TestBroker.DoAsync(broker.Dispatcher.SendAsync(sending, envelope, TestContext.Current.CancellationToken));
        (await broker.ReferralAsync(new(sent.Target))).Terms!.Reference.Should().NotBe(taken);
        var again = await TestBroker.DoAsync(broker.Dispatcher.SendAsync(sending, envelope, TestContext.Current.CancellationToken));
        (again.Target, again.Changed).Should().Be((sent.Target, false));
    }
}
