using System.CommandLine;
using System.Text;
using ReferralBroker.Application.Access;
using ReferralBroker.Application.People;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>subject-access PERSON FILE: everything that is held of a person, and who looked at it, as a text they can read.</summary>
internal static class SubjectAccessCommand
{
    public static Command Make()
    {
        var person = new Argument<Guid>("PERSON") { Description = "The id of the person, by any record of theirs." };
        var file = new Argument<FileInfo>("FILE") { Description = "Where to write it: a new file that only you can read." };
        var by = new Option<string>("--by") { Description = "The user key of the governance lead who answers the request.", Required = true };
        var command = new Command("subject-access", "Write down everything that is held of a person, and every look at it: who (role and organisation), when, at what and why. It names others and holds notes about the person: read it before you hand it over. Making it is recorded as a look.") { person, file, by };
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            var who = parsed.GetValue(by)!;
            if (ReferralRules.RefusesWorker(who) is { } bad) throw new SettingsException($"--by: {bad.Message}");
            var target = parsed.GetValue(file)!;
            if (target.Exists) throw new SettingsException($"{target.FullName} is there already. Name a new file.");
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            await connection.Services.GetRequiredService<PersonVault>().OpenAsync(stop);
            // The record of looks will say who it was, so it must be somebody.
            var lead = (await connection.Services.GetRequiredService<Memberships>().AllOfAsync(who, stop)).FirstOrDefault(m => m.Actor.Role == Role.GovernanceLead)
                ?? throw new SettingsException($"--by: {who} is no governance lead of any organisation here.");
            var copy = await connection.Services.GetRequiredService<SubjectAccess>().MakeAsync(new(parsed.GetValue(person)), lead.Actor, stop);
            if (copy is null)
            {
                await Console.Error.WriteLineAsync("There is no such person.");
                return BrokerCommand.Wrong;
            }
            await WriteAsync(target, SubjectAccessText.Of(copy, DateTimeOffset.UtcNow), stop);
            Console.WriteLine($"{copy.Events.Count} entries and {copy.Looks.Count} looks written to {target.FullName}. Read it before you hand it over.");
            return 0;
        }));
        return command;
    }

    private static async Task WriteAsync(FileInfo file, string text, CancellationToken stop)
    {
        try
        {
            await using var stream = new FileStream(file.FullName, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{file.FullName} cannot be written.");
        }
    }
}
