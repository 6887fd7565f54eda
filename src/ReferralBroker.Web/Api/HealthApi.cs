using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Api;

/// <summary>/health: for whoever keeps it running. No content, only figures.</summary>
public static class HealthApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").AllowAnonymous().WithTags("Health");
        health.MapGet("/live", () => Results.Ok(new { status = "alive" })).WithSummary("Whether the process answers");
        health.MapGet("/ready", async (Readiness readiness, CancellationToken stop) =>
            await readiness.AskAsync(ReadinessFor.Anybody, stop) is var answer && answer.IsReady ? Results.Ok(answer) : Results.Json(answer, statusCode: StatusCodes.Status503ServiceUnavailable))
            .Produces<ReadinessAnswer>().Produces<ReadinessAnswer>(503).WithSummary("Whether it can do its work, and how far each follower is");
    }
}
