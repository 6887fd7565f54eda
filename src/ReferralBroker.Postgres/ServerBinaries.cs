namespace ReferralBroker.Postgres;

/// <summary>The server programs of one PostgreSQL installation.</summary>
/// <param name="Folder">Folder holding <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Version">For example <c>15.18</c>.</param>
/// <param name="MajorVersion">For example 15; a data folder opens only with the major version that made it.</param>
/// <param name="FoundBy">Where the folder came from, in words.</param>
public sealed record ServerBinaries(string Folder, string Version, int MajorVersion, string FoundBy)
{
    internal string Server => Path.Combine(Folder, "postgres");

    internal string Initialiser => Path.Combine(Folder, "initdb");
}
