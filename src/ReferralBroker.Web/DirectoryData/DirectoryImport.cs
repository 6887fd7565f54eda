using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Web.DirectoryData;

/// <summary>What an import did, or would do, with one entry.</summary>
/// <param name="Entry">The organisation's or service's name.</param>
/// <param name="What">What was done.</param>
/// <param name="Refusal">Why not, where it was refused.</param>
public sealed record ImportedEntry(string Entry, string What, Refusal? Refusal = null);

/// <summary>
/// Brings the directory in line with a file, by the same commands an administrator would send. Importing the same file again changes nothing;
/// what the file does not name is left alone.
/// </summary>
public sealed class DirectoryImport(Dispatcher dispatcher, Reader reader)
{
    /// <summary>Does it, or only says what it would do. Stops at nothing: each refusal is reported beside its entry.</summary>
    public async IAsyncEnumerable<ImportedEntry> RunAsync(
        DirectoryFile file, Actor by, bool isDryRun, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop = default)
    {
        Envelope Envelope() => new(by, Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var o in file.Organisations)
        {
            if ((await reader.OrganisationAsync(o.Id, stop)).Organisation is { Exists: true } registered)
                yield return new(o.Name, (registered.Name, registered.Kind, registered.OdsCode) == (o.Name, o.Kind, o.OdsCode) ? KnownAlready : $"{KnownAlready}; its name, kind or ODS code differs and is not changed");
            else yield return await SayAsync(o.Name, "register", () => dispatcher.RegisterAsync(o.Id, new RegisterOrganisation(o.Name, o.Kind, o.OdsCode), Envelope(), stop), isDryRun);
        }
        foreach (var s in file.Services)
        {
            var known = (await reader.ServiceAsync(s.Id, stop)).Service;
            var changed = false;
            foreach (var (what, command) in Steps(s, known, Envelope, stop))
            {
                changed = true;
                var entry = await SayAsync(s.Name, what, command, isDryRun);
                yield return entry;
                if (entry.Refusal is not null) break;
            }
            if (known.Exists && (known.Name, known.Organisation, known.Description) != (s.Name, s.Organisation, s.Description))
                yield return new(s.Name, $"{KnownAlready}; its name, organisation or description differs and is not changed");
            else if (!changed) yield return new(s.Name, KnownAlready);
        }
    }

    private const string KnownAlready = "known already";

    /// <summary>What differs between the file and the directory, as commands.</summary>
    private IEnumerable<(string What, Func<Task<Outcome>> Command)> Steps(ListedService s, Service known, Func<Envelope> envelope, CancellationToken stop)
    {
        if (!known.Exists) yield return ("list", () => dispatcher.ListAsync(s.Id, new ListService(s.Name, s.Organisation, s.Description), envelope(), stop));
        // Before it has a journey, without which nothing can be sent to it: an import that is cut off leaves no door open.
        if (!s.IsConfirmed && known.Journey is null && !known.IsSuspended)
            yield return ("suspend until it is confirmed", () => dispatcher.ServiceAsync(s.Id, new Suspend("To be confirmed: who runs it and whom it takes. Resume it once that is settled."), envelope(), stop));
        if (known.Journey != s.Journey || known.Clocks != (s.Clocks ?? ServiceClocks.Default))
            yield return ($"set journey {s.Journey}", () => dispatcher.ServiceAsync(s.Id, new SetJourney(s.Journey, s.Clocks), envelope(), stop));
        if (!known.Eligibility.SequenceEqual(s.Rules))
            yield return ($"set {s.Rules.Length} rules", () => dispatcher.ServiceAsync(s.Id, new SetEligibility(s.Rules), envelope(), stop));
        // Places are the service's own to say once it is listed.
        if (known.Capacity is null && s.Capacity is { } capacity)
            yield return ($"publish capacity {Codes.Name(capacity.State)}", () => dispatcher.ServiceAsync(s.Id, new PublishCapacity(capacity.State, capacity.Places), envelope(), stop));
    }

    private static async Task<ImportedEntry> SayAsync(string entry, string what, Func<Task<Outcome>> command, bool isDryRun) =>
        isDryRun ? new(entry, $"would {what}") : await command() is Outcome.Refused refused ? new(entry, what, refused.Refusal) : new(entry, what);
}
