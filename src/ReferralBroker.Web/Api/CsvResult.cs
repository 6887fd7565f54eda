using ReferralBroker.Exchange.Csv;
using ReferralBroker.Reporting;

namespace ReferralBroker.Web.Api;

/// <summary>A table as a CSV answer.</summary>
internal sealed class CsvResult(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows, string name) : IResult
{
    /// <summary>A report's table.</summary>
    public CsvResult(ReportTable table) : this(table.Header, table.Rows, $"{table.Name}.csv")
    {
    }

    /// <summary>Whether the caller asked for a table and not for JSON.</summary>
    public static bool IsWanted(HttpContext http) => http.Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "text/csv" && a.Quality is null or > 0);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        await CsvTable.WriteAsync(httpContext.Response.Body, header, rows, httpContext.RequestAborted);
    }
}
