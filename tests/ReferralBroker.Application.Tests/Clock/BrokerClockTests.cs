using System.Globalization;
using ReferralBroker.Application.Clock;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Clock;

/// <summary>Nothing stays silent, nothing is said twice, and nothing before its time.</summary>
public sealed class BrokerClockTests(TestCluster cluster)
{
    [Fact]
    public async Task Days_are_closed_in_their_order_one_event_each_however_many_have_passed()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        await broker.TickAsync();
        (await ClosedAsync(broker)).Should().Equal(Day("2026-01-04"));
        await broker.TickAsync();
        (await ClosedAsync(broker)).Should().ContainSingle("the day is not over twice");

        At(broker, "2026-01-09T09:00Z");
        await broker.TickAsync();
        await broker.TickAsync();
        (await ClosedAsync(broker)).Should().Equal(Day("2026-01-04"), Day("2026-01-05"), Day("2026-01-06"), Day("2026-01-07"), Day("2026-01-08"));
        var events = await CalendarAsync(broker);
        events.Select(e => e.CommandId).Should().OnlyHaveUniqueItems("each day is a command of its own");
        events.Should().OnlyContain(e => e.Actor.User == "broker" && e.Actor.Role == "system");
    }

    [Fact]
    public async Task A_promise_that_was_not_kept_is_marked_once_and_the_next_promise_once_again()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        At(broker, "2026-01-07T23:59Z");
        (await broker.TickAsync()).Should().Be(0, "the service has until the end of Wednesday");
        At(broker, "2026-01-08T09:00Z");
        (await broker.TickAsync()).Should().Be(1);
        (await broker.TickAsync()).Should().Be(0);
        At(broker, "2026-01-12T09:00Z");
        (await broker.TickAsync()).Should().Be(0, "it is still the same promise");

        await broker.DoAsync(referral, new Acknowledge(), TestBroker.Worker);
        At(broker, "2026-01-19T23:59Z");
        (await broker.TickAsync()).Should().Be(0);
        At(broker, "2026-01-20T09:00Z");
        (await broker.TickAsync()).Should().Be(1);
        (await OverdueAsync(broker, referral)).Should().Equal(
            new Overdue(NextActor.Service, Awaited.Acknowledgement, Day("2026-01-07")), new Overdue(NextActor.Service, Awaited.Decision, Day("2026-01-19")));

        await broker.DoAsync(referral, new Accept(), TestBroker.Worker);
        await broker.DoAsync(referral, new Close(CloseReason.Other, CloseOutcome.Unknown), TestBroker.Worker);
        At(broker, "2026-03-02T09:00Z");
        (await broker.TickAsync()).Should().Be(0, "a closed referral promises nothing");
    }

    [Fact]
    public async Task Several_clocks_at_once_close_each_day_once_and_mark_each_promise_once()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        await broker.TickAsync();
        var referrals = new List<ReferralId>();
        for (var number = 0; number < 12; number++) referrals.Add(await broker.SentAsync());
        await broker.CatchUpAsync();
        At(broker, "2026-01-14T09:00Z");
        var clocks = Enumerable.Range(0, 4).Select(_ => new BrokerClock(broker.Database, broker.Log, broker.AnotherDispatcher(), broker.Time)).ToArray();
        var marked = await Task.WhenAll(clocks.Select(c => Task.Run(() => c.TickAsync(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)));
        marked.Sum().Should().Be(12);
        foreach (var referral in referrals) (await OverdueAsync(broker, referral)).Should().ContainSingle();
        (await ClosedAsync(broker)).Should().Equal(Enumerable.Range(4, 10).Select(n => new DateOnly(2026, 1, n)));
    }

    [Fact]
    public async Task A_clock_that_is_put_forward_and_back_says_nothing_twice()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        At(broker, "2026-01-20T09:00Z");
        (await broker.TickAsync()).Should().Be(1);
        var closed = await ClosedAsync(broker);

        foreach (var moment in new[] { "2026-01-06T09:00Z", "2025-12-01T09:00Z", "2026-01-19T09:00Z", "2026-01-20T09:00Z" })
        {
            At(broker, moment);
            (await broker.TickAsync()).Should().Be(0, "it is {0}", moment);
        }
        (await ClosedAsync(broker)).Should().Equal(closed, "what is closed stays closed and nothing is closed again");
        (await OverdueAsync(broker, referral)).Should().ContainSingle();

        // A clock that runs behind must not mark what another process, whose clock is right, has not let fall due.
        At(broker, "2026-01-12T09:00Z");
        var late = await broker.SentAsync();
        At(broker, "2026-01-13T09:00Z");
        (await broker.TickAsync()).Should().Be(0);
        At(broker, "2026-01-21T09:00Z");
        (await broker.TickAsync()).Should().Be(1);
        (await OverdueAsync(broker, late)).Should().ContainSingle();
        (await ClosedAsync(broker))[^1].Should().Be(Day("2026-01-20"), "days go on from the last one that was closed");
    }

    [Theory]
    [InlineData("2026-01-14", "2026-01-15T00:00Z")] // winter
    [InlineData("2026-03-28", "2026-03-29T00:00Z")] // the night in which clocks go forward begins in winter
    [InlineData("2026-03-29", "2026-03-29T23:00Z")] // and that day is an hour shorter
    [InlineData("2026-07-08", "2026-07-08T23:00Z")] // summer
    [InlineData("2026-10-24", "2026-10-24T23:00Z")] // the night in which clocks go back begins in summer
    [InlineData("2026-10-25", "2026-10-26T00:00Z")] // and that day is an hour longer
    public async Task A_day_is_closed_and_its_promises_are_marked_at_midnight_in_England_and_not_a_second_before(string due, string midnight)
    {
        await using var broker = await TestBroker.StartAsync(cluster, Moment(midnight).AddDays(-5));
        var referral = await broker.SentAsync();
        await broker.DoAsync(referral, new Accept(), TestBroker.Worker);
        await broker.DoAsync(referral, new Pause(PauseReason.Health, Day(due)), TestBroker.Worker);
        broker.Time.Now = Moment(midnight).AddSeconds(-1);
        (await broker.TickAsync()).Should().Be(0);
        (await ClosedAsync(broker))[^1].Should().Be(Day(due).AddDays(-1));
        broker.Time.Now = Moment(midnight);
        (await broker.TickAsync()).Should().Be(1);
        (await ClosedAsync(broker))[^1].Should().Be(Day(due));
        (await OverdueAsync(broker, referral)).Should().Equal(new Overdue(NextActor.Service, Awaited.Resumption, Day(due)));
    }

    [Fact]
    public async Task Deadlines_follow_what_is_promised_and_marked_and_go_when_nothing_is_due()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        (await DeadlineAsync(broker)).Should().Be("2026-01-07 false");
        At(broker, "2026-01-08T09:00Z");
        await broker.TickAsync();
        (await DeadlineAsync(broker)).Should().Be("2026-01-07 true");
        await broker.DoAsync(referral, new AddNote(NoteVisibility.Own, Personal.Of("Called the practice.")), TestBroker.Worker);
        (await DeadlineAsync(broker)).Should().Be("2026-01-07 true", "a note changes no promise");
        await broker.DoAsync(referral, new RequestInformation(Personal.Of("Which days?")), TestBroker.Worker);
        (await DeadlineAsync(broker)).Should().Be("2026-01-15 false", "five working days to answer");
        await broker.DoAsync(referral, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.Worker);
        await broker.DoAsync(referral, new RecordTold(ContactMedium.Telephone), TestBroker.Clinician);
        (await DeadlineAsync(broker)).Should().Be("", "the next step has no date");
        await broker.DoAsync(referral, new Close(CloseReason.NotRematched, CloseOutcome.Unknown), TestBroker.Clinician);
        await broker.DoAsync(referral, new Reopen(), TestBroker.Clinician);
        (await DeadlineAsync(broker)).Should().Be("2026-01-15 false", "five working days to decide");
    }

    [Fact]
    public async Task Promises_that_fill_whole_pages_and_cannot_be_marked_hide_none_behind_them()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        await broker.CatchUpAsync();
        await broker.AskAsync<long>("""
            with put as (insert into deadlines.promise select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, '2026-01-01', false from generate_series(1, 400) n returning 1)
            select count(*) from put
            """);
        At(broker, "2026-01-08T09:00Z");
        (await broker.TickAsync()).Should().Be(1);
        (await OverdueAsync(broker, referral)).Should().ContainSingle();
    }

    [Fact]
    public async Task A_deadline_that_is_behind_the_log_marks_nothing_that_was_kept()
    {
        await using var broker = await TestBroker.StartAsync(cluster);
        var referral = await broker.SentAsync();
        await broker.CatchUpAsync();
        At(broker, "2026-01-08T09:00Z");
        await broker.DoAsync(referral, new Acknowledge(), TestBroker.Worker);
        (await broker.Clock.TickAsync(TestContext.Current.CancellationToken)).Should().Be(0, "the decision looks at the stream, not at the deadline");
        (await OverdueAsync(broker, referral)).Should().BeEmpty();
    }

    private static DateOnly Day(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture);

    private static DateTimeOffset Moment(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);

    private static void At(TestBroker broker, string moment) => broker.Time.Now = Moment(moment);

    private static async Task<IReadOnlyList<EventLog.RecordedEvent>> CalendarAsync(TestBroker broker) => await broker.Log.ReadAsync(Domain.Calendars.Calendar.Stream);

    private static async Task<DateOnly[]> ClosedAsync(TestBroker broker) => [.. (await CalendarAsync(broker)).Select(e => ((DayClosed)Facts.Of(e).Event).Day)];

    private static async Task<Overdue[]> OverdueAsync(TestBroker broker, ReferralId referral) => [.. (await broker.Log.ReadAsync(referral.Value)).Select(e => Facts.Of(e).Event).OfType<Overdue>()];

    private static async Task<string> DeadlineAsync(TestBroker broker)
    {
        await broker.CatchUpAsync("deadlines");
        return await broker.AskAsync<string>("select coalesce(string_agg(due_on || ' ' || marked, ';'), '') from deadlines.promise");
    }
}
