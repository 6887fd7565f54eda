namespace ReferralBroker.Web.SignIn;

/// <summary>For how long the session of a request goes on if no more steps are taken.</summary>
public sealed record SessionLeft(TimeSpan Time);
