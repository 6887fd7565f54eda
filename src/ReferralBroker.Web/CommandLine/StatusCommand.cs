using System.CommandLine;
using System.Globalization;
using Npgsql;
using ReferralBroker.EventLog;

namespace ReferralBroker.Web.CommandLine;

/// <summary>status: how far each follower is, what is parked, what holds them up, and what the server can promise.</summary>
internal static class StatusCommand
{
    private const int MostShown = 20;

    public static Command Make()
    {
        var command = new Command("status", "Say how far each follower is, what it could not apply, what holds it up, and what the server can promise. Exits 1 if something is parked or held up.");
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            var database = connection.Services.GetRequiredService<NpgsqlDataSource>();
            if (await connection.Services.GetRequiredService<Log>().IsSyntheticAsync(stop)) Console.WriteLine("Training data: every person in it is invented.");
            WriteFollowers(await connection.Services.GetRequiredService<FollowerProgress>().AllAsync(stop));
            var parked = await ParkedStreams.AllAsync(database, stop);
            WriteParked(parked);
            var holds = await connection.Services.GetRequiredService<LogHolds>().AskAsync(stop);
            WriteHolds(holds);
            Console.WriteLine();
            Console.WriteLine((await ServerPromises.AskAsync(database, stop)).Words);
            return parked.Count > 0 || holds.Any(h => h.HoldsFollowers) ? BrokerCommand.Wrong : 0;
        }));
        return command;
    }

    private static void WriteFollowers(IReadOnlyList<FollowerStatus> all)
    {
        Console.WriteLine($"{"follower",-24}{"position",12}{"behind",10}{"lag s",10}{"parked",8}");
        foreach (var f in all.Where(f => !f.IsRebuild)) Console.WriteLine(Line(f));
        foreach (var f in all.Where(f => f.IsRebuild))
            Console.WriteLine($"{Line(f)}  a rebuild beside the live rows, under way or cut off: 'rebuild' goes on with it");
    }

    private static string Line(FollowerStatus f) => string.Create(CultureInfo.InvariantCulture, $"{f.Name,-24}{f.Position,12}{(f.Behind > FollowerProgress.MostCounted ? $">{FollowerProgress.MostCounted}" : $"{f.Behind}"),10}{f.LagSeconds,10:0.0}{f.Parked,8}");

    private static void WriteParked(IReadOnlyList<ParkedStream> parked)
    {
        if (parked.Count == 0) return;
        Console.WriteLine();
        Console.WriteLine($"{parked.Count} parked: an event could not be applied, and the later ones of its stream wait for it. They are tried again every minute and at each start.");
        foreach (var p in parked.Take(MostShown))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {p.Follower}: stream {p.Stream} from position {p.FromPosition} since {p.ParkedAt:yyyy-MM-dd HH:mm} UTC, {p.Fault}"));
        if (parked.Count > MostShown) Console.WriteLine($"  ... and {parked.Count - MostShown} more");
    }

    private static void WriteHolds(IReadOnlyList<LogHold> holds)
    {
        if (holds.Count == 0) return;
        Console.WriteLine();
        foreach (var h in holds)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{(h.HoldsFollowers ? "HOLDS FOLLOWERS UP" : "open for long, holds nobody up")}: {h.Who}, {(h.Process is { } process ? $"process {process}, " : "")}{h.State}{(h.Seconds is { } s ? $", open for {s:0} s" : "")}"));
        if (holds.Any(h => h.HoldsFollowers))
            Console.WriteLine("End it where it was begun, or on the server: select pg_terminate_backend(PROCESS), or rollback prepared 'NAME'. Appends and reads of single records go on meanwhile; lists and reports stand still.");
    }
}
