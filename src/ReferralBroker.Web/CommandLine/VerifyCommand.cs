using System.CommandLine;
using Npgsql;
using ReferralBroker.Application.Verification;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>verify: folds every stream, then the log again beside every projection, and compares.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var command = new Command("verify", "Fold every stream, then the whole log again beside every projection, and compare. Exits 1 if anything is wrong, differs or cannot be compared. Changes nothing.");
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            await connection.Services.GetRequiredService<Application.Vault.PersonVault>().OpenAsync(stop);
            var database = connection.Services.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.LongWorkPool);
            if (await connection.Services.GetRequiredService<Log>().IsSyntheticAsync(stop)) Console.WriteLine("Training data: every person in it is invented.");
            var worst = Report(await connection.Services.GetRequiredService<StreamCheck>().RunAsync(stop: stop));
            foreach (var projection in connection.Services.GetServices<Projection>())
                worst = Math.Max(worst, RebuildCommand.Report(await new Rebuild(database, projection).CompareAsync(stop: stop), "nothing was changed", mustCompare: true));
            return worst;
        }));
        return command;
    }

    private static int Report(StreamReport report)
    {
        foreach (var fault in report.Faults.Take(50)) Console.WriteLine($"stream {fault.Stream}: {fault.What}");
        if (report.Faults.Count > 50) Console.WriteLine($"... and {report.Faults.Count - 50} more");
        Console.WriteLine($"streams: {report.Streams} streams of {report.Events} events folded; {(report.Faults.Count == 0 ? "all of them are whole and hold their claims" : $"{report.Faults.Count} FAULTS")}");
        return report.Faults.Count == 0 ? 0 : BrokerCommand.Wrong;
    }
}
