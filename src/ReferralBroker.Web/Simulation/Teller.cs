using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Simulation;

/// <summary>What every part of one person's story needs: their chances, the ids of their steps, and the working day.</summary>
internal sealed class Teller(World world, int person)
{
    private int _step;

    /// <summary>Their number; -1 for the directory's.</summary>
    public int Person => person;

    public Chance Chance { get; } = new(unchecked((world.Plan.Seed * 1_000_003) + (person * 7_919) + 17));

    public DateOnly Today => world.Today;

    /// <summary>An id that the same simulation made again gives again.</summary>
    public Guid Id() => world.Plan.IdOf(person, ++_step);

    public Envelope By(Actor actor) => new(actor, Id(), world.Plan.IdOf(person, 0));

    /// <summary>A verb on a referral.</summary>
    public Task<Outcome.Done> On<T>(ReferralId referral, T command, Actor by, CancellationToken stop) where T : IReferralVerb<T> =>
        Do(world.Dispatcher.ReferralAsync(referral, command, By(by), stop));

    /// <summary>So many days from now, in somebody's working hours.</summary>
    public DateTimeOffset After(double days) => At(EnglandTime.DateOf(world.Time.GetUtcNow().AddDays(days)));

    public DateTimeOffset After(double least, double most) => After(Chance.Between(least, most));

    /// <summary>A moment in the working hours of a day, or of the next working day.</summary>
    public DateTimeOffset At(DateOnly day)
    {
        while (!WorkingDays.IsWorkingDay(day)) day = day.AddDays(1);
        return EnglandTime.StartOf(day).AddMinutes((9 * 60) + Chance.Between(0, (7 * 60) - 1));
    }

    /// <summary>The set is made by the real rules; one that refuses is a mistake in the set.</summary>
    public static async Task<Outcome.Done> Do(Task<Outcome> command) => await command switch
    {
        Outcome.Done done => done,
        Outcome.Refused refused => throw new SimulationException($"The simulation was refused ({refused.Refusal.Code}): {refused.Refusal.Message} This is a mistake in the simulation itself; tell its makers the seed."),
        _ => throw new InvalidOperationException(),
    };
}

/// <summary>A simulated step that the rules refuse.</summary>
public sealed class SimulationException(string message) : Exception(message);
