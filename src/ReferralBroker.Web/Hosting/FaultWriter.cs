using Npgsql;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Hosting;

/// <summary>Turns what nobody expected into a problem document. Neither it nor the log says more than where it happened: a message may quote data.</summary>
public sealed class FaultWriter(RequestDelegate next, ILogger<FaultWriter> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to tell.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var unavailable = e is LogException or NpgsqlException or TimeoutException && e is not PostgresException { IsTransient: false } || IsNotMadeYet(e);
            logger.LogError("{Method} {Route} failed: {Fault} {State}\n{Where}", http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText,
                e.GetType().Name, (e as PostgresException)?.SqlState, e.StackTrace);
            http.Response.Clear();
            await (unavailable ? Problems.Unavailable : Problems.Fault).ExecuteAsync(http);
        }
    }

    /// <summary>A projection whose tables its follower has yet to make.</summary>
    private static bool IsNotMadeYet(Exception e) => e is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName };
}
