using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using ReferralBroker.Domain;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Access;

/// <summary>The right an endpoint asks for.</summary>
public sealed class RightRequirement(Right right) : IAuthorizationRequirement
{
    public Right Right { get; } = right;
}

/// <summary>Grants a right to those whose role holds it.</summary>
public sealed class RightHandler : AuthorizationHandler<RightRequirement>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RightRequirement requirement)
    {
        if (context.Resource is HttpContext http && http.Member() is { } member && Rights.Holds(member, requirement.Right)) context.Succeed(requirement);
        return Task.CompletedTask;
    }
}

/// <summary>Says no as a problem document, with a code that tells "who are you?" from "not you".</summary>
public sealed class DenialWriter : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _otherwise = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await _otherwise.HandleAsync(next, context, policy, authorizeResult);
            return;
        }
        if (authorizeResult.Challenged)
        {
            await ChallengeAsync(context);
            return;
        }
        if (context.Member() is null)
        {
            await ToChooseAsync(context);
            return;
        }
        await context.RecordRefusedAsync(Refusals.RoleNotAllowed.Code);
        await WhyNot(context.GetEndpoint()).ExecuteAsync(context);
    }

    /// <summary>Sends whoever could act for some organisation to where they say for which; tells anybody else that they can act for none.</summary>
    private static Task ToChooseAsync(HttpContext context)
    {
        if (context.Features.Get<Bound>() is not { Choices.Count: > 0 } || !IsPage(context)) return Problems.Unbound.ExecuteAsync(context);
        context.Response.Redirect(QueryHelpers.AddQueryString("/organisations", "returnUrl", context.Request.Path + context.Request.QueryString));
        return Task.CompletedTask;
    }

    private static bool IsOfPage(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;

    private static bool IsPage(HttpContext context) =>
        IsOfPage(context) && HttpMethods.IsGet(context.Request.Method);

    private static Task ChallengeAsync(HttpContext context)
    {
        // Keys that could not be fetched are no fault of the caller's token.
        if (context.Items.ContainsKey(Schemes.ProviderIsDown)) return Problems.SignInUnavailable.ExecuteAsync(context);
        if (IsPage(context))
        {
            context.Response.Redirect(QueryHelpers.AddQueryString("/log-in", "returnUrl", context.Request.Path + context.Request.QueryString));
            return Task.CompletedTask;
        }
        if (IsOfPage(context) && ExpiredForm.Is(context.Request)) return ExpiredForm.WriteAsync(context);
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.NotSignedIn.ExecuteAsync(context);
    }

    /// <summary>Routing has endpoints of its own for what no endpoint takes; nobody has a right to those, and to say so would mislead.</summary>
    private static IResult WhyNot(Endpoint? endpoint) => endpoint switch
    {
        null => Problems.NoSuchAddress,
        RouteEndpoint route when route.RoutePattern.RawText == "{**path:file}" => Problems.NoSuchAddress,
        RouteEndpoint => Problems.Of(Refusals.RoleNotAllowed),
        { DisplayName: { } name } when name.StartsWith("405", StringComparison.Ordinal) => Problems.WrongMethod,
        { DisplayName: { } name } when name.StartsWith("415", StringComparison.Ordinal) => Problems.NotJson,
        _ => Problems.NoSuchAddress,
    };
}

/// <summary>Names the right an endpoint asks for.</summary>
public static class RightExtensions
{
    /// <summary>Has every endpoint ask for its right. Deny by default: one that names neither a right nor that it is open to all lets nobody in.</summary>
    public static void AddRights(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, RightHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, DenialWriter>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
    }

    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, Right right) where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireAuthenticatedUser().AddRequirements(new RightRequirement(right)));
}
