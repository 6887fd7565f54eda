using System.CommandLine;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>erase PERSON: destroys the keys of a person's records, and keeps the proof of it.</summary>
internal static class EraseCommand
{
    public static Command Make()
    {
        var person = new Argument<Guid>("PERSON") { Description = "The id of the person." };
        var ground = new Option<string>("--ground") { Description = $"Why: {string.Join(", ", Codes.All<ErasureGround>())}.", Required = true };
        var by = new Option<string>("--by") { Description = "The user key of the governance lead who decided it.", Required = true };
        var command = new Command("erase", "Destroy the keys of a person, so that no name, number, date of birth, address or free text of theirs can be read again, here or in any backup of the log. Coarse codes that reports count stay in the log and are shown to nobody by name. It cannot be undone. Asked again it ends what was cut off.") { person, ground, by };
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            if (Codes.Parse<ErasureGround>(parsed.GetValue(ground)) is not { } why) throw new SettingsException($"--ground takes one of: {string.Join(", ", Codes.All<ErasureGround>())}.");
            var who = parsed.GetValue(by)!;
            if (Domain.Referrals.ReferralRules.RefusesWorker(who) is { } bad) throw new SettingsException($"--by: {bad.Message}");
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            await connection.Services.GetRequiredService<PersonVault>().OpenAsync(stop);
            var envelope = new Envelope(new(who, Role.GovernanceLead, new(Guid.Empty)), Guid.CreateVersion7(), Guid.CreateVersion7());
            var outcome = await connection.Services.GetRequiredService<Dispatcher>().EraseAsync(new(parsed.GetValue(person)), new Erase(why), envelope, stop);
            if (outcome is Outcome.Refused { Refusal: var no })
            {
                await Console.Error.WriteLineAsync($"Refused ({no.Code}): {no.Message}{(no.Related is { } related ? $" It is {related}." : "")}");
                return BrokerCommand.Wrong;
            }
            Console.WriteLine("Erased. The keys are destroyed; the proof stands in the log. A server that runs may hold an opened key for up to a minute.");
            return 0;
        }));
        return command;
    }
}
