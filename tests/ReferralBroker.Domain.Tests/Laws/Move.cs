namespace ReferralBroker.Domain.Tests.Laws;

/// <summary>One command somebody tries.</summary>
public sealed record Move<TState>(string Verb, object Command, Actor By, Func<TState, Occasion, Decision> Ask);

public static class Moves
{
    public static Move<TState> Of<TState, T>(T command, Actor by) where T : ICommand<TState, T> =>
        new(T.Verb, command!, by, (state, on) => T.Decide(state, command, on));
}
