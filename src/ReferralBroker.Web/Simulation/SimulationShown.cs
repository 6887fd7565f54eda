namespace ReferralBroker.Web.Simulation;

/// <summary>Says every few seconds how far a simulation is.</summary>
internal sealed class SimulationShown(Action<string> say) : IProgress<SimulationProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private DateTime _last = DateTime.UtcNow;
    private string _part = "living";

    public void Report(SimulationProgress value)
    {
        if (value.Part == _part && DateTime.UtcNow - _last < Pause) return;
        (_last, _part) = (DateTime.UtcNow, value.Part);
        say($"  {value.Day:d MMMM yyyy}: {value.People} people have begun; {value.Part}");
    }
}
