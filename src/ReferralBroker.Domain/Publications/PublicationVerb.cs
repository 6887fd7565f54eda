namespace ReferralBroker.Domain.Publications;

/// <summary>A verb on a publication.</summary>
public interface IPublicationVerb<TSelf> : ICommand<Publication, TSelf> where TSelf : IPublicationVerb<TSelf>;
