using System.Collections.Immutable;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Reporting.Stages;

/// <summary>A conversation or referral as the stages projection keeps it from page to page: what its events made of it, and its rows that stand.</summary>
internal abstract class StageOwner(Guid id)
{
    public Guid Id => id;

    /// <summary>Its stage rows that stand.</summary>
    public List<StageRow> Rows { get; set; } = [];

    /// <summary>Its course that stands; null while it has reached nothing.</summary>
    public Course? Course { get; set; }

    /// <summary>Whether what is kept of it has changed.</summary>
    public bool IsChanged { get; set; }

    public abstract Unit Unit { get; }

    /// <summary>The record of the person as it was recorded; null where it names nobody.</summary>
    public abstract Guid? Record { get; }

    /// <summary>The root that a referral is of; its own id for a conversation.</summary>
    public abstract Guid Root { get; }

    /// <summary>Whether no other one is of its root.</summary>
    public abstract bool IsSole { get; }

    /// <summary>The day at which the person is looked at.</summary>
    public abstract DateOnly Day { get; }

    /// <summary>The rows that are to stand, once whom they are of is known.</summary>
    public abstract IEnumerable<StageRow> Wanted(long position);

    /// <summary>As it is kept.</summary>
    public abstract string Keep();

    public static StageOwner Take(Guid id, Unit unit, string kept) => unit == Unit.Conversation ? new ConversationOwner(id, Folding.Take<ConversationOwner.Kept>(kept)) : new ReferralOwner(id, Folding.Take<ReferralOwner.Kept>(kept));
}

/// <summary>A conversation, and the referrals that came of it.</summary>
internal sealed class ConversationOwner(Guid id, ConversationOwner.Kept kept) : StageOwner(id)
{
    /// <param name="Stages">What it has reached by its own events.</param>
    /// <param name="Led">The days on which referrals that came of it were sent, by referral: only these know. The first may turn out a mistake and the next one stand.</param>
    internal sealed record Kept(ConversationStages Stages, ImmutableSortedDictionary<Guid, DateOnly> Led);

    private Kept _kept = kept;

    public ConversationOwner(Guid id) : this(id, new(ConversationStages.None(new(id)), ImmutableSortedDictionary<Guid, DateOnly>.Empty))
    {
    }

    public override Unit Unit => Unit.Conversation;

    public override Guid? Record => _kept.Stages.Conversation.Person?.Value;

    public override Guid Root => Id;

    public override bool IsSole => true;

    public override DateOnly Day => _kept.Stages.Conversation.HeldOn;

    public void Evolve(Fact fact) => Put(_kept with { Stages = ConversationStages.Evolve(_kept.Stages, fact) });

    /// <summary>Takes note that a referral came of it, or that it did not after all.</summary>
    public void Lead(Guid referral, DateOnly? sentOn) => Put(_kept with { Led = sentOn is { } day ? _kept.Led.SetItem(referral, day) : _kept.Led.Remove(referral) });

    public override IEnumerable<StageRow> Wanted(long position)
    {
        // What came of one that this projection was never told of, because its own stream is parked, waits for it.
        if (_kept.Stages.Conversation is not { Exists: true, IsInError: false, Recorded: { } recorded }) yield break;
        var dimensions = new StageDimensions(Codes.Name(recorded.Setting), recorded.Organisation.Value, null, null, null, null, null);
        StageRow Row(Stage stage, DateOnly on) => new(Id, Unit.Conversation, Id, 0, stage.Code, on, position, dimensions);
        // Signposted is whoever went away with no more than the name of a service: a referral that came of it all the same is no way out.
        foreach (var (stage, on) in _kept.Stages.Reached().Where(s => s.Stage != StageNames.Signposted || _kept.Led.IsEmpty))
            yield return Row(stage, on) with { Reason = stage == StageNames.OfferDeclined ? Codes.Name(_kept.Stages.Conversation.Declined!.Value) : null };
        if (!_kept.Led.IsEmpty) yield return Row(StageNames.ReferralSent, _kept.Led.Values.Min());
    }

    public override string Keep() => Folding.Keep(_kept);

    private void Put(Kept kept) => (_kept, IsChanged) = (kept, true);
}

/// <summary>A referral.</summary>
internal sealed class ReferralOwner(Guid id, ReferralOwner.Kept kept) : StageOwner(id)
{
    /// <param name="Stages">What it has reached.</param>
    /// <param name="IsSole">Whether no other referral was ever of its root.</param>
    /// <param name="ChainBeganOn">The day on which the first referral of its chain was sent; null where it is that one.</param>
    internal sealed record Kept(ReferralStages Stages, bool IsSole, DateOnly? ChainBeganOn);

    private Kept _kept = kept;

    public ReferralOwner(Guid id) : this(id, new(ReferralStages.None(new(id)), true, null))
    {
    }

    public override Unit Unit => Unit.RootReferral;

    public override Guid? Record => Terms.Person.Value;

    public override Guid Root => Terms.Root.Value;

    public override bool IsSole => _kept.IsSole;

    /// <summary>A chain counts once, so whoever it is of is looked at once: at its beginning.</summary>
    public override DateOnly Day => _kept.ChainBeganOn ?? Referral.SentOn;

    public int Hop => Terms.Hop;

    /// <summary>The conversation it came of, and the day it was sent; no day where it never should have been.</summary>
    public (Guid Conversation, DateOnly? SentOn)? Led => Terms.Conversation is { } talk ? (talk.Value, Referral.Status == ReferralStatus.EnteredInError ? null : Referral.SentOn) : null;

    private Referral Referral => _kept.Stages.Referral;

    private Sent Terms => Referral.Terms!;

    public void Evolve(Fact fact) => Put(_kept with { Stages = ReferralStages.Evolve(_kept.Stages, fact) });

    /// <summary>It goes on with a chain that this one began.</summary>
    public void GoOnWith(ReferralOwner root) => Put(_kept with { ChainBeganOn = root.Referral.SentOn });

    /// <summary>Another referral is of its root.</summary>
    public void Join() => Put(_kept with { IsSole = false });

    public override IEnumerable<StageRow> Wanted(long position)
    {
        var dimensions = new StageDimensions(Codes.Name(Terms.Setting), Terms.Referrer.Value, Terms.Service.Value, Terms.Provider.Value, Terms.Journey, Codes.Name(Terms.Source), Codes.Name(Referral.Need));
        return _kept.Stages.Reached().Select(s => new StageRow(Id, Unit.RootReferral, Root, Hop, s.Stage.Code, s.On, position, dimensions)
        {
            Reason = _kept.Stages.ReasonOf(s.Stage),
            PoundsAYear = s.Stage == StageNames.FinancialGain ? _kept.Stages.PoundsAYear : null,
        });
    }

    public override string Keep() => Folding.Keep(_kept);

    private void Put(Kept kept) => (_kept, IsChanged) = (kept, true);
}
