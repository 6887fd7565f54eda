namespace ReferralBroker.Postgres;

/// <summary>The server's command line, which takes precedence over the settings files in the data folder.</summary>
internal static class ServerArguments
{
    /// <summary>Names the socket file when nothing listens on TCP.</summary>
    private const int UsualPort = 5432;

    private static readonly Dictionary<string, string> SmallLocalCluster = new(StringComparer.OrdinalIgnoreCase)
    {
        ["shared_buffers"] = "128MB",
        ["max_connections"] = "100",
        // Reports of many referrals: a row read by an index costs about what one costs that is read in its turn, and few of them sort on disk.
        ["random_page_cost"] = "1.1",
        ["work_mem"] = "16MB",
    };

    private static readonly string[] Reserved =
    [
        "port", "listen_addresses", "unix_socket_directories", "unix_socket_permissions", "unix_socket_group",
        "data_directory", "config_file", "hba_file", "ident_file", "external_pid_file",
        "logging_collector", "log_destination",
    ];

    public static int Port(ClusterOptions options) => options.TcpPort ?? UsualPort;

    /// <exception cref="ClusterException">The options contradict the cluster or themselves.</exception>
    public static void Check(ClusterOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Home)) throw new ClusterException("Home is empty: expected the folder of the cluster.");
        if (string.IsNullOrWhiteSpace(options.SuperUser) || options.SuperUser.StartsWith("pg_", StringComparison.Ordinal))
            throw new ClusterException($"SuperUser '{options.SuperUser}' cannot be a PostgreSQL role: expected a name that does not begin with 'pg_'.");
        if (options.TcpPort is < 1 or > 65535)
            throw new ClusterException($"TcpPort {options.TcpPort} is no port: expected 1 to 65535, or null for the Unix socket only.");
        if (options.Settings.Keys.FirstOrDefault(k => Reserved.Contains(k, StringComparer.OrdinalIgnoreCase)) is { } reserved)
            throw new ClusterException($"The setting '{reserved}' is the cluster's own and cannot be set. Use Home and TcpPort instead, or leave it out.");
    }

    public static IEnumerable<string> For(ClusterOptions options, string dataFolder, string socketFolder)
    {
        var settings = new Dictionary<string, string>(SmallLocalCluster, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in options.Settings) settings[name] = value;
        settings["port"] = FormattableString.Invariant($"{Port(options)}");
        settings["listen_addresses"] = options.TcpPort is null ? "" : "127.0.0.1";
        settings["unix_socket_directories"] = socketFolder;
        settings["unix_socket_permissions"] = "0700";
        settings["logging_collector"] = "off";
        return ["-D", dataFolder, .. settings.SelectMany(s => (string[])["-c", $"{s.Key}={s.Value}"])];
    }
}
