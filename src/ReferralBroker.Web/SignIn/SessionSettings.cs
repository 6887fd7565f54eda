using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.SignIn;

/// <summary>For how long somebody stays logged in, under "Broker:Session".</summary>
public sealed class SessionSettings
{
    /// <summary>Minutes without a request after which a session ends.</summary>
    public int IdleMinutes { get; set; } = 30;

    /// <summary>Hours after which it ends whatever happens: a working day.</summary>
    public int LongestHours { get; set; } = 12;

    public TimeSpan Idle => TimeSpan.FromMinutes(IdleMinutes);

    public TimeSpan Longest => TimeSpan.FromHours(LongestHours);

    /// <exception cref="SettingsException">A limit cannot be right.</exception>
    public void Check()
    {
        if (IdleMinutes is < 1 or > 240) throw new SettingsException($"Broker:Session:IdleMinutes is {IdleMinutes}. Give 1 to 240.");
        if (LongestHours is < 1 or > 24) throw new SettingsException($"Broker:Session:LongestHours is {LongestHours}. Give 1 to 24.");
    }
}
