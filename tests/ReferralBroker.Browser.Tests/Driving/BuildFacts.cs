using System.Reflection;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>What the build wrote down about where things are.</summary>
internal static class BuildFacts
{
    /// <summary>Where npm laid the browser for machines that have none.</summary>
    public static string ChromiumFolder { get; } = Of("ChromiumFolder");

    /// <summary>Where pictures of the pages go.</summary>
    public static string ScreenshotsFolder { get; } = Of("ScreenshotsFolder");

    private static string Of(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
