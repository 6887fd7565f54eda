namespace ReferralBroker.Web.CommandLine;

/// <summary>Shows how far long work is, once a second and at its end.</summary>
internal sealed class Shown : IProgress<(long Done, long Of)>
{
    private DateTime _last;

    public void Report((long Done, long Of) value)
    {
        if (DateTime.UtcNow - _last < TimeSpan.FromSeconds(1) && value.Done != value.Of) return;
        _last = DateTime.UtcNow;
        Console.WriteLine($"  position {value.Done} of {value.Of}");
    }
}
