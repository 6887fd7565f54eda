namespace ReferralBroker.Web.Pages.Reports;

/// <summary>What stands below a report's table.</summary>
/// <param name="Notes">What it must be read with.</param>
/// <param name="AsAt">The day it stands at; null for now.</param>
/// <param name="Position">The log position it stands at.</param>
/// <param name="File">Where the same table is a file.</param>
/// <param name="Publish">Where it is published; null where whoever looks may not.</param>
public sealed record ReportFoot(IReadOnlyList<string> Notes, DateOnly? AsAt, long Position, string File, string? Publish);
