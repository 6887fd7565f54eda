using System.CommandLine;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>rebuild NAME: fills a projection again beside the live rows, compares, and switches.</summary>
internal static class RebuildCommand
{
    public static Command Make()
    {
        var name = new Argument<string>("NAME") { Description = "The projection." };
        var command = new Command("rebuild", "Fill a projection again beside the live one, compare the two, and switch in one step. Exits 1 if they differed. Can be interrupted and run again.") { name };
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            var projections = connection.Services.GetServices<Projection>().Where(p => !p.ActsOutside).ToArray();
            if (projections.FirstOrDefault(p => p.Name == parsed.GetValue(name)) is not { } projection)
                throw new SettingsException($"There is no projection '{parsed.GetValue(name)}'. There are: {string.Join(", ", projections.Select(p => p.Name))}.");
            await connection.Services.GetRequiredService<Application.Vault.PersonVault>().OpenAsync(stop);
            var rebuild = new Rebuild(connection.Services.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.LongWorkPool), projection);
            var report = await rebuild.RunAsync(new Shown(), stop);
            return Report(report, "switched to the rebuilt rows", mustCompare: false);
        }));
        return command;
    }

    /// <summary>Prints what a rebuild or a comparison found. Answers the exit code.</summary>
    public static int Report(RebuildReport report, string then, bool mustCompare)
    {
        if (!report.Compared)
        {
            Console.WriteLine($"{report.Projection}: {report.Events} events applied up to position {report.Position}; NOT COMPARED (another version, or parked streams); {then}");
            return mustCompare ? BrokerCommand.Wrong : 0;
        }
        foreach (var difference in report.Differences)
            Console.WriteLine($"{report.Projection}.{difference.Table}: {difference.Rows} rows stand on one side only");
        Console.WriteLine($"{report.Projection}: {report.Events} events applied up to position {report.Position}; {(report.Differences.Count == 0 ? "live and rebuilt rows are the same" : "live and rebuilt rows DIFFER")}; {then}");
        return report.Differences.Count == 0 ? 0 : BrokerCommand.Wrong;
    }
}
