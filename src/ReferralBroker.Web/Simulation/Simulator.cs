using ReferralBroker.Application.Clock;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Simulation;

/// <summary>How far a simulation is.</summary>
/// <param name="Day">The day it has come to.</param>
/// <param name="People">How many people have begun.</param>
/// <param name="Part">What is being done.</param>
public sealed record SimulationProgress(DateOnly Day, int People, string Part);

/// <summary>
/// Invents people and lets them live through the pathways in the order of time, all of them together, by the real decisions of the real
/// dispatcher, with the real clock closing each day and marking what is overdue. The same plan gives the same events, but for what is sealed; cut
/// off and started again it goes on where it was, because every command it sends is known to the log by its id.
/// </summary>
public sealed class Simulator(Dispatcher dispatcher, Reader reader, Log log, Followers followers, BrokerClock clock, SimulatedTime time, Places places)
{
    /// <summary>Of the growth over the period: at its end so many times as many begin as at its start.</summary>
    private const double Growth = 1.8;

    /// <summary>Fills a log up to the plan's end.</summary>
    /// <exception cref="LogException">The log holds something else.</exception>
    public async Task RunAsync(SimulationPlan plan, IProgress<SimulationProgress>? progress = null, CancellationToken stop = default)
    {
        await BeginAsync(plan, stop);
        time.MoveTo(EnglandTime.StartOf(plan.From));
        var world = new World(plan, dispatcher, reader, time, places);
        await world.BuildAsync(stop);
        var beginnings = Beginnings(plan);
        var going = new PriorityQueue<IAsyncEnumerator<DateTimeOffset>, (DateTimeOffset At, int Person)>();
        var begun = 0;
        await BeginStoryAsync(new CapacityStory(world).TellAsync(stop), CapacityStory.Number, going, stop);
        for (var day = plan.From; day <= EnglandTime.DateOf(plan.To); day = day.AddDays(1))
        {
            foreach (var person in beginnings.GetValueOrDefault(day, []))
            {
                await BeginStoryAsync(new LifeStory(world, person).TellAsync(day, stop), person, going, stop);
                begun++;
            }
            var midnight = EnglandTime.StartOf(day.AddDays(1));
            await LiveAsync(going, midnight < plan.To ? midnight : plan.To, stop);
            if (midnight > plan.To) break;
            time.MoveTo(midnight);
            await followers.CatchUpAsync("deadlines", stop);
            await clock.TickAsync(stop);
            progress?.Report(new(day, begun, "living"));
        }
        while (going.TryDequeue(out var unfinished, out _)) await unfinished.DisposeAsync();
        time.MoveTo(plan.To);
        progress?.Report(new(EnglandTime.DateOf(plan.To), begun, "applying the events to every projection"));
        await followers.CatchUpAsync(stop);
    }

    private static async Task BeginStoryAsync(IAsyncEnumerable<DateTimeOffset> told, int number, PriorityQueue<IAsyncEnumerator<DateTimeOffset>, (DateTimeOffset At, int Person)> going, CancellationToken stop)
    {
        var story = told.GetAsyncEnumerator(stop);
        if (await story.MoveNextAsync()) going.Enqueue(story, (story.Current, number));
    }

    /// <summary>Lets everybody go on until a moment.</summary>
    private async Task LiveAsync(PriorityQueue<IAsyncEnumerator<DateTimeOffset>, (DateTimeOffset At, int Person)> going, DateTimeOffset until, CancellationToken stop)
    {
        while (going.TryPeek(out var story, out var next) && next.At < until)
        {
            stop.ThrowIfCancellationRequested();
            going.Dequeue();
            time.MoveTo(next.At);
            // Somebody whose next step would be earlier than this one takes it a little later: time does not go back.
            if (await story.MoveNextAsync()) going.Enqueue(story, (story.Current > next.At ? story.Current : next.At.AddMinutes(1), next.Person));
            else await story.DisposeAsync();
        }
    }

    /// <summary>Takes an empty log, or one that this same simulation was filling.</summary>
    private async Task BeginAsync(SimulationPlan plan, CancellationToken stop)
    {
        var mark = plan.IdOf(-2, 0);
        if (await log.MarkSyntheticAsync(mark, stop)) return;
        throw new LogException("Only an empty log can be filled with invented people, or one that the very same simulation was filling when it was cut off. This one holds something else.");
    }

    /// <summary>Who begins on which working day: more towards the end, fewer around Christmas.</summary>
    private static Dictionary<DateOnly, List<int>> Beginnings(SimulationPlan plan)
    {
        var chance = new Chance(plan.Seed);
        var last = EnglandTime.DateOf(plan.To);
        var days = new List<DateOnly>();
        for (var day = plan.From.AddDays(1); day <= last; day = day.AddDays(1))
            if (WorkingDays.IsWorkingDay(day)) days.Add(day);
        double Weight(DateOnly day) => (1 + ((Growth - 1) * (day.DayNumber - plan.From.DayNumber) / Math.Max(1, last.DayNumber - plan.From.DayNumber)))
            * (day is { Month: 12, Day: > 20 } ? 0.4 : day.Month == 8 ? 0.85 : 1);
        var cumulated = new double[days.Count];
        var sum = 0.0;
        for (var i = 0; i < days.Count; i++) cumulated[i] = sum += Weight(days[i]);
        var beginnings = new Dictionary<DateOnly, List<int>>();
        for (var person = 0; person < plan.People; person++)
        {
            var at = Array.BinarySearch(cumulated, chance.Between(0.0, sum));
            var day = days[Math.Min(days.Count - 1, at < 0 ? ~at : at)];
            if (!beginnings.TryGetValue(day, out var who)) beginnings[day] = who = [];
            who.Add(person);
        }
        return beginnings;
    }
}
