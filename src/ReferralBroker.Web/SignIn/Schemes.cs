namespace ReferralBroker.Web.SignIn;

/// <summary>The ways to be somebody. Programs send a bearer token to the API; people log in and hold a session, which opens the pages alone.</summary>
public static class Schemes
{
    /// <summary>Chooses one of those below by what is asked for.</summary>
    public const string ByAddress = "by-address";

    /// <summary>A bearer token of the identity provider, of a system that calls.</summary>
    public const string Systems = "systems";

    /// <summary>A bearer token of a demo persona. There is no such scheme outside the demo.</summary>
    public const string Demo = "demo";

    /// <summary>The cookie of somebody who logged in.</summary>
    public const string Session = "session";

    /// <summary>The identity provider, where people log in.</summary>
    public const string Provider = "provider";

    /// <summary>Marks a request whose token could not be checked, because the provider did not answer.</summary>
    public static readonly object ProviderIsDown = new();
}
