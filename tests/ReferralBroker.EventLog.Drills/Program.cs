// Faults brought upon the event log, each ending in a judgement of what it promised. Verbs: kill, faults; victim is the program that is killed.
using System.Globalization;
using ReferralBroker.EventLog.Drills;

return args switch
{
    ["victim"] => await Victim.RunAsync(),
    ["kill", ..] when Number("--cycles", 1000) is { } cycles && Number("--seed", 1) is { } seed => await LongForm.KillAsync(cycles, seed),
    ["faults", ..] when Number("--seed", 1) is { } seed => await LongForm.FaultsAsync(seed, Text("--only")),
    _ => Usage(),
};

string? Text(string option) => Array.IndexOf(args, option) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

int? Number(string option, int usual)
{
    var at = Array.IndexOf(args, option);
    if (at < 0) return usual;
    return at + 1 < args.Length && int.TryParse(args[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

static int Usage()
{
    Console.Error.WriteLine("""
        kill [--cycles 1000] [--seed 1]   processes and servers killed over and over under load
        faults [--seed 1] [--only WORDS]  each fault in its long form, or those whose names contain the words
        """);
    return 2;
}
