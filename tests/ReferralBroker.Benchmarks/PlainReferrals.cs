using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services;
using ReferralBroker.Reporting.Directory;

namespace ReferralBroker.Benchmarks;

/// <summary>
/// Many referrals without a story, by the same commands as any: somebody is registered, agrees and is sent, and nine of ten are declined. A simulated life has
/// some twenty commands; where lists are to be long, these will do.
/// </summary>
internal static class PlainReferrals
{
    private const int AtATime = 4;
    private const int OpenOneIn = 10;
    private const int MostPractices = 1000;
    private const int SayEvery = 10_000;

    /// <summary>Sends so many.</summary>
    /// <param name="services">The broker's services, as for a simulation.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">What the invented people are drawn from.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task SendAsync(IServiceProvider services, int count, int seed, CancellationToken stop)
    {
        var dispatcher = services.GetRequiredService<Dispatcher>();
        var open = (await services.GetRequiredService<DirectoryQueries>().AllAsync(stop)).Where(s => s.TakesReferrals).ToArray();
        var practices = (await services.GetRequiredService<DirectoryQueries>().OrganisationsAsync(null, MostPractices, stop)).Where(o => o.Kind == Codes.Name(OrganisationKind.GeneralPractice)).ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... from {practices.Length} practices to {open.Length} services"));
        var (took, done) = (Stopwatch.StartNew(), 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = stop }, async (number, token) =>
        {
            await SendOneAsync(dispatcher, new("filler", Role.Clinician, new(practices[number % practices.Length].Id)), open[number / practices.Length % open.Length], number, seed, token);
            if (Interlocked.Increment(ref done) is var so && so % SayEvery == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"... {so:N0} of {count:N0} in {took.Elapsed.TotalMinutes:0.0} minutes"));
        });
    }

    private static async Task SendOneAsync(Dispatcher dispatcher, Actor clinician, Service service, int number, int seed, CancellationToken stop)
    {
        var dice = new Random(HashCode.Combine(seed, number));
        var who = new Particulars(Personal.Of($"Plain{number}"), Personal.Of("Ada"), Personal.Of(new DateOnly(1960, 1, 1).AddDays(dice.Next(16_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), Phone: Personal.Of("07700 900123"));
        var person = new PersonId(Done(await dispatcher.RegisterAsync(new Register(who), By(clinician), stop)));
        var given = new GiveAgreement(new(Guid.CreateVersion7()), AgreementScope.NeedSummary, AgreementGiven.InPerson, "2026-11");
        var referral = new ReferralId(Done(await dispatcher.SendAsync(
            new(person, service.Id, given.Agreement, ReferralSource.GeneralPractice, Setting.GeneralPractice, Need.FindWork, NeedSummary: Personal.Of("Wants part-time work."), Given: given), By(clinician), stop)));
        if (number % OpenOneIn == 0) return;
        Done(await dispatcher.ReferralAsync(referral, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), By(new("filler", Role.ProviderCaseworker, service.Organisation)), stop));
    }

    private static Envelope By(Actor actor) => new(actor, Guid.CreateVersion7(), Guid.CreateVersion7());

    private static Guid Done(Outcome outcome) => outcome is Outcome.Done done ? done.Target : throw new InvalidOperationException($"It was refused: {((Outcome.Refused)outcome).Refusal.Code}.");
}
