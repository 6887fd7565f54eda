using System.Text.Json;

namespace ReferralBroker.EventLog.Drills;

/// <summary>What a victim is to do, and where to die.</summary>
/// <param name="ConnectionString">The database of the log.</param>
/// <param name="Socket">The server's Unix socket, for the wire to lead to.</param>
/// <param name="WireFolder">A folder for the wire's own socket.</param>
/// <param name="Run">Says, with writer and number, what each command is.</param>
/// <param name="First">The number with which each writer goes on.</param>
/// <param name="PauseMilliseconds">How long a writer rests between two commands.</param>
/// <param name="Point">The kill point.</param>
/// <param name="Times">At which passing of the point to die.</param>
internal sealed record VictimOrders(
    string ConnectionString, string Socket, string WireFolder, Guid Run, IReadOnlyList<int> First, int PauseMilliseconds, string Point, int Times)
{
    public string Write() => JsonSerializer.Serialize(this);

    public static VictimOrders Read(string text) => JsonSerializer.Deserialize<VictimOrders>(text) ?? throw new DrillException("The orders are empty.");
}
