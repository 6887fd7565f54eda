using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Statistics;
using ReferralBroker.Reporting.Waits;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>The usual time to first contact: the median of the Kaplan-Meier estimate, and what of the log goes into it.</summary>
public sealed class UsualTimesTests(TestCluster cluster)
{
    /// <summary>Days waited; those that end in + were cut short, the person not reached by then.</summary>
    [Theory]
    [InlineData("", null)]
    [InlineData("3", 3)] // one, reached
    [InlineData("3+", null)] // one, waiting
    [InlineData("1+ 2+ 3+ 4+", null)] // nobody was reached
    [InlineData("1 2 3 4", 2)] // exactly half are reached by day 2
    [InlineData("1 2 3", 2)]
    [InlineData("1 5 5+ 6+", 5)] // 3/4, then 2/3 of it is one half
    [InlineData("1 5+ 6+ 7+", null)] // 3/4, and nothing more
    [InlineData("5 5+", 5)] // one half: whoever is cut short on a day still waited on it
    [InlineData("5 5+ 5+", null)] // two thirds
    [InlineData("2 2 2 9", 2)] // ties
    [InlineData("1+ 1+ 1+ 8", 8)] // of the one left, all
    [InlineData("0 0 4 4", 0)] // on the very day
    [InlineData("2 3+ 4 6", 4)] // 3/4, then 1/2 of it is 3/8
    [InlineData("4 6 2 3+", 4)] // in whichever order
    [InlineData("6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+", 23)] // the published example of the method: Freireich and others 1963, 6-MP
    [InlineData("1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23", 8)] // and its other arm, placebo
    public void The_median_is_the_first_day_by_which_half_are_estimated_to_have_been_reached(string waits, int? days) =>
        KaplanMeier.DayOf(waits.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => new Wait(int.Parse(w.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture), !w.EndsWith('+'), 1)), 50).Should().Be(days);

    [Fact]
    public void It_equals_a_second_one_that_hands_the_share_of_those_cut_short_on_to_those_who_wait_longer()
    {
        var random = new Random(7);
        for (var round = 0; round < 3000; round++)
        {
            var waits = Enumerable.Range(0, random.Next(1, 25)).Select(_ => (Days: random.Next(0, 12), Reached: random.Next(100) < random.Next(20, 100))).ToArray();
            KaplanMeier.DayOf(waits.Select(w => new Wait(w.Days, w.Reached, 1)), 50).Should().Be(SecondMedian(waits), "of {0}", string.Join(' ', waits.Select(w => $"{w.Days}{(w.Reached ? "" : "+")}")));
        }
    }

    /// <summary>
    /// Efron's form of the same estimate (1967): everybody holds an equal share; whoever is cut short leaves theirs in equal parts to those who wait
    /// longer; the median is the day by which those reached hold half. In whole numbers, so that exactly one half is.
    /// </summary>
    private static int? SecondMedian((int Days, bool Reached)[] waits)
    {
        var order = waits.OrderBy(w => w.Days).ThenByDescending(w => w.Reached).ToArray();
        var share = Enumerable.Repeat(new Ratio(1, order.Length), order.Length).ToArray();
        var reached = new Ratio(0, 1);
        for (var i = 0; i < order.Length; i++)
        {
            if (order[i].Reached)
            {
                reached += share[i];
                if (reached.IsHalfOrMore) return order[i].Days;
                continue;
            }
            var left = order.Length - i - 1;
            for (var j = i + 1; j < order.Length; j++) share[j] += share[i] / left;
        }
        return null;
    }

    /// <summary>A fraction of whole numbers.</summary>
    private readonly record struct Ratio(System.Numerics.BigInteger Over, System.Numerics.BigInteger Under)
    {
        public bool IsHalfOrMore => 2 * Over >= Under;

        public static Ratio operator +(Ratio a, Ratio b)
        {
            var (over, under) = ((a.Over * b.Under) + (b.Over * a.Under), a.Under * b.Under);
            var common = System.Numerics.BigInteger.GreatestCommonDivisor(over, under);
            return new(over / common, under / common);
        }

        public static Ratio operator /(Ratio a, int parts) => new(a.Over, a.Under * parts);
    }

    [Fact]
    public async Task With_fewer_than_10_sent_there_is_no_answer()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var sent = new List<ReferralId>();
        for (var n = 0; n < 9; n++) sent.Add(await broker.SentAsync());
        broker.Time.Now = broker.Time.Now.AddDays(2);
        foreach (var referral in sent) await broker.ReachedAsync(referral, TestBroker.Worker);
        (await OfAsync(broker)).Should().Match<UsualTime>(t => t.Days == null && t.Referrals.IsHidden);
        (await AllAsync(broker)).Keys.Should().Equal([TestBroker.Service.Value], "nothing was sent to the others");
        await broker.SentAsync();
        (await OfAsync(broker)).Should().Match<UsualTime>(t => t.Days == 2 && t.Referrals.Shown == "10" && t.From == broker.Today.AddDays(-182));
    }

    [Fact]
    public async Task Those_who_wait_still_or_were_lost_before_anybody_reached_them_count_for_as_long_as_they_waited()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var sent = new List<ReferralId>();
        for (var n = 0; n < 10; n++) sent.Add(await broker.SentAsync());
        broker.Time.Now = broker.Time.Now.AddDays(3);
        for (var n = 0; n < 4; n++) await broker.ReachedAsync(sent[n], TestBroker.Worker);
        (await OfAsync(broker)).Days.Should().BeNull("fewer than half were reached");
        await broker.DoAsync(sent[4], new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.Worker);
        await broker.DoAsync(sent[5], new Withdraw(WithdrawReason.Other), TestBroker.Clinician);
        broker.Time.Now = broker.Time.Now.AddDays(3);
        // 4 of 10 on day 3 leave 6/10; of the four who wait still one is reached on day 6, which leaves 9/20.
        await broker.ReachedAsync(sent[6], TestBroker.Worker);
        (await OfAsync(broker)).Days.Should().Be(6);
    }

    [Fact]
    public async Task A_contact_or_a_referral_that_was_a_mistake_does_not_count()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var sent = new List<ReferralId>();
        for (var n = 0; n < 10; n++) sent.Add(await broker.SentAsync());
        broker.Time.Now = broker.Time.Now.AddDays(1);
        for (var n = 0; n < 5; n++) await broker.ReachedAsync(sent[n], TestBroker.Worker);
        (await OfAsync(broker)).Days.Should().Be(1);
        var contact = (await broker.ReferralAsync(sent[0])).Contacts.Keys.Single();
        await broker.DoAsync(sent[0], new Correct(Contact: new(contact, broker.Today, ContactMedium.Telephone, false)), TestBroker.Worker);
        (await OfAsync(broker)).Days.Should().BeNull("the person was not reached after all");
        await broker.DoAsync(sent[0], new RecordContact(ContactMedium.Email, true), TestBroker.Worker);
        (await OfAsync(broker)).Days.Should().BeNull("nor is anybody by e-mail");
        await broker.DoAsync(sent[0], new RecordContact(ContactMedium.Video, true), TestBroker.Worker);
        (await OfAsync(broker)).Days.Should().Be(1);
        await broker.DoAsync(sent[9], new EnterInError(Personal.Of("Wrong person.")), TestBroker.Clinician);
        (await OfAsync(broker)).Should().Match<UsualTime>(t => t.Days == null && t.Referrals.IsHidden, "nine are left");
    }

    [Fact]
    public async Task Only_what_was_sent_in_the_last_half_year_counts_and_a_service_that_was_passed_over_to_counts_its_own_wait()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var start = broker.Time.Now;
        for (var n = 0; n < 10; n++) await broker.ReachedAsync(await broker.SentAsync(), TestBroker.Worker);
        broker.Time.Now = start.AddDays(182);
        (await OfAsync(broker)).Should().Match<UsualTime>(t => t.Days == 0 && t.From == EnglandTime.DateOf(start));
        broker.Time.Now = start.AddDays(183);
        (await AllAsync(broker)).Should().BeEmpty();

        var sent = new List<ReferralId>();
        for (var n = 0; n < 10; n++) sent.Add(await broker.SentAsync());
        broker.Time.Now = broker.Time.Now.AddDays(4);
        foreach (var referral in sent)
            await TestBroker.DoAsync(broker.Dispatcher.RedirectAsync(referral, new Redirect(TestBroker.MoneyAdvice, RedirectReason.BetterFit), TestBroker.By(TestBroker.Worker), TestContext.Current.CancellationToken));
        broker.Time.Now = broker.Time.Now.AddDays(2);
        foreach (var next in (await broker.EventsAsync()).Select(e => Facts.Of(e).Event).OfType<Redirected>()) await broker.ReachedAsync(next.To, TestBroker.Adviser);
        var all = await AllAsync(broker);
        (all[TestBroker.Service.Value].Days, all[TestBroker.MoneyAdvice.Value].Days).Should().Be((null, 2));
    }

    private static async Task<IReadOnlyDictionary<Guid, UsualTime>> AllAsync(TestBroker broker)
    {
        await broker.CatchUpAsync();
        return await new UsualTimes(broker.Database).AllAsync(broker.Today);
    }

    private static async Task<UsualTime> OfAsync(TestBroker broker) => (await AllAsync(broker))[TestBroker.Service.Value];
}
