namespace ReferralBroker.Domain.Tests.Stored;

/// <summary>Where the approved files lie.</summary>
public static class Repository
{
    public static readonly string Root = Find(AppContext.BaseDirectory);

    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, "ReferralBroker.sln")) ? folder
        : Directory.GetParent(folder) is { } parent ? Find(parent.FullName)
        : throw new DirectoryNotFoundException("ReferralBroker.sln lies in no folder above the tests.");
}
