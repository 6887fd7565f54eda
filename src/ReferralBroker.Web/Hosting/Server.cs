using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Telemetry;

namespace ReferralBroker.Web.Hosting;

/// <summary>Builds the web server, with the demo's doors or without them.</summary>
public static class Server
{
    private const long LargestBody = 1024 * 1024;

    /// <param name="urls">Where it listens.</param>
    /// <param name="isDemo">Whether personas may sign in; in earnest no such door exists.</param>
    /// <param name="configure">More for the container: where the demo's database is, a test's clock.</param>
    /// <param name="settings">Settings that stand over those of the environment.</param>
    public static WebApplication Build(string urls, bool isDemo, Action<IServiceCollection>? configure = null, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(Server).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = LargestBody;
            k.AddServerHeader = false;
        });
        builder.WebHost.UseUrls(urls);
        builder.Services.Configure<Settings>(builder.Configuration.GetSection("Broker"));
        builder.Services.Configure<ClaimNames>(builder.Configuration.GetSection("Broker:Claims"));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.AddBroker();
        if (isDemo) AddDemo(builder.Services); else AddBearer(builder);
        builder.Services.AddSingleton(s => new SyntheticMark(s.GetRequiredService<Npgsql.NpgsqlDataSource>(), isDemo));
        builder.Services.AddSingleton<ActorReader>();
        builder.Services.AddSingleton<IAuthorizationHandler, RightHandler>();
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, DenialWriter>();
        // Deny by default: an endpoint that names neither a right nor that it is open to all lets nobody in.
        builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        builder.Services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        builder.Services.AddOpenApi(ApiDescription.Configure);
        builder.Services.AddRazorPages();
        // No page posts a form yet, so nothing protected needs to outlive the process.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        // With it goes the service that would make keys on disk at start, and warn of them.
        foreach (var maker in builder.Services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToArray()) builder.Services.Remove(maker);
        builder.Services.AddHostedService<FollowersService>();
        builder.Services.AddHostedService<ClockService>();
        builder.AddBrokerTelemetry();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        MapAll(app, isDemo);
        return app;
    }

    private static void AddDemo(IServiceCollection services)
    {
        var tokens = new DemoTokens();
        services.AddSingleton(tokens);
        services.AddHostedService<ParentWatch>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.MapInboundClaims = false;
            o.TokenValidationParameters = tokens.Validation;
        });
    }

    private static void AddBearer(WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Broker").Get<Settings>() ?? new();
        if (settings.Authority is not { Length: > 0 } authority || settings.Audience is not { Length: > 0 } audience)
            throw new SettingsException("Set Broker:Authority and Broker:Audience to your OpenID provider, or start with --demo to try the broker on invented people.");
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.Authority = authority;
            o.Audience = audience;
            o.MapInboundClaims = false;
            o.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
        });
    }

    private static void MapAll(WebApplication app, bool isDemo)
    {
        app.UseMiddleware<FaultWriter>();
        app.UseStatusCodePages(async context =>
        {
            var http = context.HttpContext;
            if (http.Response.StatusCode == 404) await Problems.NoSuchAddress.ExecuteAsync(http);
            else if (http.Response.StatusCode == 405) await Problems.WrongMethod.ExecuteAsync(http);
        });
        app.Use(async (http, next) =>
        {
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
            http.Response.Headers["Referrer-Policy"] = "no-referrer";
            if (await http.RequestServices.GetRequiredService<SyntheticMark>().IsAsync(http.RequestAborted)) http.Response.Headers["X-Synthetic-Data"] = "true";
            if (http.Request.Path.StartsWithSegments("/api")) http.Response.Headers.CacheControl = "no-store";
            await next();
        });
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        HealthApi.Map(app);
        PeopleApi.Map(app);
        ConversationsApi.Map(app);
        ReferralsApi.Map(app);
        WorklistApi.Map(app);
        DirectoryApi.Map(app);
        MatchApi.Map(app);
        FunnelApi.Map(app);
        LogicModelApi.Map(app);
        if (isDemo) DemoEndpoints.Map(app);
    }
}
