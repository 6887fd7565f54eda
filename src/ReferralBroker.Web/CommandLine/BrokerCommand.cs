using System.CommandLine;
using Npgsql;
using ReferralBroker.Application.Vault;
using ReferralBroker.EventLog;
using ReferralBroker.Postgres;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>The command line. Exit codes: 0 done, 1 refused or found wrong, 2 usage.</summary>
public static class BrokerCommand
{
    /// <summary>Refused, or found wrong.</summary>
    public const int Wrong = 1;

    /// <summary>Started with the wrong words or settings.</summary>
    public const int Usage = 2;

    public static RootCommand Make()
    {
        var root = new RootCommand("Referral Broker: from a work-and-health conversation to sustained work, with every step accounted for.");
        ServeCommand.AddTo(root);
        root.Subcommands.Add(ServeCommand.Make());
        root.Subcommands.Add(MigrateCommand.Make());
        root.Subcommands.Add(SimulateCommand.Make());
        root.Subcommands.Add(ImportCommand.Make());
        root.Subcommands.Add(EnrolCommand.Make());
        root.Subcommands.Add(EraseCommand.Make());
        root.Subcommands.Add(SubjectAccessCommand.Make());
        root.Subcommands.Add(StatusCommand.Make());
        root.Subcommands.Add(NoticesCommand.Make());
        root.Subcommands.Add(RebuildCommand.Make());
        root.Subcommands.Add(VerifyCommand.Make());
        root.Subcommands.Add(LogCommand.Make());
        return root;
    }

    /// <summary>Runs a command; what went wrong is said in one line that helps.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage;
        }
        catch (Exception e) when (e is LogException or VaultException or ClusterException or Simulation.SimulationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Wrong;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await Console.Error.WriteLineAsync("The database has no tables of the broker's, or old ones: run 'migrate' first.");
            return Wrong;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Its message names the thing and nothing that is in it.
            await Console.Error.WriteLineAsync($"The database refuses it: {e.MessageText}. Grant this role that right, or run this as the role that owns the tables.");
            return Wrong;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await Console.Error.WriteLineAsync("Another session keeps the tables in use that this must change. Nothing was changed: run it again once that has ended ('status' names long transactions).");
            return Wrong;
        }
        catch (NpgsqlException e)
        {
            await Console.Error.WriteLineAsync($"The database does not answer as it should ({(e as PostgresException)?.SqlState ?? e.InnerException?.GetType().Name ?? "no connection"}). Check Broker:Database and Broker:KeyDatabase.");
            return Wrong;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted. Nothing is lost; run it again to go on.");
            return Wrong;
        }
    }
}
