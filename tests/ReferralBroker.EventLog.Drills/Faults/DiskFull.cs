using System.Diagnostics;

namespace ReferralBroker.EventLog.Drills.Faults;

/// <summary>The disk fills up in the middle of a load, and space is made again.</summary>
/// <remarks>The disk is a small file system in memory, which only root may mount; elsewhere it is the size of a file that is limited, which refuses
/// the same writes at the same place with another error.</remarks>
internal static class DiskFull
{
    private const int LeftFree = 256 * 1024;

    /// <summary>No room for the table of events and its indexes; the rest of the server has some.</summary>
    public static async Task<Outcome> UnderEventsAsync()
    {
        await using var cluster = await DrillCluster.StartNewAsync();
        await using var disk = await SmallDisk.TryMountAsync(24);
        if (disk is null) return await UnderFileLimitAsync(cluster);
        await cluster.RunAsync("postgres", $"create tablespace tight location '{disk.Folder}'");
        var site = await Site.NewAsync(cluster);
        await cluster.RunAsync(site.Database, $"alter table {EventTable.Name} set tablespace tight");
        await cluster.RunAsync(site.Database, $"alter index log.{EventTable.PositionKey} set tablespace tight");
        await cluster.RunAsync(site.Database, $"alter index log.{EventTable.VersionKey} set tablespace tight");
        return await FillAndFreeAsync("disk full under the events", site, () => disk.FillAsync(LeftFree), () =>
        {
            disk.Free();
            return Task.CompletedTask;
        });
    }

    /// <summary>No room for anything, the write-ahead log included: the server itself goes down.</summary>
    public static async Task<Outcome> UnderEverythingAsync()
    {
        await using var disk = await SmallDisk.TryMountAsync(200);
        if (disk is null) return new("disk full under everything", 0, 0, 0, 0, true, [], [], ["not held: this account may not mount a small disk"]);
        await using var cluster = await DrillCluster.StartNewAsync(new Dictionary<string, string> { ["max_wal_size"] = "64MB", ["min_wal_size"] = "32MB" }, disk.Folder);
        var site = await Site.NewAsync(cluster);
        return await FillAndFreeAsync("disk full under everything", site, async () =>
        {
            await disk.FillAsync(LeftFree);
            await UseUpSegmentsAsync(cluster);
        }, async () =>
        {
            disk.Free();
            await cluster.StartIfEndedAsync();
        });
    }

    /// <summary>Begins one segment of the write-ahead log after the other, until there is no room for another and the server goes down over it.</summary>
    private static async Task UseUpSegmentsAsync(DrillCluster cluster)
    {
        try
        {
            for (var segments = 0; segments < 100; segments++) await cluster.RunAsync("postgres", "select pg_logical_emit_message(true, 'drill', ''), pg_switch_wal()");
        }
        catch (Npgsql.NpgsqlException)
        {
            // That is what was wanted.
        }
    }

    private static async Task<Outcome> UnderFileLimitAsync(DrillCluster cluster)
    {
        var site = await Site.NewAsync(cluster);
        // No file may grow beyond what one segment of the write-ahead log takes: the table of events is filled to just below that.
        const long limit = 17 * 1024 * 1024;
        for (var number = 0; await cluster.AskAsync<long>(site.Database, $"select pg_relation_size('{EventTable.Name}')") < limit - 2 * LeftFree;)
            number = await ProcessKilled.FillAsync(site, 10, number);
        return await FillAndFreeAsync("file size limit under the events", site, () => cluster.LimitFilesAsync(limit), () => cluster.LimitFilesAsync(null));
    }

    private static async Task<Outcome> FillAndFreeAsync(string name, Site site, Func<Task> fill, Func<Task> free)
    {
        await using var running = new Running(site);
        await running.AcknowledgesAsync(100);
        await fill();
        // Until every writer has been refused again and again: what little room is left has been used up by then.
        var errors = running.Writers.Errors.Count;
        await Patiently.UntilAsync(() => running.Writers.Errors.Count > errors + 20 * Running.WriterCount, "appends are refused");
        var refusal = running.Writers.Errors.Last;
        var began = TimeProvider.System.GetTimestamp();
        await free();
        var whileFull = await site.InspectUnderLoadAsync();
        await running.AcknowledgesAsync(50);
        await running.FollowsAsync();
        var recovery = TimeProvider.System.GetElapsedTime(began);
        var verdict = await running.EndAsync();
        return Outcome.Of(name, verdict.After(whileFull, "right after it"), [recovery],
            $"appends were refused with: {refusal}");
    }
}

/// <summary>A small file system of its own, in memory.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _mount;

    private SmallDisk(string mount) => _mount = mount;

    /// <summary>A folder on it that the server's account owns.</summary>
    public string Folder => Path.Combine(_mount, "tight");

    private string Ballast => Path.Combine(_mount, "ballast");

    /// <summary>Null where this account may not mount anything.</summary>
    public static async Task<SmallDisk?> TryMountAsync(int megabytes)
    {
        if (!Environment.IsPrivilegedProcess) return null;
        var disk = new SmallDisk(Directory.CreateTempSubdirectory("rb-disk-").FullName);
        try
        {
            await ServerPrograms.ToItsEndAsync(new("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m,mode=0711", "tmpfs", disk._mount]), Patiently.Bound);
        }
        catch (DrillException)
        {
            Directory.Delete(disk._mount);
            return null;
        }
        Directory.CreateDirectory(disk.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await ServerPrograms.GiveAsync(disk.Folder);
        return disk;
    }

    /// <summary>Uses up all but so many bytes.</summary>
    public async Task FillAsync(int left)
    {
        await using var file = File.Create(Ballast);
        var block = new byte[64 * 1024];
        while (new DriveInfo(_mount).AvailableFreeSpace > left + block.Length) await file.WriteAsync(block);
    }

    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        // Lazily: a server that is still ending may have a file open.
        using var unmount = Process.Start("umount", ["-l", _mount]);
        await unmount.WaitForExitAsync();
        Directory.Delete(_mount);
    }
}
