using Npgsql;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Funnels;

namespace ReferralBroker.Reporting;

/// <summary>What services and organisations were called, and what journey a service followed, at a position of the log: a report asked as at then names them so. One that came later is known as it was first.</summary>
internal sealed class ReportNames(NpgsqlDataSource database)
{
    /// <summary>The journey each service followed, by its code.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> JourneysAsync(long position, CancellationToken stop)
    {
        var journeys = new Dictionary<Guid, string>();
        await foreach (var (id, journey) in ReadAsync("journey", position, stop)) journeys[id] = journey;
        return journeys;
    }

    /// <summary>Every service and organisation that was known by then, with what each was called.</summary>
    public async Task<NamedThings> NamesAsync(long position, CancellationToken stop)
    {
        var names = new Dictionary<string, string>();
        await foreach (var (id, name) in ReadAsync("name", position, stop)) names[id.ToString()] = name;
        await using var command = database.CreateCommand("""
            with known as (select distinct id from directory.called where position <= $1)
            select 'service', service from directory.service where service in (select id from known)
            union all
            select distinct 'provider', organisation from directory.service where service in (select id from known)
            union all
            select 'organisation', organisation from directory.organisation where organisation in (select id from known) and kind not in ('commissioner', 'administration')
            """);
        command.Parameters.Add(new() { Value = position });
        await using var row = await command.ExecuteReaderAsync(stop);
        var known = new List<(string Dimension, string Id)>();
        while (await row.ReadAsync(stop)) known.Add((row.GetString(0), row.GetGuid(1).ToString()));
        return new(names, known.ToLookup(k => k.Dimension, k => k.Id));
    }

    private async IAsyncEnumerable<(Guid Id, string Said)> ReadAsync(string column, long position, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using var command = database.CreateCommand($"""
            select distinct on (id) id, {column} from directory.called where {column} is not null
             order by id, position <= $1 desc, case when position <= $1 then -position else position end
            """);
        command.Parameters.Add(new() { Value = position });
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop)) yield return (row.GetGuid(0), row.GetString(1));
    }
}

/// <summary>The services and organisations that were known when a report stands, with what each was called.</summary>
/// <param name="names">What each was called, by its id. One that came later is called as it was first.</param>
/// <param name="known">The ids of all there were, by the code of the dimension they are values of.</param>
internal sealed class NamedThings(IReadOnlyDictionary<string, string> names, ILookup<string, string> known)
{
    /// <summary>The words of a dimension's value: what a service or organisation was called, or what its code means.</summary>
    public string WordsOf(Dimension by, string key) => names.GetValueOrDefault(key) ?? Dimensions.WordsOf(by, key);

    /// <summary>All values of a dimension that the directory knew by then.</summary>
    public IEnumerable<string> ValuesOf(Dimension by) => known[Codes.Name(by)];
}
