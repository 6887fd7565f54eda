namespace ReferralBroker.Web.Simulation;

/// <summary>A clock that stands where it is put.</summary>
public sealed class SimulatedTime(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>Moves it forward; it never goes back.</summary>
    public void MoveTo(DateTimeOffset time)
    {
        if (time.UtcTicks > Interlocked.Read(ref _ticks)) Interlocked.Exchange(ref _ticks, time.UtcTicks);
    }
}
