namespace ReferralBroker.Postgres;

/// <summary>How an embedded cluster is to be started.</summary>
public sealed record ClusterOptions
{
    /// <summary>
    /// Folder that belongs to this cluster alone, created if absent: its data, its socket (when the path is short enough for one),
    /// its password and its lock. A relative path counts from the current folder.
    /// </summary>
    public required string Home { get; init; }

    /// <summary>Folder holding <c>postgres</c> and <c>initdb</c>; null: see <see cref="PostgresBinaries.Find(string?, int?)"/>.</summary>
    public string? BinariesFolder { get; init; }

    /// <summary>Database superuser that a new cluster is created with; an existing cluster keeps the one it was created with.</summary>
    public string SuperUser { get; init; } = "broker";

    /// <summary>How long the server may take until it answers, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a fast shutdown may take before the server is stopped the hard way (it then recovers at its next start).</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Server settings (<c>fsync</c>, <c>work_mem</c>, ...) that take precedence over the defaults for a small local cluster.
    /// Addresses, port, socket and folders are the cluster's own and refused here.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Receives what the server and this class report, line by line, from several threads.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Port on 127.0.0.1 to listen on besides the Unix socket, with a password; null: Unix socket only.</summary>
    public int? TcpPort { get; init; }
}
