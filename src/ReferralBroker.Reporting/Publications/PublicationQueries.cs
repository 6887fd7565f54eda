using Npgsql;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;

namespace ReferralBroker.Reporting.Publications;

/// <summary>A published report in the list of them, which is in the order of the events that published them.</summary>
public sealed record PublicationRow(PublicationId Id, long Position, string Title, string Report, DateOnly AsAt, DateTimeOffset PublishedAt, bool IsWithdrawn);

/// <summary>Asks for published reports.</summary>
public sealed class PublicationQueries(NpgsqlDataSource database)
{
    /// <summary>Those published before a position, newest first.</summary>
    public async Task<IReadOnlyList<PublicationRow>> ListAsync(long? before, int limit, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            select publication, position, title, report, as_at, published_at, is_withdrawn from publications.publication
             where position < $1 order by position desc limit $2
            """);
        command.Parameters.Add(new() { Value = before ?? long.MaxValue });
        command.Parameters.Add(new() { Value = limit });
        await using var row = await command.ExecuteReaderAsync(stop);
        var rows = new List<PublicationRow>();
        while (await row.ReadAsync(stop))
            rows.Add(new(new(row.GetGuid(0)), row.GetInt64(1), row.GetString(2), row.GetString(3), row.GetFieldValue<DateOnly>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetBoolean(6)));
        return rows;
    }

    /// <summary>
    /// The erasures since a report was published that took something from rows it counted, by their positions in the log: what they took is why it may not
    /// be made again.
    /// </summary>
    /// <param name="publication">The published report.</param>
    /// <param name="position">The position it stands at.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<long>> ErasuresSinceAsync(PublicationId publication, long position, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            select e.position from log.event e join log.event_type t on t.id = e.type
             where t.name = $1 and e.position > (select max(position) from log.event where stream = $2 and version = 1)
               and exists (select from stages.stage s where s.record = e.stream and s.position <= $3)
             order by e.position
            """);
        command.Parameters.Add(new() { Value = EventCatalogue.NameOf(typeof(Erased)) });
        command.Parameters.Add(new() { Value = publication.Value });
        command.Parameters.Add(new() { Value = position });
        await using var row = await command.ExecuteReaderAsync(stop);
        var positions = new List<long>();
        while (await row.ReadAsync(stop)) positions.Add(row.GetInt64(0));
        return positions;
    }
}
