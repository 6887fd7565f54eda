using System.Runtime.CompilerServices;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Simulation;

/// <summary>What one invented person lives through, from the first conversation on: each value is the moment at which it goes on.</summary>
internal sealed class LifeStory(World world, int number)
{
    private readonly Teller _teller = new(world, number);

    public async IAsyncEnumerable<DateTimeOffset> TellAsync(DateOnly day, [EnumeratorCancellation] CancellationToken stop)
    {
        yield return _teller.At(day);
        var chance = _teller.Chance;
        var who = SyntheticPerson.Draw(chance, number, _teller.Today, world.Places.Areas);
        if (chance.Of(Assumptions.SelfReferred) && world.Choose(who.Circumstances, chance) is { } asked)
        {
            await foreach (var moment in ReferredSelfAsync(who, asked, stop)) yield return moment;
            yield break;
        }
        var clinician = world.ClinicianOf(who, chance);
        var person = await RegisterAsync(who, clinician, stop);
        var chosen = world.Choose(who.Circumstances, chance);
        var ending = chosen is null ? Ending.AdviceGiven : Ended(chance);
        var talk = new ConversationId((await Teller.Do(world.Dispatcher.RecordAsync(new Record(
            who.Setting, who.SpokenToBy(chance), who.Topics, person, ending, ending == Ending.OfferDeclined ? chance.Pick<OfferDeclineReason>() : null,
            ending == Ending.Signposted ? chosen : null), _teller.By(clinician), stop))).Target);
        if (ending != Ending.ReferralAgreed)
        {
            await foreach (var moment in SetRightAsync(who, person, talk, clinician, stop)) yield return moment;
            yield break;
        }
        var agreement = await AgreeAsync(person, clinician, stop);
        var referral = new ReferralStory(world, _teller, who, person, clinician, agreement, talk);
        await foreach (var moment in referral.TellAsync(chosen!.Value, stop)) yield return moment;
    }

    private static Ending Ended(Chance chance) => chance.Pick(
        [(Ending.RecordOnly, Assumptions.RecordOnly.Value), (Ending.Signposted, Assumptions.Signposted.Value), (Ending.AdviceGiven, Assumptions.AdvisedInConversation.Value),
         (Ending.OfferDeclined, Assumptions.OfferDeclined.Value),
         (Ending.ReferralAgreed, 100 - Assumptions.RecordOnly.Value - Assumptions.Signposted.Value - Assumptions.AdvisedInConversation.Value - Assumptions.OfferDeclined.Value)],
        e => e.Item2).Item1;

    private async IAsyncEnumerable<DateTimeOffset> ReferredSelfAsync(SyntheticPerson who, ServiceId service, [EnumeratorCancellation] CancellationToken stop)
    {
        var worker = world.WorkerOf(service, number);
        var person = await RegisterAsync(who, worker, stop);
        var agreement = await AgreeAsync(person, worker, stop);
        await foreach (var moment in new ReferralStory(world, _teller, who, person, worker, agreement, null).TellAsync(service, stop)) yield return moment;
    }

    private async Task<PersonId> RegisterAsync(SyntheticPerson who, Actor by, CancellationToken stop)
    {
        var chance = _teller.Chance;
        var person = new PersonId((await Teller.Do(world.Dispatcher.RegisterAsync(new Register(who.Particulars), _teller.By(by), stop))).Target);
        await Teller.Do(world.Dispatcher.PersonAsync(person, new RecordDemographics(who.Demographics), _teller.By(by), stop));
        if (chance.Of(0.7)) await Teller.Do(world.Dispatcher.PersonAsync(person, new Verify(), _teller.By(by), stop));
        if (chance.Of(Assumptions.NeedsAdjustment))
            await Teller.Do(world.Dispatcher.PersonAsync(person, new SetAdjustments([chance.Pick<Adjustment>()]), _teller.By(by), stop));
        if (chance.Of(Assumptions.UnsafeNumber))
            await Teller.Do(world.Dispatcher.PersonAsync(person, new SetContactPreferences(new(false, [ContactMedium.TextMessage],
                [new(ContactMedium.Telephone, Personal.Of("07700 900099"), Safe: false, MayLeaveMessage: false)], Personal.Of("The partner."))), _teller.By(by), stop));
        return person;
    }

    private async Task<AgreementId> AgreeAsync(PersonId person, Actor by, CancellationToken stop)
    {
        var agreement = new AgreementId(_teller.Id());
        await Teller.Do(world.Dispatcher.PersonAsync(person, new GiveAgreement(agreement, AgreementScope.NeedSummary, AgreementGiven.InPerson, "2026-04"), _teller.By(by), stop));
        return agreement;
    }

    /// <summary>Mistakes at registration that are found later: the same person twice, and a conversation that was somebody else's.</summary>
    private async IAsyncEnumerable<DateTimeOffset> SetRightAsync(
        SyntheticPerson who, PersonId person, ConversationId talk, Actor clinician, [EnumeratorCancellation] CancellationToken stop)
    {
        // Mistakes fall only on the share of people whose conversation ends here, so that share carries all of them.
        var ended = 1 - ((100 - Assumptions.RecordOnly.Value - Assumptions.Signposted.Value - Assumptions.AdvisedInConversation.Value - Assumptions.OfferDeclined.Value) / 100);
        if (_teller.Chance.Of(Assumptions.RegisteredTwice.Chance / ended))
        {
            yield return _teller.After(3, 40);
            var twin = new PersonId((await Teller.Do(world.Dispatcher.RegisterAsync(new Register(who.Particulars with { NhsNumber = null }), _teller.By(clinician), stop))).Target);
            yield return _teller.After(1, 20);
            await Teller.Do(world.Dispatcher.MergeAsync(person, new Merge(twin), _teller.By(clinician), stop));
        }
        else if (_teller.Chance.Of(Assumptions.ConversationInError.Chance / ended))
        {
            yield return _teller.After(0.1, 5);
            await Teller.Do(world.Dispatcher.ConversationAsync(talk, new EnterConversationInError(Personal.Of("Opened the wrong record."), WrongPerson: true), _teller.By(clinician), stop));
        }
    }
}
