namespace ReferralBroker.Domain.Conversations;

/// <summary>A verb on a conversation.</summary>
public interface IConversationVerb<TSelf> : ICommand<Conversation, TSelf> where TSelf : IConversationVerb<TSelf>;

/// <summary>What every command on a recorded conversation has in common: it belongs to the day of the conversation.</summary>
public abstract record ConversationCommand;
