namespace ReferralBroker.Domain.Services;

/// <summary>A verb on a service.</summary>
public interface IServiceVerb<TSelf> : ICommand<Service, TSelf> where TSelf : IServiceVerb<TSelf>;
