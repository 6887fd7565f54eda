using System.CommandLine;
using Npgsql;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Verification;
using ReferralBroker.Application.Views;
using ReferralBroker.EventLog;
using ReferralBroker.Reporting.Publications;
using ReferralBroker.Web.Hosting;
using ReferralBroker.Web.Reports;

namespace ReferralBroker.Web.CommandLine;

/// <summary>verify: folds every stream, then the log again beside every projection, and compares.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var command = new Command("verify", "Fold every stream, seal every look again, then fold the whole log beside every projection, make every published report again, and compare. Exits 1 if anything is wrong, differs or cannot be compared. Changes nothing.");
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            await connection.Services.GetRequiredService<Application.Vault.PersonVault>().OpenAsync(stop);
            var database = connection.Services.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.LongWorkPool);
            if (await connection.Services.GetRequiredService<Log>().IsSyntheticAsync(stop)) Console.WriteLine("Training data: every person in it is invented.");
            var worst = Report(await connection.Services.GetRequiredService<StreamCheck>().RunAsync(stop: stop));
            worst = Math.Max(worst, Report(await connection.Services.GetRequiredService<LookTrailCheck>().RunAsync(stop)));
            foreach (var projection in connection.Services.GetServices<Projection>().Where(p => !p.ActsOutside))
                worst = Math.Max(worst, RebuildCommand.Report(await new Rebuild(database, projection).CompareAsync(stop: stop), "nothing was changed", mustCompare: true));
            return Math.Max(worst, await ReportPublicationsAsync(connection.Services, stop));
        }));
        return command;
    }

    /// <summary>Makes every published report again. One that an erasure keeps from being made again is named, and is no fault: that is what an erasure is for.</summary>
    private static async Task<int> ReportPublicationsAsync(IServiceProvider services, CancellationToken stop)
    {
        var (queries, reader, check) = (services.GetRequiredService<PublicationQueries>(), services.GetRequiredService<Reader>(), services.GetRequiredService<PublicationCheck>());
        var (count, reproduced, worst) = (0, 0, 0);
        for (long? before = null; ;)
        {
            var page = await queries.ListAsync(before, 100, stop);
            if (page.Count == 0) break;
            before = page[^1].Position;
            foreach (var row in page)
            {
                count++;
                var found = await check.VerifyAsync((await reader.PublicationAsync(row.Id, stop)).Publication, stop);
                if (found.Outcome == CheckOutcome.Reproduced) reproduced++;
                if (found.Outcome is CheckOutcome.Differs) worst = BrokerCommand.Wrong;
                if (found.Outcome != CheckOutcome.Reproduced)
                    Console.WriteLine($"publication {row.Id}: " + found.Outcome switch
                    {
                        CheckOutcome.PeopleErased => $"cannot be made again: people it counted were erased since, at positions {string.Join(", ", found.Erasures)}; {found.Changes.Count} of its lines differ",
                        CheckOutcome.DefinitionChanged => $"cannot be made again: the definitions of {string.Join(", ", found.Definitions)} have changed since",
                        _ => $"FAULT: made again it differs in {found.Changes.Count} lines, and nothing explains it",
                    });
            }
        }
        Console.WriteLine($"publications: {count} published reports made again; {reproduced} of them are the same bit for bit");
        return worst;
    }

    private static int Report(LookReport report)
    {
        Console.WriteLine(report.Fault is null ? $"looks: {report.Looks} looks sealed again; each is as it was recorded" : $"looks: FAULT after {report.Looks} looks: {report.Fault}");
        return report.Fault is null ? 0 : BrokerCommand.Wrong;
    }

    private static int Report(StreamReport report)
    {
        foreach (var fault in report.Faults.Take(50)) Console.WriteLine($"stream {fault.Stream}: {fault.What}");
        if (report.Faults.Count > 50) Console.WriteLine($"... and {report.Faults.Count - 50} more");
        Console.WriteLine($"streams: {report.Streams} streams of {report.Events} events folded; {(report.Faults.Count == 0 ? "all of them are whole and hold their claims" : $"{report.Faults.Count} FAULTS")}");
        return report.Faults.Count == 0 ? 0 : BrokerCommand.Wrong;
    }
}
