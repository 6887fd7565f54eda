using System.Reflection;

namespace ReferralBroker.EventLog.Tests.Conformance;

/// <summary>A promise of the log, as a scene that is played on any log and ends in <see cref="LawBroken"/> where it is not kept.</summary>
internal sealed record Law(string Name, Func<ILogUnderTest, Task> Play)
{
    private static readonly Type[] Groups = [typeof(LateCommitLaws), typeof(OrderLaws), typeof(DeathLaws), typeof(AppendLaws), typeof(CommandLaws)];

    /// <summary>Every public scene of the groups, so that none can be left out.</summary>
    public static IReadOnlyList<Law> All { get; } =
    [
        .. Groups.SelectMany(group => group.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .OrderBy(scene => scene.MetadataToken)
            .Select(scene => new Law(scene.Name, scene.CreateDelegate<Func<ILogUnderTest, Task>>()))),
    ];

    public static Law Named(string name) => All.Single(law => law.Name == name);

    /// <summary>Plays the scene on an emptied log and answers how it was broken, or null.</summary>
    public async Task<LawBroken?> CheckAsync(ILogUnderTest log)
    {
        await log.ClearAsync();
        try
        {
            await Play(log);
            return null;
        }
        catch (LawBroken broken)
        {
            return broken;
        }
    }
}

/// <summary>What the scenes have in common.</summary>
internal static class Scene
{
    private const int LooksBeforeStalled = 20;

    public static Guid NewStream() => Guid.CreateVersion7();

    /// <summary>Appends what cannot be refused, and answers the position of the last event.</summary>
    public static async Task<long> AppendAsync(this ILogUnderTest log, Guid stream, int version, int events = 1, int session = 0) =>
        await log.AppendAsync(TestLog.Request(TestLog.At(stream, version, events)), session) is AppendResult.Appended done
            ? done.Position
            : throw new InvalidOperationException($"{stream} at version {version} could not be appended to: the scene cannot be played.");

    /// <summary>Once nothing is open that matters: everything committed is applied, once and in order, and the follower wants for nothing.</summary>
    public static async Task ShouldApplyAllAsync(this ILogUnderTest log)
    {
        var look = await log.Follower.LookAsync();
        for (var again = 0; look != Look.Ended && again < LooksBeforeStalled; again++)
        {
            // One that was to die may have waited until now before it had something to die over.
            if (look == Look.Died) await log.Follower.RestartAsync();
            look = await log.Follower.LookAsync();
        }
        var (committed, applied) = await log.PictureAsync();
        if (look == Look.Waits) throw new LawBroken(Reason.Stalled, $"it waits, though nothing is open, at {await log.Follower.MarkAsync()}");
        if (Verdict.WrongAtTheEnd(committed, applied) is { } broken) throw broken;
    }

    /// <summary>Lets the follower look while something is open: it may wait or go on, but not apply anything that is wrong already.</summary>
    public static async Task LookAsync(this ILogUnderTest log)
    {
        await log.Follower.LookAsync();
        var (committed, applied) = await log.PictureAsync();
        if (Verdict.WrongAlready(committed, applied) is { } broken) throw broken;
    }
}
