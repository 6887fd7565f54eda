using Npgsql;
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

    /// <summary>What each was called, by its id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(long position, CancellationToken stop)
    {
        var names = new Dictionary<string, string>();
        await foreach (var (id, name) in ReadAsync("name", position, stop)) names[id.ToString()] = name;
        return names;
    }

    /// <summary>The words of a dimension's value: what a service or organisation was called, or what its code means.</summary>
    public static string WordsOf(IReadOnlyDictionary<string, string> names, Dimension by, string key) => names.GetValueOrDefault(key) ?? Dimensions.WordsOf(by, key);

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
