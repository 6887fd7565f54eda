using System.CommandLine;
using ReferralBroker.Domain;
using ReferralBroker.Web.DirectoryData;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>import directory FILE: services, rules and organisations as data.</summary>
internal static class ImportCommand
{
    private static readonly Actor By = new("command-line", Role.Administrator, new(Guid.Empty));

    public static Command Make()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "A directory in JSON; 'nottingham' for the one that comes with the broker." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be done." };
        var directory = new Command("directory", "Bring organisations, services and their eligibility rules in line with a file. The same file again changes nothing. Exits 1 if anything was refused.") { file };
        directory.Options.Add(dryRun);
        directory.Options.Add(Connection.Demo);
        directory.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            var content = Read(parsed.GetValue(file)!);
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            await connection.Services.GetRequiredService<Application.Vault.PersonVault>().OpenAsync(stop);
            var refused = 0;
            await foreach (var entry in connection.Services.GetRequiredService<DirectoryImport>().RunAsync(content, By, parsed.GetValue(dryRun), stop))
            {
                Console.WriteLine($"{entry.Entry}: {entry.What}{(entry.Refusal is { } no ? $" REFUSED ({no.Code}): {no.Message}" : "")}");
                if (entry.Refusal is not null) refused++;
            }
            if (refused > 0) await Console.Error.WriteLineAsync($"{refused} entries were refused; the others stand.");
            return refused > 0 ? BrokerCommand.Wrong : 0;
        }));
        return new Command("import", "Bring data in from files.") { directory };
    }

    private static DirectoryFile Read(FileInfo file)
    {
        if (file.Name == "nottingham" && !file.Exists) return DirectoryFile.Nottingham();
        try
        {
            return DirectoryFile.Read(File.ReadAllBytes(file.FullName), file.Name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file.FullName} cannot be read.");
        }
    }
}
