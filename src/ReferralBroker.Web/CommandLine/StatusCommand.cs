using System.CommandLine;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.CommandLine;

/// <summary>status: how far each follower is.</summary>
internal static class StatusCommand
{
    public static Command Make()
    {
        var command = new Command("status", "Say how far each follower is, and whether it has parked streams. Exits 1 if any has.");
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            if (await connection.Services.GetRequiredService<Log>().IsSyntheticAsync(stop)) Console.WriteLine("Training data: every person in it is invented.");
            var all = await connection.Services.GetRequiredService<FollowerProgress>().AllAsync(stop);
            Console.WriteLine($"{"follower",-24}{"position",12}{"behind",10}{"lag s",10}{"parked",8}");
            foreach (var f in all) Console.WriteLine($"{f.Name,-24}{f.Position,12}{f.Behind,10}{f.LagSeconds,10:0.0}{f.Parked,8}");
            return all.Any(f => f.Parked > 0) ? BrokerCommand.Wrong : 0;
        }));
        return command;
    }
}
