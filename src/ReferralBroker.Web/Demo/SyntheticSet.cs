using System.Globalization;
using ReferralBroker.Application.Clock;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Demo;

/// <summary>
/// A small labelled set of invented people over the year that ends now, made by the real decisions in the order of time, with the real clock
/// closing each day and marking what is overdue.
/// </summary>
public sealed class SyntheticSet(Dispatcher dispatcher, Log log, Followers followers, BrokerClock clock, SimulatedTime time)
{
    private const int People = 90;
    private const int Days = 365;
    private const int Seed = 20260401;

    /// <summary>Fills an empty log up to a moment.</summary>
    public async Task FillAsync(DateTimeOffset end, CancellationToken stop = default)
    {
        await log.MarkSyntheticAsync(stop);
        await new SyntheticDirectory(dispatcher).FillAsync(stop);
        var random = new Random(Seed);
        var first = EnglandTime.DateOf(end).AddDays(-Days);
        var stories = new PriorityQueue<IAsyncEnumerator<DateTimeOffset>, (DateTimeOffset, int)>();
        for (var number = 0; number < People; number++)
        {
            // More of them towards the end, so that worklists are alive.
            var day = first.AddDays(1 + (int)((Days - 3) * Math.Sqrt(random.NextDouble())));
            var story = new SyntheticStory(dispatcher, time, new Random(Seed + number), number).TellAsync(day, stop).GetAsyncEnumerator(stop);
            if (await story.MoveNextAsync()) stories.Enqueue(story, (story.Current, number));
        }
        await PlayAsync(stories, first, end, stop);
        await followers.CatchUpAsync(stop);
    }

    private async Task PlayAsync(PriorityQueue<IAsyncEnumerator<DateTimeOffset>, (DateTimeOffset At, int)> stories, DateOnly first, DateTimeOffset end, CancellationToken stop)
    {
        var midnight = EnglandTime.StartOf(first.AddDays(1));
        while (stories.TryDequeue(out var story, out var next))
        {
            midnight = await NightsAsync(midnight, next.At < end ? next.At : end, stop);
            if (next.At >= end)
            {
                await story.DisposeAsync();
                continue;
            }
            time.MoveTo(next.At);
            if (await story.MoveNextAsync()) stories.Enqueue(story, (story.Current > next.At ? story.Current : next.At.AddMinutes(1), next.Item2));
            else await story.DisposeAsync();
        }
        await NightsAsync(midnight, end, stop);
        time.MoveTo(end);
    }

    /// <summary>Lets every midnight up to a moment pass. Answers the first one still to come.</summary>
    private async Task<DateTimeOffset> NightsAsync(DateTimeOffset midnight, DateTimeOffset upTo, CancellationToken stop)
    {
        for (; midnight < upTo; midnight = EnglandTime.StartOf(EnglandTime.DateOf(midnight).AddDays(1)))
        {
            time.MoveTo(midnight);
            await followers.All.First(f => f.Name == "deadlines").CatchUpAsync(stop);
            await clock.TickAsync(stop);
        }
        return midnight;
    }

    /// <summary>The set is made by the real rules; one that refuses is a mistake in the set.</summary>
    internal static async Task<Outcome.Done> Do(Task<Outcome> command) => await command switch
    {
        Outcome.Done done => done,
        Outcome.Refused refused => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The synthetic set was refused: {refused.Refusal.Code}.")),
        _ => throw new InvalidOperationException(),
    };
}
