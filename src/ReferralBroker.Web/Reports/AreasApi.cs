using ReferralBroker.Reporting.Areas;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Reports;

/// <summary>/api/reports/areas: what maps are drawn with.</summary>
internal static class AreasApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/areas", (HttpContext http) =>
    {
        // The boundaries change with a release and no other time.
        http.Response.Headers.CacheControl = "private, max-age=86400";
        return Results.Bytes(Boundaries.GeoJson, "application/geo+json");
    }).Requires(Right.ReadReports).WithTags("Reports").Produces(200, contentType: "application/geo+json").WithSummary("The boundaries of Nottingham's small areas, each with its ward, as GeoJSON");
}
