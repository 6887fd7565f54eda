using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.SignIn;

/// <summary>Puts the ways to log in together: those of the demo, or those of the identity provider, and never both.</summary>
public static class SignInServices
{
    /// <summary>Where the provider sends people back to.</summary>
    public const string ReturnPath = "/log-in/return";

    /// <summary>The claim that says what to call somebody on a page.</summary>
    public const string PersonName = "name";

    public static void AddDemoSignIn(this WebApplicationBuilder builder)
    {
        var tokens = new DemoTokens();
        builder.Services.AddSingleton(tokens);
        builder.Services.AddHostedService<ParentWatch>();
        var settings = builder.Configuration.GetSection("Broker").Get<Settings>() ?? new();
        AddSessions(builder, Schemes.Demo, settings.ReadPublicAddress()).AddJwtBearer(Schemes.Demo, o =>
        {
            o.MapInboundClaims = false;
            o.TokenValidationParameters = tokens.Validation;
        });
    }

    /// <exception cref="SettingsException">Something needed is not set, or cannot be right.</exception>
    public static void AddProviderSignIn(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Broker").Get<Settings>() ?? new();
        var signIn = builder.Configuration.GetSection("Broker:SignIn").Get<SignInSettings>() ?? new();
        var missing = new[] { ("Broker:Authority", settings.Authority), ("Broker:Audience", settings.Audience), ("Broker:SignIn:ClientId", signIn.ClientId) }.Where(n => n.Item2 is not { Length: > 0 }).Select(n => n.Item1).ToArray();
        if (missing.Length > 0) throw new SettingsException($"Set {string.Join(" and ", missing)} to your OpenID provider, or start with --demo to try the broker on invented people.");
        var (authority, audience, client) = (settings.Authority!, settings.Audience!, signIn.ClientId!);
        // Without it cookies and the way back would hang on what a request says of itself.
        var address = settings.ReadPublicAddress() ?? throw new SettingsException("Set Broker:PublicAddress to the address under which people reach the broker, such as https://referrals.example.org.");
        var secret = signIn.ReadSecret();
        var names = builder.Configuration.GetSection("Broker:Claims").Get<ClaimNames>() ?? new();
        var issuer = Settings.SafeAddress(authority, "Broker:Authority");
        var metadata = Metadata(issuer);
        AddSessions(builder, Schemes.Systems, address)
            .AddJwtBearer(Schemes.Systems, o =>
            {
                o.MapInboundClaims = false;
                o.ConfigurationManager = metadata;
                o.TokenValidationParameters = new() { ValidAudience = audience, ValidAlgorithms = OidcHandler.Algorithms, ClockSkew = TimeSpan.FromSeconds(30) };
                o.Events = new() { OnAuthenticationFailed = Failed };
            })
            .AddRemoteScheme<OidcOptions, OidcHandler>(Schemes.Provider, null, o =>
            {
                o.Metadata = metadata;
                o.ClientId = client;
                // Some providers know a client by PKCE alone; the framework wants a text all the same.
                o.ClientSecret = secret.Length > 0 ? secret : "none";
                o.AuthorizationEndpoint = o.TokenEndpoint = issuer.ToString();
                o.CallbackPath = ReturnPath;
                o.SignInScheme = Schemes.Session;
                o.UsePkce = true;
                o.KeptClaims = [names.User, names.Role, names.Organisation, PersonName];
                o.AssuranceLevels = signIn.AssuranceLevels?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
                o.Scope.Clear();
                foreach (var scope in signIn.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) o.Scope.Add(scope);
                // A browser counts its cookies' time by the real clock.
                o.TimeProvider = TimeProvider.System;
                o.CorrelationCookie.SameSite = SameSiteMode.Lax;
                o.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                o.BackchannelTimeout = TimeSpan.FromSeconds(10);
                o.Events.OnRemoteFailure = FailedAtProvider;
            });
        builder.Services.AddSingleton<IPostConfigureOptions<OidcOptions>, OidcDefaults>();
        builder.Services.AddSingleton<IConfigurationManager<OpenIdConnectConfiguration>>(metadata);
    }

    private static AuthenticationBuilder AddSessions(WebApplicationBuilder builder, string bearer, Uri? address)
    {
        var services = builder.Services;
        services.Configure<SessionSettings>(builder.Configuration.GetSection("Broker:Session"));
        (builder.Configuration.GetSection("Broker:Session").Get<SessionSettings>() ?? new()).Check();
        services.AddSingleton<Sessions>();
        services.AddSingleton<SessionEvents>();
        services.AddDataProtection().SetApplicationName("referral-broker");
        services.AddSingleton<VaultKeyRing>();
        // The vault seals what it keeps, so no other encryptor is named.
        services.AddOptions<KeyManagementOptions>().Configure<VaultKeyRing>((o, ring) => o.XmlRepository = ring);
        services.AddOptions<CookieAuthenticationOptions>(Schemes.Session).Configure<IOptions<SessionSettings>>((o, limits) => o.ExpireTimeSpan = limits.Value.Longest);
        return services.AddAuthentication(Schemes.ByAddress)
            .AddPolicyScheme(Schemes.ByAddress, null, o => o.ForwardDefaultSelector = http => IsForPrograms(http) ? bearer : Schemes.Session)
            .AddCookie(Schemes.Session, o =>
            {
                o.Cookie.Name = CookieName("broker-session", address);
                o.Cookie.HttpOnly = true;
                // Lax: the way back from the provider comes from another site. Forms are guarded by their own token besides.
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                o.SlidingExpiration = false;
                o.EventsType = typeof(SessionEvents);
            });
    }

    /// <summary>The API is for tokens; without one it is for somebody who is logged in (see <see cref="SessionGuard"/>).</summary>
    private static bool IsForPrograms(HttpContext http) =>
        http.Request.Path.StartsWithSegments("/api") && (http.Request.Headers.Authorization.Count > 0 || !http.Request.Headers.Cookie.ToString().Contains("broker-session=", StringComparison.Ordinal));

    /// <summary>A name that a browser takes from this host alone, over https alone (RFC 6265bis, section 4.1.3.2).</summary>
    public static string CookieName(string name, Uri? address) => address?.Scheme == Uri.UriSchemeHttps ? $"__Host-{name}" : name;

    /// <summary>Fetched when first needed, and again when a key is named that is not known. Keys the provider no longer publishes are taken no longer.</summary>
    private static ConfigurationManager<OpenIdConnectConfiguration> Metadata(Uri issuer)
    {
        // Otherwise whoever comes first after a rotation is refused, while the keys are fetched behind their back.
        AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", true);
        // Asked seldom, so each time anew: a connection that was kept may have gone with the provider's last restart.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero })
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        return new(issuer.ToString().TrimEnd('/') + "/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(client) { RequireHttps = issuer.Scheme == Uri.UriSchemeHttps })
        {
            UseLastKnownGoodConfiguration = false,
            AutomaticRefreshInterval = TimeSpan.FromHours(1),
            // Also how soon it is tried again after the provider was down; a token that names a made-up key costs the provider no more than this.
            RefreshInterval = TimeSpan.FromSeconds(5),
        };
    }

    /// <summary>Says that a token cannot be taken. Where the provider's keys were never had, that is no fault of the token, and it is told so.</summary>
    private static async Task Failed(AuthenticationFailedContext context)
    {
        try
        {
            await ((ConfigurationManager<OpenIdConnectConfiguration>)context.Options.ConfigurationManager!).GetConfigurationAsync(context.HttpContext.RequestAborted);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or HttpRequestException)
        {
            context.HttpContext.Items[Schemes.ProviderIsDown] = true;
        }
        context.Fail(context.Exception);
    }

    private static async Task FailedAtProvider(RemoteFailureContext context)
    {
        var isDown = context.Failure is HttpRequestException or TaskCanceledException or InvalidOperationException { InnerException: IOException or HttpRequestException };
        // The failure's own words may quote what was sent; its kind is enough.
        context.HttpContext.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("ReferralBroker.SignIn").LogWarning("A log-in failed ({Fault})", context.Failure?.GetType().Name);
        context.HandleResponse();
        await (isDown ? Problems.SignInUnavailable : Problems.SignInFailed).ExecuteAsync(context.HttpContext);
    }

    /// <summary>What the framework's own OAuth registration would set: how state travels, sealed so that nobody can read or make it, and the way to the provider.</summary>
    private sealed class OidcDefaults(IDataProtectionProvider protection) : IPostConfigureOptions<OidcOptions>
    {
        public void PostConfigure(string? name, OidcOptions options)
        {
            options.DataProtectionProvider ??= protection;
            options.StateDataFormat ??= new PropertiesDataFormat(protection.CreateProtector("referral-broker.sign-in-state"));
            options.Backchannel ??= new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = options.BackchannelTimeout, MaxResponseContentBufferSize = 1024 * 1024 };
        }
    }
}
