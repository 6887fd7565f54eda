// A program that owns a cluster until it is killed: tests kill it. Arguments: home [binaries folder].
using System.Globalization;
using ReferralBroker.Postgres;

try
{
    await using var cluster = await EmbeddedCluster.StartAsync(new ClusterOptions
    {
        Home = args[0],
        BinariesFolder = args.Length > 1 ? args[1] : null,
        Settings = new Dictionary<string, string> { ["fsync"] = "off" },
        Log = Console.Error.WriteLine,
    });
    Console.WriteLine(cluster.ServerProcessId.ToString(CultureInfo.InvariantCulture));
    Console.WriteLine(cluster.ConnectionString());
    await Task.Delay(Timeout.Infinite);
}
catch (ClusterException e)
{
    Console.Error.WriteLine(e.Message);
    Environment.ExitCode = 1;
}
