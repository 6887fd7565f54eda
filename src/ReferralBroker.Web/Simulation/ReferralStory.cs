using System.Runtime.CompilerServices;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Simulation;

/// <summary>A referral from its sending until the person is reached, or until it turns out otherwise.</summary>
internal sealed class ReferralStory(
    World world, Teller teller, SyntheticPerson who, PersonId person, Actor referrer, AgreementId agreement, ConversationId? talk)
{
    private ServiceId _service;
    private ReferralId _referral;
    private DateOnly _sentOn;

    private Chance Chance => teller.Chance;

    private Actor Worker => world.WorkerOf(_service, teller.Person);

    private bool IsSelf => referrer.Provides;

    public async IAsyncEnumerable<DateTimeOffset> TellAsync(ServiceId service, [EnumeratorCancellation] CancellationToken stop)
    {
        _service = service;
        await SendAsync(null, who.Need, stop);
        if (Chance.Of(Assumptions.WrongPerson) && !IsSelf)
        {
            yield return teller.After(0.1, 3);
            await On(new EnterInError(Personal.Of("This was about somebody else of the same name."), WrongPerson: true), referrer, stop);
            yield break;
        }
        if (who.AlsoMoney && !IsSelf && _service != Demo.Personas.MoneyAdvice)
        {
            // Two needs are two referrals, each on its own way; the second is told beside the first.
            var advice = new ReferralStory(world, teller, who, person, referrer, agreement, talk);
            await foreach (var moment in BesideAsync(BecomesAsync(stop), advice.AdviceAsync(stop), stop)) yield return moment;
        }
        else
        {
            await foreach (var moment in BecomesAsync(stop)) yield return moment;
        }
    }

    private async IAsyncEnumerable<DateTimeOffset> AdviceAsync([EnumeratorCancellation] CancellationToken stop)
    {
        _service = Demo.Personas.MoneyAdvice;
        await SendAsync(null, Need.MoneyWorries, stop);
        await foreach (var moment in BecomesAsync(stop)) yield return moment;
    }

    private async IAsyncEnumerable<DateTimeOffset> BecomesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        yield return teller.After(0, 1.5);
        var becomes = Chance.Pick<(Assumption Often, Func<CancellationToken, IAsyncEnumerable<DateTimeOffset>> Tell)>(
        [
            (Assumptions.ReturnedForInformation, LapsesAsync),
            (Assumptions.RejectedIneligible, token => DeclinedAsync(DeclineReason.NotEligible, token)),
            (Assumptions.RejectedDuplicate, token => DeclinedAsync(DeclineReason.Duplicate, token)),
            (Assumptions.RejectedInappropriate, token => DeclinedAsync(DeclineReason.InappropriateForService, token)),
            (Assumptions.RejectedForCapacity, token => DeclinedAsync(DeclineReason.NoCapacity, token)),
            (Assumptions.WithdrawnBeforeContact, WithdrawnAsync),
            (Assumptions.NeverReached, token => GoesOnAsync(isReached: false, token)),
            (Assumptions.Accessed, token => GoesOnAsync(isReached: true, token)),
        ], b => b.Often.Value);
        await foreach (var moment in becomes.Tell(stop)) yield return moment;
    }

    /// <summary>The service asks, nobody answers, and in the end it declines for want of information.</summary>
    private async IAsyncEnumerable<DateTimeOffset> LapsesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await On(new RequestInformation(Personal.Of("Which days suit a first appointment?")), Worker, stop);
        yield return teller.After(12, 24);
        await On(new Decline(DeclinedBy.Service, DeclineReason.IncompleteInformation, Personal.Of("We had no answer to our question.")), Worker, stop);
        await foreach (var moment in ToldAndClosedAsync(stop)) yield return moment;
    }

    private async IAsyncEnumerable<DateTimeOffset> DeclinedAsync(DeclineReason reason, [EnumeratorCancellation] CancellationToken stop)
    {
        await On(new Acknowledge(), Worker, stop);
        yield return teller.After(0.5, 6);
        await On(new Decline(DeclinedBy.Service, reason, Personal.Of("Please see the note on our page about whom we can help.")), Worker, stop);
        if (!Chance.Of(Assumptions.MatchedAgain) || Other() is not { } next || !IsOwn(next))
        {
            await foreach (var moment in ToldAndClosedAsync(stop)) yield return moment;
            yield break;
        }
        yield return teller.After(0.5, 5);
        await On(new RecordTold(ContactMedium.Telephone), referrer, stop);
        var declined = _referral;
        _service = next;
        await SendAsync(declined, who.Need, stop);
        yield return teller.After(0.2, 3);
        await foreach (var moment in GoesOnAsync(isReached: true, stop)) yield return moment;
    }

    private async IAsyncEnumerable<DateTimeOffset> ToldAndClosedAsync([EnumeratorCancellation] CancellationToken stop)
    {
        yield return teller.After(0.5, 7);
        await On(new RecordTold(ContactMedium.Telephone), referrer, stop);
        yield return teller.After(5, 30);
        await On(new Close(CloseReason.NotRematched, CloseOutcome.Unknown), referrer, stop);
    }

    private async IAsyncEnumerable<DateTimeOffset> WithdrawnAsync([EnumeratorCancellation] CancellationToken stop)
    {
        await On(new Acknowledge(), Worker, stop);
        yield return teller.After(1, 8);
        await On(new Withdraw(Chance.Pick([WithdrawReason.PersonChangedMind, WithdrawReason.CircumstancesChanged, WithdrawReason.MovedAway])), referrer, stop);
    }

    private async IAsyncEnumerable<DateTimeOffset> GoesOnAsync(bool isReached, [EnumeratorCancellation] CancellationToken stop)
    {
        if (Chance.Of(Assumptions.SilentService) && !IsSelf && Other() is { } other)
        {
            yield return teller.After(14, 24);
            await On(new Recall(Personal.Of("We heard nothing.")), referrer, stop);
            yield return teller.After(0.5, 3);
            await On(new RecordTold(ContactMedium.Telephone), referrer, stop);
            var silent = _referral;
            _service = other;
            await SendAsync(silent, who.Need, stop);
            yield return teller.After(0.2, 2);
        }
        await On(new Acknowledge(), Worker, stop);
        var wait = Math.Min(160, Chance.Lognormal(Assumptions.DaysToContact.Value, Assumptions.DaysToContactSpread.Value));
        var contactOn = _sentOn.AddDays((int)Math.Round(wait));
        if (Chance.Of(Assumptions.AnsweredInformation))
        {
            await On(new RequestInformation(Personal.Of("Is there a number we may ring in the mornings?")), Worker, stop);
            yield return teller.After(1, 5);
            await On(new ProvideInformation(Personal.Of("Yes, the one on file, before noon.")), referrer, stop);
            yield return teller.After(0.2, 2);
        }
        else
        {
            yield return teller.After(Math.Min(5, wait * 0.3));
        }
        if (Chance.Of(Assumptions.Redirected) && !IsSelf && Other() is { } better)
        {
            var passed = await Teller.Do(world.Dispatcher.RedirectAsync(_referral, new Redirect(better, RedirectReason.BetterFit), teller.By(Worker), stop));
            _referral = await NextOfAsync(passed.Target, stop);
            _service = better;
            yield return teller.After(0.2, 2);
        }
        await On(new Accept(Worker.User), Worker, stop);
        if (Chance.Of(Assumptions.AcceptanceUndone))
        {
            await On(new UndoAcceptance(Personal.Of("Pressed by mistake.")), Worker, stop);
            yield return teller.After(0.2, 1);
            await On(new Accept(Worker.User), Worker, stop);
        }
        if (!isReached)
        {
            await foreach (var moment in NeverReachedAsync(stop)) yield return moment;
            yield break;
        }
        await foreach (var moment in ReachedAsync(contactOn, stop)) yield return moment;
    }

    private async IAsyncEnumerable<DateTimeOffset> NeverReachedAsync([EnumeratorCancellation] CancellationToken stop)
    {
        for (var attempt = Chance.Between(3, 6); attempt > 0; attempt--)
        {
            yield return teller.After(1, 8);
            await On(new RecordContact(Chance.Of(0.7) ? ContactMedium.Telephone : ContactMedium.TextMessage, false), Worker, stop);
        }
        yield return teller.After(5, 15);
        await On(new Close(CloseReason.LostContact, CloseOutcome.Unknown), Worker, stop);
        if (!Chance.Of(Assumptions.Reopened)) yield break;
        yield return teller.After(10, 40);
        await On(new Reopen(Personal.Of("Rang us back.")), Worker, stop);
        await foreach (var moment in ReachedAsync(teller.Today, stop)) yield return moment;
    }

    /// <summary>Tries, and on the day it was to be gets through.</summary>
    private async IAsyncEnumerable<DateTimeOffset> ReachedAsync(DateOnly contactOn, [EnumeratorCancellation] CancellationToken stop)
    {
        while (contactOn > teller.Today.AddDays(7))
        {
            yield return teller.After(4, 7);
            await On(new RecordContact(ContactMedium.Telephone, false), Worker, stop);
        }
        yield return contactOn > teller.Today ? teller.At(contactOn) : teller.After(0);
        var contact = teller.Id();
        await On(new RecordContact(Chance.Of(0.75) ? ContactMedium.Telephone : ContactMedium.FaceToFace, true, Personal.Of("Keen to meet.")) { Id = contact }, Worker, stop);
        if (Chance.Of(Assumptions.ContactCorrected))
            await On(new Correct(Contact: new(contact, teller.Today, ContactMedium.Video, true), Why: Personal.Of("It was by video.")), Worker, stop);
        var support = new SupportStory(world, teller, who, person, referrer, Worker, agreement, _service, _referral);
        await foreach (var moment in support.TellAsync(stop)) yield return moment;
    }

    private async Task SendAsync(ReferralId? rematchOf, Need need, CancellationToken stop) => (_sentOn, _referral) = (teller.Today, new((await Teller.Do(world.Dispatcher.SendAsync(new Send(
        person, _service, agreement, IsSelf ? ReferralSource.Self : World.SourceOf(who.Setting), IsSelf ? Setting.Community : who.Setting, need, talk, rematchOf,
        Chance.Of(Assumptions.HasRisk) ? [Chance.Pick<RiskFlag>()] : null, Personal.Of("Wants part-time work; low confidence after a long illness.")), teller.By(referrer), stop))).Target));

    /// <summary>The referral that a redirected one goes on as.</summary>
    private async Task<ReferralId> NextOfAsync(Guid redirected, CancellationToken stop) => (await world.ReferralAsync(new(redirected), stop)).RedirectedTo!.Value;

    /// <summary>Another service that suits. Whoever is on two ways at once stays on them, or the two could meet at one service.</summary>
    private ServiceId? Other() => who.AlsoMoney ? null : world.Choose(who.Circumstances, Chance, _service);

    /// <summary>A service that took a self-referral can send only to itself.</summary>
    private bool IsOwn(ServiceId service) => !IsSelf || world.Service(service).Organisation == referrer.Organisation;

    private Task On<T>(T command, Actor by, CancellationToken stop) where T : IReferralVerb<T> => teller.On(_referral, command, by, stop);

    /// <summary>Two stories of one person, told in the order of time.</summary>
    private static async IAsyncEnumerable<DateTimeOffset> BesideAsync(
        IAsyncEnumerable<DateTimeOffset> first, IAsyncEnumerable<DateTimeOffset> second, [EnumeratorCancellation] CancellationToken stop)
    {
        var going = new List<IAsyncEnumerator<DateTimeOffset>>();
        foreach (var story in new[] { first, second })
        {
            var telling = story.GetAsyncEnumerator(stop);
            if (await telling.MoveNextAsync()) going.Add(telling);
        }
        while (going.Count > 0)
        {
            var next = going.MinBy(s => s.Current)!;
            yield return next.Current;
            if (!await next.MoveNextAsync()) going.Remove(next);
        }
    }
}
