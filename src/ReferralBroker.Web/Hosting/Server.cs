using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.CodedLinks;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Editions;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Pages.Provider;
using ReferralBroker.Web.Pages.Work;
using ReferralBroker.Web.SignIn;
using ReferralBroker.Web.Reports;
using ReferralBroker.Web.Telemetry;

namespace ReferralBroker.Web.Hosting;

/// <summary>Builds the web server, with the demo's doors or without them.</summary>
public static class Server
{
    /// <param name="urls">Where it listens.</param>
    /// <param name="isDemo">Whether personas may sign in; in earnest no such door exists.</param>
    /// <param name="configure">More for the container: where the demo's database is, a test's clock.</param>
    /// <param name="settings">Settings that stand over those of the environment.</param>
    public static WebApplication Build(string urls, bool isDemo, Action<IServiceCollection>? configure = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(Server).Assembly.GetName().Name });
        // The server for development would pack the stylesheet anew at each request, and not at all well.
        builder.Configuration.AddInMemoryCollection([new("ReloadStaticAssetsAtRuntime", "false")]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = BodyLimit.Largest;
            k.AddServerHeader = false;
        });
        builder.WebHost.UseUrls(urls);
        builder.Services.Configure<Settings>(builder.Configuration.GetSection("Broker"));
        builder.Services.Configure<MailSettings>(builder.Configuration.GetSection("Broker:Mail"));
        builder.Services.Configure<OwnPageSettings>(builder.Configuration.GetSection("Broker:OwnPages"));
        builder.Services.Configure<ClaimNames>(builder.Configuration.GetSection("Broker:Claims"));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddBroker();
        if (isDemo) builder.AddDemoSignIn(); else builder.AddProviderSignIn();
        var own = builder.Configuration.GetSection("Broker").Get<Settings>() ?? new();
        own.CheckLimits();
        (builder.Configuration.GetSection("Broker:Mail").Get<MailSettings>() ?? new()).Check();
        (builder.Configuration.GetSection("Broker:OwnPages").Get<OwnPageSettings>() ?? new()).Check(own);
        var address = own.ReadPublicAddress();
        builder.Services.AddSingleton(FormTargets.Of(isDemo ? null : Settings.SafeAddress(own.Authority!, "Broker:Authority")));
        builder.Services.AddSingleton(s => new SyntheticMark(s.GetRequiredService<Npgsql.NpgsqlDataSource>(), isDemo));
        builder.Services.AddRights();
        builder.Services.AddRateLimits();
        builder.Services.AddPageCompression();
        builder.Services.AddHsts(o => (o.MaxAge, o.IncludeSubDomains) = (TimeSpan.FromDays(365), false));
        builder.Services.Configure<ForwardedHeadersOptions>(o =>
        {
            // Who calls, as the proxy says; under which address people reach it is set, and never taken from a request.
            o.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
            foreach (var proxy in own.TrustedProxies?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
                if (IPAddress.TryParse(proxy, out var known)) o.KnownProxies.Add(known);
                else if (System.Net.IPNetwork.TryParse(proxy, out var network)) o.KnownIPNetworks.Add(network);
                else throw new SettingsException($"Broker:TrustedProxies names '{proxy}', which is neither an address nor a network such as 10.0.0.0/24.");
        });
        builder.Services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        builder.Services.AddOpenApi(ApiDescription.Configure);
        // Pages say themselves what is missing, in words for people.
        builder.Services.AddRazorPages(o => o.Conventions.AddPageRoute("/Conversations/Record", "/people/{id:guid}/conversation")).AddMvcOptions(o => o.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true);
        builder.Services.Configure<Microsoft.AspNetCore.Mvc.CookieTempDataProviderOptions>(o =>
        {
            o.Cookie.Name = SignInServices.CookieName("broker-told", address);
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        builder.Services.AddSingleton<AboutToken>();
        builder.Services.AddSingleton<CodedLinkSession>();
        builder.Services.AddSingleton<SheetToken>();
        builder.Services.AddAntiforgery(o =>
        {
            o.Cookie.Name = SignInServices.CookieName("broker-form", address);
            o.HeaderName = SessionGuard.Header;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        builder.Services.AddSingleton<DueWorkAtOnce>();
        builder.Services.AddHostedService<FollowersService>();
        builder.Services.AddHostedService<ClockService>();
        builder.Services.AddHostedService<LookAnchorService>();
        builder.Services.AddSingleton<PublicAddresses>();
        builder.Services.AddSingleton<NoticeWriter>();
        builder.Services.AddSingleton<Mailer>();
        builder.Services.AddSingleton<NoticeSender>();
        builder.Services.AddHostedService<NoticeService>();
        // It writes down whole addresses, and the provider's answer to a log-in is one: whatever level is set, it says no more than faults.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.AddBrokerTelemetry();
        configure?.Invoke(builder.Services);
        builder.AddEdition();
        var app = builder.Build();
        MapAll(app, isDemo, address);
        return app;
    }

    private static void MapAll(WebApplication app, bool isDemo, Uri? address)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UsePageCompression();
        app.UseMiddleware<FaultWriter>();
        app.UseStatusCodePages(async context =>
        {
            var http = context.HttpContext;
            if (http.Response.StatusCode == 404) await Problems.NoSuchAddress.ExecuteAsync(http);
            else if (http.Response.StatusCode == 405) await Problems.WrongMethod.ExecuteAsync(http);
            else if (http.Response.StatusCode == 400) await (http.Request.Path.StartsWithSegments("/api") ? Problems.Malformed("The request is not one that this address takes.") : Problems.FormExpired).ExecuteAsync(http);
        });
        if (address is not null) app.UseMiddleware<PublicAddress>(address);
        app.UseForwardedHeaders();
        app.UseHsts();
        app.UseLogInLimit();
        app.UseRouting();
        app.UseAuthentication();
        app.UseMiddleware<SessionGuard>();
        app.UseMiddleware<MemberBinder>();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<BodyLimit>();
        app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
        app.MapRazorPages().WithStaticAssets();
        // There is one document, so that any other address is unknown as all are, and not in the framework's own words.
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous();
        HealthApi.Map(app);
        SessionTime.Map(app);
        OperationsApi.Map(app);
        PeopleApi.Map(app);
        ConversationsApi.Map(app);
        ReferralsApi.Map(app);
        WorklistApi.Map(app);
        DirectoryApi.Map(app);
        MatchApi.Map(app);
        ReportsApi.Map(app);
        PublicationsApi.Map(app);
        AreasApi.Map(app);
        LooksApi.Map(app);
        if (isDemo) DemoEndpoints.Map(app);
    }
}
