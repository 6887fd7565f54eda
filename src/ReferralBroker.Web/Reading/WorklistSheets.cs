using System.Collections.Immutable;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Exchange.Updates;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Web.Pages.Words;

namespace ReferralBroker.Web.Reading;

/// <summary>A row of an uploaded worklist with its referral and what it would record there.</summary>
public sealed record PlannedRow(SheetRow Row, ReferralId Referral, ImmutableArray<SheetStep> Steps);

/// <summary>Worklists as spreadsheets: what a download shows, and what an upload would record.</summary>
public sealed class WorklistSheets(WorklistReader reader, ReferralReferences references, Reader streams)
{
    private const int Page = 250;

    /// <summary>The most referrals of a download: as many as may be uploaded again.</summary>
    public const int MostRows = SheetFile.MostRows;

    /// <summary>The rows of a worklist, a cell for each column. The look at those in them is recorded.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<string?>>> RowsAsync(WorklistFilter filter, Asking asking, CancellationToken stop)
    {
        var rows = new List<IReadOnlyList<string?>>();
        while (rows.Count < MostRows)
        {
            var (items, next) = await reader.PageAsync(filter with { Skip = rows.Count }, null, Page, asking, stop);
            foreach (var item in items) rows.Add(await RowAsync(item, stop));
            if (next is null) break;
        }
        return rows;
    }

    private async Task<IReadOnlyList<string?>> RowAsync(WorklistItem item, CancellationToken stop)
    {
        var (referral, facts) = await streams.HistoryAsync(new(item.Referral), stop);
        var known = SheetColumns.Known(SheetRecord.Of(referral, facts));
        return [.. SheetColumns.All.Select(column => column switch
        {
            SheetColumns.Reference => item.Reference,
            SheetColumns.FamilyName => item.FamilyName,
            SheetColumns.GivenName => item.GivenName,
            SheetColumns.Service => item.ServiceName,
            SheetColumns.Stage => StatusTags.Of(referral.Status).Words,
            SheetColumns.NextStepDue => SheetCells.Of(referral.Due.On),
            _ => known.GetValueOrDefault(column),
        })];
    }

    /// <summary>What rows would record. A referral of others is as unknown as one that is nowhere.</summary>
    public async Task<(ImmutableArray<PlannedRow> Rows, ImmutableArray<SheetFault> Faults)> PlanAsync(IEnumerable<SheetRow> rows, Actor by, CancellationToken stop)
    {
        var (planned, faults) = (ImmutableArray.CreateBuilder<PlannedRow>(), ImmutableArray.CreateBuilder<SheetFault>());
        var on = streams.OccasionOf(by);
        foreach (var row in rows)
        {
            var id = await references.FindAsync(row.Reference, stop) ?? new(Guid.Empty);
            var (referral, facts) = await streams.HistoryAsync(id, stop);
            if (referral.RefusesService(on) is not null)
            {
                faults.Add(new(row.Line, SheetColumns.Reference, "No referral to your organisation has this reference. Copy it from the worklist."));
                continue;
            }
            var steps = SheetPlan.Of(SheetRecord.Of(referral, facts), row, on);
            planned.Add(new(row, id, steps));
            faults.AddRange(steps.Where(s => s.Verdict == SheetVerdict.Cannot).Select(s => new SheetFault(row.Line, s.Column, s.Words)));
        }
        return (planned.ToImmutable(), faults.ToImmutable());
    }
}
