namespace ReferralBroker.Domain.Referrals;

/// <summary>A verb on a referral, without its type: its name, and the question whether it is possible now.</summary>
public abstract record ReferralVerb(string Name, Type Command)
{
    /// <summary>Asks the decision what it would answer to the plainest command of this verb.</summary>
    public bool IsPossible(Referral referral, Occasion on) => AskPlainest(referral, on).Refusal is null;

    /// <summary>The decision's answer to the plainest command of this verb.</summary>
    public abstract Decision AskPlainest(Referral referral, Occasion on);

    /// <summary>Hands the verb's type to whoever needs it.</summary>
    public abstract void Visit(IReferralVerbVisitor visitor);
}

/// <summary>Takes each verb with its type.</summary>
public interface IReferralVerbVisitor
{
    void Visit<T>() where T : IReferralVerb<T>;
}

/// <summary>Every verb that needs only the referral, in the order a journey takes. Send and redirect need more and stand apart.</summary>
public static class ReferralVerbs
{
    public static readonly IReadOnlyList<ReferralVerb> All =
    [
        new Of<Acknowledge>(), new Of<RequestInformation>(), new Of<ProvideInformation>(), new Of<Accept>(), new Of<UndoAcceptance>(),
        new Of<Decline>(), new Of<RecordTold>(), new Of<Withdraw>(), new Of<Recall>(), new Of<Assign>(), new Of<RecordContact>(),
        new Of<BookAppointment>(), new Of<RecordAttendance>(), new Of<StartProfile>(), new Of<AgreePlan>(), new Of<RecordEmployerContact>(),
        new Of<StartJob>(), new Of<EndJob>(), new Of<ConfirmEmployment>(), new Of<RecordRetention>(), new Of<StartTraining>(), new Of<OpenAdviceCase>(),
        new Of<RecordAdvice>(), new Of<RecordGain>(), new Of<Pause>(), new Of<Resume>(), new Of<Close>(), new Of<Reopen>(), new Of<AddNote>(), new Of<SendMessage>(), new Of<Correct>(), new Of<EnterInError>(),
    ];

    private sealed record Of<T>() : ReferralVerb(T.Verb, typeof(T)) where T : IReferralVerb<T>
    {
        public override Decision AskPlainest(Referral referral, Occasion on) => T.Decide(referral, T.Plainest(referral, on), on);

        public override void Visit(IReferralVerbVisitor visitor) => visitor.Visit<T>();
    }
}
