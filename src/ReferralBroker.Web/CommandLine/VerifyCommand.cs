using System.CommandLine;
using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>verify: folds the log again beside every projection and compares.</summary>
internal static class VerifyCommand
{
    public static Command Make()
    {
        var command = new Command("verify", "Fold the whole log again and compare with every projection. Exits 1 if any differs or cannot be compared. Changes nothing.");
        command.Options.Add(Connection.Demo);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            await connection.Services.GetRequiredService<Application.Vault.PersonVault>().OpenAsync(stop);
            var database = connection.Services.GetRequiredKeyedService<NpgsqlDataSource>(BrokerServices.FollowerPool);
            var worst = 0;
            foreach (var projection in connection.Services.GetServices<Projection>())
                worst = Math.Max(worst, RebuildCommand.Report(await new Rebuild(database, projection).CompareAsync(stop: stop), "nothing was changed", mustCompare: true));
            return worst;
        }));
        return command;
    }
}
