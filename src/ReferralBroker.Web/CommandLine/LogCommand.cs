using System.CommandLine;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>log export FILE, log import FILE: the whole log as one file, and from there into an empty log.</summary>
internal static class LogCommand
{
    private const string Keys = "Personal values in it stay sealed: the keys are not in the file, but in the vault's own database.";

    public static Command Make()
    {
        var command = new Command("log", "Write the whole log to a file, or read one into an empty log.");
        command.Subcommands.Add(Export());
        command.Subcommands.Add(Import());
        return command;
    }

    private static Command Export() => Make("export", true,
        $"Write the log, as it stands at one moment, to a file that is not there yet; the broker may go on meanwhile. {Keys} The file is still about people: only its owner may read it. If it is interrupted no FILE is left.",
        async (database, file, stop) =>
        {
            var written = await new LogExport(database).RunAsync(file, new Shown(), stop);
            Console.WriteLine($"{file}: {written}.");
            Console.WriteLine($"{Keys} Keep a backup of that and of the master key, or nobody can read them.");
        });

    // The demo's log is never empty: it fills itself when it is first started.
    private static Command Import() => Make("import", false,
        $"Read an exported log into an empty one: whole, with its positions, or not at all. {Keys} If it is interrupted the log stays empty.",
        async (database, file, stop) =>
        {
            var read = await new LogImport(database).RunAsync(file, new Shown(), stop);
            Console.WriteLine($"{file}: imported {read}.");
            Console.WriteLine($"{Keys} Serve this log with the vault and the master key it was written with (Broker:KeyDatabase), or nobody can read them.");
        });

    private static Command Make(string verb, bool hasDemo, string description, Func<NpgsqlDataSource, string, CancellationToken, Task> work)
    {
        var file = new Argument<string>("FILE") { Description = "The file; compressed with gzip if its name ends in .gz." };
        var command = new Command(verb, description) { file };
        if (hasDemo) command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(hasDemo && parsed.GetValue(Connection.Demo), stop);
            var database = connection.Services.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.LongWorkPool);
            await LogConditions.CheckAsync(database, stop);
            try
            {
                await work(database, parsed.GetValue(file)!, stop);
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await Console.Error.WriteLineAsync(Explain(parsed.GetValue(file)!, e));
                return BrokerCommand.Wrong;
            }
        }));
        return command;
    }

    private static string Explain(string file, Exception e) => e switch
    {
        FileNotFoundException => $"{file} is not there.",
        DirectoryNotFoundException => $"The folder of {file} is not there.",
        UnauthorizedAccessException => $"{file} is a folder, or this user has no right to it or to its folder.",
        _ => $"{file}: {e.Message}",
    };
}
