using Microsoft.AspNetCore.WebUtilities;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Publications;
using ReferralBroker.Exchange.Csv;
using ReferralBroker.Reporting;
using ReferralBroker.Reporting.DisclosureControl;
using ReferralBroker.Reporting.Publications;

namespace ReferralBroker.Web.Reports;

/// <summary>What became of a published report when it was made again.</summary>
public enum CheckOutcome
{
    /// <summary>Bit for bit the same.</summary>
    Reproduced,

    /// <summary>People were erased since whom it counted; what they were counted by is gone for good.</summary>
    PeopleErased,

    /// <summary>A definition it rests on has another version in this program.</summary>
    DefinitionChanged,

    /// <summary>It differs, and nothing explains why.</summary>
    Differs,
}

/// <summary>A published report beside what the same question gives.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Hash">The hash of what was made.</param>
/// <param name="Erasures">The erasures since, by their positions in the log.</param>
/// <param name="Definitions">The definitions that have another version now.</param>
/// <param name="Changes">The lines that differ.</param>
public sealed record Check(CheckOutcome Outcome, string Hash, IReadOnlyList<long> Erasures, IReadOnlyList<string> Definitions, IReadOnlyList<ChangedLine> Changes);

/// <summary>Makes a published report again: as it was published, or as it is known at a later month end.</summary>
public sealed class PublicationCheck(IServiceProvider services, PublicationQueries publications)
{
    /// <summary>Makes it again at the position it stands at, under the policy it was published with.</summary>
    public async Task<Check> VerifyAsync(Publication published, CancellationToken stop)
    {
        if (await AskAsync(published, published.AsAt, stop) is not { } answer) return new(CheckOutcome.Differs, "", [], [], []);
        var (table, text) = await TableOfAsync(answer, stop);
        var hash = Publish.HashOf(text);
        if (hash == published.Hash && answer.Position == published.Position) return new(CheckOutcome.Reproduced, hash, [], [], []);
        var changes = TableChanges.Between(Read(published.Table, table), Read(text, table));
        var erasures = await publications.ErasuresSinceAsync(published.Id, published.Position, stop);
        var versions = answer.DefinitionsUsed().ToDictionary(d => d.Code, d => d.Version);
        string[] changed = [.. published.Definitions.Where(d => versions.GetValueOrDefault(d.Code) != d.Version).Select(d => d.Code)];
        return new(changed.Length > 0 ? CheckOutcome.DefinitionChanged : erasures.Count > 0 ? CheckOutcome.PeopleErased : CheckOutcome.Differs, hash, erasures, changed, changes);
    }

    /// <summary>What the same question gives as known at a later day, beside what was published; null where that day is not over.</summary>
    public async Task<IReadOnlyList<ChangedLine>?> ChangesSinceAsync(Publication published, DateOnly day, CancellationToken stop)
    {
        if (await AskAsync(published, day, stop) is not { } answer) return null;
        var (table, text) = await TableOfAsync(answer, stop);
        return TableChanges.Between(Read(published.Table, table), Read(text, table));
    }

    /// <summary>A report's table and its text, as it is published.</summary>
    internal static async Task<(ReportTable Table, string Text)> TableOfAsync(ReportAnswer answer, CancellationToken stop)
    {
        var table = answer.AsTable();
        return (table, await CsvTable.TextAsync(table.Header, table.Rows, stop));
    }

    /// <summary>A table read from its text. Both are: a text writes some cells in another way than they are.</summary>
    private static ReportTable Read(string text, ReportTable like)
    {
        var (header, rows) = CsvTable.Read(text);
        return like with { Header = header, Rows = rows };
    }

    private async Task<ReportAnswer?> AskAsync(Publication published, DateOnly asAt, CancellationToken stop)
    {
        var query = new QueryCollection(QueryHelpers.ParseQuery(published.Query));
        if (AskableReport.Find(published.Report) is not { } report || DisclosurePolicy.Find(published.Policy) is not { } policy
            || ReportScope.Day(query["from"]) is not { } from || ReportScope.Day(query["to"]) is not { } to) return null;
        var reply = await report.AskAsync(new(services, query, Role.Commissioner, new(from, to, asAt, policy.ForPublication, null, null), stop));
        return reply.Answer;
    }
}
