using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>An endpoint of the running server under one of its methods.</summary>
/// <param name="Route">Its route pattern, with a slash before it and none behind.</param>
/// <param name="Method">The method it is mapped for.</param>
/// <param name="Kind">What answers there.</param>
/// <param name="Right">The right it asks for; null where it is open to all.</param>
internal sealed record FuzzTarget(string Route, string Method, TargetKind Kind, Right? Right)
{
    public string Name => $"{Method} {Route}";

    /// <summary>The last part of the route: the verb of a command.</summary>
    public string Verb => Route[(Route.LastIndexOf('/') + 1)..];

    /// <summary>The part of the API it belongs to, such as people.</summary>
    public string Group => Route.Split('/') is [_, "api", var group, ..] ? group : "";

    /// <summary>Everything that is mapped. Files have an endpoint for each way they are packed, which is one here.</summary>
    public static IReadOnlyList<FuzzTarget> AllOf(IServiceProvider services) =>
        [.. services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().SelectMany(Of).DistinctBy(t => t.Name).OrderBy(t => t.Name, StringComparer.Ordinal)];

    private static IEnumerable<FuzzTarget> Of(RouteEndpoint endpoint)
    {
        var kind = endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null ? TargetKind.Page
            : endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || endpoint.RoutePattern.RawText == "{**path:file}" ? TargetKind.File : TargetKind.Api;
        var right = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>().SelectMany(p => p.Requirements).OfType<RightRequirement>().FirstOrDefault()?.Right
            ?? endpoint.Metadata.GetMetadata<RequiresRightAttribute>()?.Right;
        // A page takes its methods from its handlers and names none.
        IEnumerable<string> methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } named ? named : kind == TargetKind.Page ? ["GET", "POST"] : ["GET"];
        return methods.Select(method => new FuzzTarget("/" + endpoint.RoutePattern.RawText!.Trim('/'), method, kind, right));
    }
}

/// <summary>What answers at an endpoint.</summary>
internal enum TargetKind
{
    Api,
    Page,
    File,
}
