using System.CommandLine;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>migrate: brings the log's and the vault's tables up to date.</summary>
internal static class MigrateCommand
{
    public static Command Make()
    {
        var command = new Command("migrate", "Bring the tables of the log and of the vault up to date. Safe to run again, and while others run it.");
        command.SetAction((_, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(isDemo: false, stop);
            await BrokerServices.MigrateAsync(connection.Services, stop);
            Console.WriteLine("The tables are up to date.");
            return 0;
        }));
        return command;
    }
}
