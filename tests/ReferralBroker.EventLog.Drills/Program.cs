// Faults brought upon the event log, each ending in a judgement of what it promised. Verbs: kill, faults; victim is the program that is killed.
using ReferralBroker.EventLog.Drills;

return args switch
{
    ["victim"] => await Victim.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        kill [--cycles 1000] [--seed 1]   processes and servers killed over and over under load
        faults [--seed 1]                 each fault once, in its long form
        """);
    return 2;
}
