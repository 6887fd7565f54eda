namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>How wide a page is looked at.</summary>
internal static class Widths
{
    /// <summary>A desk's screen.</summary>
    public const int Desk = 1100;

    /// <summary>A4 at 96 pixels an inch.</summary>
    public const int Paper = 794;

    /// <summary>A phone, and what WCAG asks for without scrolling sideways (1.4.10).</summary>
    public const int Phone = 320;

    /// <summary>A screen of 1280 at 200 % zoom (1.4.4).</summary>
    public const int Zoomed = 640;

    public const int Height = 900;
}
