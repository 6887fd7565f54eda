using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Domain.Referrals;

/// <summary>All that passing a referral on looks at.</summary>
/// <param name="From">The referral that ends.</param>
/// <param name="New">The one that begins, still empty.</param>
/// <param name="Person">The person, by the record that stands for them now.</param>
/// <param name="To">The service it goes to.</param>
public sealed record Redirecting(Referral From, Referral New, Person Person, Service To)
{
    /// <inheritdoc cref="Sending.OpenTwin"/>
    public ReferralId? OpenTwin { get; init; }
}

/// <summary>The service passes the referral on to another one. The old referral ends and the new one begins in one append, of one root.</summary>
public sealed record Redirect(ServiceId Service, RedirectReason Reason, Personal? Note = null) : ReferralCommand, ICommand<Redirecting, Redirect>
{
    public static string Verb => "redirect";

    public static Decision Decide(Redirecting state, Redirect command, Occasion on)
    {
        var (from, referral, person, _) = state;
        var to = state.To.On(on.Today);
        if (from.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (!from.IsUndecided && from.Status is not (ReferralStatus.Accepted or ReferralStatus.InContact)) return Refusals.NotNow(from.Status);
        if (to.Id == from.Terms!.Service) return Refusals.SameService;
        if (to.RefusesReferrals() is { } closed) return closed;
        if (ReferralRules.RefusesText("note", command.Note) is { } text) return text;
        if (person.RefusesSharing() is { } unknown) return unknown;
        if (person.Agreements.GetValueOrDefault(from.Terms.SharedUnder.Agreement) is not { } agreement) return Refusals.AgreementUnknown;
        if (agreement.Refuses(to.Id) is { } outside) return outside;
        if (state.OpenTwin is { } twin) return Refusals.Duplicate(twin.Value);

        var sent = from.Terms with
        {
            Due = null,
            Reference = ReferralReference.Of(referral.Id),
            Previous = from.Id,
            Hop = from.Terms.Hop + 1,
            Service = to.Id,
            Provider = to.Organisation,
            Journey = to.Journey!,
            Clocks = to.Clocks,
            Need = from.Need,
            Despite = null,
        };
        var ended = from.Record(on, command.OccurredOn, [.. from.ImpliedReceipt(), new Redirected(referral.Id, to.Id, command.Reason, command.Note)]).ReleasingOpen(from);
        var begun = Send.Start(referral, sent, command.OccurredOn, on);
        return begun.Claims.Aggregate(
            ended.And(referral.Id.Value, begun.For(referral.Id.Value).AsSpan()).And(sent.Person.Value, Send.ForPerson(sent, referral.Id)),
            (decision, claim) => decision.Claiming(claim.Key, claim.Stream));
    }
}
