using System.Runtime.CompilerServices;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Simulation;

/// <summary>What services say of their places month after month: each value is the moment at which they say it again.</summary>
internal sealed class CapacityStory(World world)
{
    /// <summary>The number under which it is told, which is nobody's.</summary>
    public const int Number = -3;

    private readonly Teller _teller = new(world, Number);

    public async IAsyncEnumerable<DateTimeOffset> TellAsync([EnumeratorCancellation] CancellationToken stop)
    {
        for (var month = world.Plan.From.AddDays(1 - world.Plan.From.Day).AddMonths(1); ; month = month.AddMonths(1))
        {
            yield return _teller.At(month);
            foreach (var (service, listed) in SyntheticDirectory.Places.OrderBy(p => p.Key.Value))
            {
                var places = listed.Places is { } usual ? _teller.Chance.Between(usual / 2, usual + (usual / 2)) : (int?)null;
                await Teller.Do(world.Dispatcher.ServiceAsync(service, new PublishCapacity(listed.State, places), _teller.By(Personas.Administrator), stop));
            }
        }
    }
}
