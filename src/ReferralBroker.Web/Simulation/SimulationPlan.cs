using System.Security.Cryptography;
using System.Text;

namespace ReferralBroker.Web.Simulation;

/// <summary>What a simulation is to be: the same again gives the same events, but for what is sealed.</summary>
/// <param name="Seed">What its chances are drawn from.</param>
/// <param name="People">How many people it invents.</param>
/// <param name="From">The day it begins.</param>
/// <param name="To">The moment it ends at.</param>
public sealed record SimulationPlan(int Seed, int People, DateOnly From, DateTimeOffset To)
{
    /// <summary>An id that belongs to this simulation, to somebody in it, and to one step of theirs.</summary>
    public Guid IdOf(int person, int step) =>
        new(SHA256.HashData(Encoding.ASCII.GetBytes($"simulation {Seed} {People} {From:yyyy-MM-dd} {To.UtcTicks} {person} {step}")).AsSpan(0, 16), bigEndian: true);
}
