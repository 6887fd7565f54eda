using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Exchange.Updates;

/// <summary>A command that cells of a row ask for.</summary>
public abstract record SheetUpdate
{
    public static SheetUpdate Of<T>(T command) where T : IReferralVerb<T> => new Command<T>(command);

    /// <summary>Asks the decision itself.</summary>
    public abstract Decision Ask(Referral referral, Occasion on);

    /// <summary>Hands the command with its type to whoever sends it.</summary>
    public abstract TResult Send<TResult>(ISheetSender<TResult> sender);

    private sealed record Command<T>(T Asked) : SheetUpdate where T : IReferralVerb<T>
    {
        public override Decision Ask(Referral referral, Occasion on) => T.Decide(referral, Asked, on);

        public override TResult Send<TResult>(ISheetSender<TResult> sender) => sender.Send(Asked);
    }
}

/// <summary>Takes each command with its type.</summary>
public interface ISheetSender<out TResult>
{
    TResult Send<T>(T command) where T : IReferralVerb<T>;
}

/// <summary>What would become of a cell.</summary>
public enum SheetVerdict
{
    /// <summary>It would be recorded.</summary>
    New,

    /// <summary>It is recorded already.</summary>
    Known,

    /// <summary>It cannot be recorded as it stands.</summary>
    Cannot,
}

/// <summary>A cell of a row with what would become of it.</summary>
/// <param name="Column">The column.</param>
/// <param name="Verdict">What would become of it.</param>
/// <param name="Words">What would be recorded, what is known, or why it cannot be and what would mend it.</param>
/// <param name="Update">The command; null where there is none to send.</param>
public sealed record SheetStep(string Column, SheetVerdict Verdict, string Words, SheetUpdate? Update = null);
