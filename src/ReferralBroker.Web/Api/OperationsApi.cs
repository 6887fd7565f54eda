using ReferralBroker.Web.Access;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Api;

/// <summary>/api/operations: what the health page says, with the faults, for whoever keeps it running. No content.</summary>
public static class OperationsApi
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/operations", async (Readiness readiness, CancellationToken stop) => Results.Ok(await readiness.AskAsync(ReadinessFor.Operators, stop)))
        .Requires(Right.SeeOperations).WithTags("Operations").Produces<ReadinessAnswer>().WithSummary("How far each follower is, what stopped it, and which transaction holds it up");
}
