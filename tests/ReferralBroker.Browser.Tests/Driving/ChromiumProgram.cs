using System.Diagnostics;
using System.Text.Json;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>A Chromium that is there to be started.</summary>
/// <param name="File">The program.</param>
/// <param name="Environment">What it has to be told beside the usual.</param>
internal sealed record ChromiumProgram(string File, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Names the browser to test with: "packaged" is the one from npm, anything else a program's path. Without it the machine's own is taken, else the packaged one.</summary>
    public const string Variable = "REFERRAL_BROKER_TEST_BROWSER";

    private const string Packaged = "packaged";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Finds one, and unpacks it where it has to be.</summary>
    /// <param name="scratch">A folder of our own for what is unpacked.</param>
    public static async Task<ChromiumProgram> FindAsync(string scratch) => System.Environment.GetEnvironmentVariable(Variable) switch
    {
        Packaged => await UnpackAsync(scratch),
        { Length: > 0 } file => new(file, Nothing),
        _ => Installed() is { } file ? new(file, Nothing) : await UnpackAsync(scratch),
    };

    private static string? Installed() =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Prepend("/usr/bin")
        .SelectMany(folder => Names.Select(name => Path.Combine(folder, name))).FirstOrDefault(System.IO.File.Exists);

    private static async Task<ChromiumProgram> UnpackAsync(string scratch)
    {
        var start = new ProcessStartInfo("node", ["unpack.mjs"]) { WorkingDirectory = BuildFacts.ChromiumFolder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = scratch;
        using var node = Process.Start(start)!;
        var error = node.StandardError.ReadToEndAsync();
        var said = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.Should().Be(0, "the packaged browser is unpacked, but: {0}", await error);
        var unpacked = JsonDocument.Parse(said).RootElement;
        string Text(string property) => unpacked.GetProperty(property).GetString()!;
        return new(Text("program"), new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = Text("libraries"), ["FONTCONFIG_PATH"] = Text("fonts") });
    }
}
