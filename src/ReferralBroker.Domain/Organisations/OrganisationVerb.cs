namespace ReferralBroker.Domain.Organisations;

/// <summary>A verb on an organisation.</summary>
public interface IOrganisationVerb<TSelf> : ICommand<Organisation, TSelf> where TSelf : IOrganisationVerb<TSelf>;
