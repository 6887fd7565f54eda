using System.Runtime.InteropServices;

namespace ReferralBroker.Postgres;

/// <summary>The few calls of the C library that .NET has no equivalent for.</summary>
internal static partial class LibC
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;

    private static readonly Lock AccountLock = new();

    /// <summary>True when this process is root, which PostgreSQL refuses to run as.</summary>
    public static bool IsRoot => EffectiveUserId() == 0;

    public static uint UserId => EffectiveUserId();

    /// <summary>Sends a signal; a process that is gone already is no error.</summary>
    public static void Signal(int processId, int signal) => _ = SendSignal(processId, signal);

    /// <summary>Gives a file or folder (not what a link points at) to an account.</summary>
    public static void GiveTo(string path, uint userId, uint groupId)
    {
        if (ChangeOwner(path, userId, groupId) != 0)
            throw new IOException($"'{path}' could not be given to user {userId}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    /// <summary>User and group number of a named account, or null when there is none.</summary>
    public static (uint UserId, uint GroupId)? FindAccount(string name)
    {
        // The answer lies in one buffer of the library, shared by all threads.
        lock (AccountLock)
        {
            var entry = GetAccount(name);
            if (entry == IntPtr.Zero) return null;
            // struct passwd begins: char *name, char *password, uid, gid.
            var numbers = 2 * IntPtr.Size;
            return ((uint)Marshal.ReadInt32(entry, numbers), (uint)Marshal.ReadInt32(entry, numbers + 4));
        }
    }

    /// <summary>True when the machine knows an account of that number.</summary>
    public static bool IsAccount(uint userId)
    {
        lock (AccountLock) return GetAccount(userId) != IntPtr.Zero;
    }

    /// <summary>Owner and identity of a file or folder, or null when it is absent or may not be looked at.</summary>
    public static FileFacts? Look(string path, bool followLink = true)
    {
        const int currentFolder = -100;
        const int noFollow = 0x100;
        const uint basicFacts = 0x7ff;
        // struct statx has one layout on every architecture: 256 bytes.
        Span<byte> facts = stackalloc byte[256];
        if (GetFacts(currentFolder, path, followLink ? 0 : noFollow, basicFacts, facts) != 0) return null;
        return new FileFacts(
            UserId: BitConverter.ToUInt32(facts[20..]),
            GroupId: BitConverter.ToUInt32(facts[24..]),
            IsFolder: (BitConverter.ToUInt16(facts[28..]) & 0xF000) == 0x4000,
            Inode: BitConverter.ToUInt64(facts[32..]),
            Device: BitConverter.ToUInt64(facts[136..]));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUserId();

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint userId, uint groupId);

    [LibraryImport("libc", EntryPoint = "getpwnam", StringMarshalling = StringMarshalling.Utf8)]
    private static partial IntPtr GetAccount(string name);

    [LibraryImport("libc", EntryPoint = "getpwuid")]
    private static partial IntPtr GetAccount(uint userId);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetFacts(int folder, string path, int flags, uint mask, Span<byte> facts);
}

/// <summary>What the kernel says of a file. Inode and device identify it under whatever name or link it is reached.</summary>
internal readonly record struct FileFacts(uint UserId, uint GroupId, bool IsFolder, ulong Inode, ulong Device)
{
    public bool IsSameAs(FileFacts? other) => other is { } o && o.Inode == Inode && o.Device == Device;
}
