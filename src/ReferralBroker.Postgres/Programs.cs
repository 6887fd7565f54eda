using System.Diagnostics;

namespace ReferralBroker.Postgres;

/// <summary>Finding and running other programs that answer at once.</summary>
internal static class Programs
{
    /// <summary>Full path of a program on the search path, or null.</summary>
    public static string? Locate(string name, string? searchPath) =>
        (searchPath ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end and returns what it said, trimmed.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be executed.</exception>
    public static (int ExitCode, string Output, string Error) Run(ProcessStartInfo command)
    {
        command.RedirectStandardOutput = true;
        command.RedirectStandardError = true;
        using var process = Process.Start(command)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Trim(), error.GetAwaiter().GetResult().Trim());
    }
}
