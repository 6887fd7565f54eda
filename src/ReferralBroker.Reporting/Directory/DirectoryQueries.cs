using Npgsql;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Services;

namespace ReferralBroker.Reporting.Directory;

/// <summary>A service as the directory lists it.</summary>
public sealed record ServiceRow(
    Guid Id, string Name, string Description, Guid Organisation, string? Journey, bool TakesReferrals,
    string? Capacity, int? Places, DateOnly? ValidUntil, DateTimeOffset? CapacityPublishedAt);

/// <summary>An organisation as the directory lists it.</summary>
public sealed record OrganisationRow(Guid Id, string Name, string Kind, string? OdsCode, bool HasLeft);

/// <summary>Lists of the directory, in pages by name.</summary>
public sealed class DirectoryQueries(NpgsqlDataSource database)
{
    /// <summary>Services by name, after a given one.</summary>
    /// <param name="after">The name and id of the last one seen, or null for the first page.</param>
    /// <param name="limit">How many.</param>
    /// <param name="today">The day on which it is asked: what was planned for then or earlier holds.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<ServiceRow>> ServicesAsync((string Name, Guid Id)? after, int limit, DateOnly today, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            select state
              from directory.service
             where (name, service) > ($1, $2)
             order by name, service limit $3
            """);
        Page(command, after, limit);
        await using var row = await command.ExecuteReaderAsync(stop);
        var all = new List<ServiceRow>();
        while (await row.ReadAsync(stop)) all.Add(RowOf(Folding.Take<Service>(row.GetString(0)).On(today)));
        return all;
    }

    private static ServiceRow RowOf(Service s) => new(s.Id.Value, s.Name!, s.Description, s.Organisation.Value, s.Journey, s.TakesReferrals,
        s.Capacity is { } capacity ? Codes.Name(capacity.State) : null, s.Capacity?.Places, s.Capacity?.ValidUntil, s.Capacity?.PublishedAt.ToUniversalTime());

    /// <summary>Every service that has not closed, as its events make it, by name.</summary>
    public async Task<IReadOnlyList<Service>> AllAsync(CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select state from directory.service order by name, service");
        await using var row = await command.ExecuteReaderAsync(stop);
        var all = new List<Service>();
        while (await row.ReadAsync(stop)) all.Add(Folding.Take<Service>(row.GetString(0)));
        return [.. all.Where(s => !s.IsClosed)];
    }

    /// <summary>Organisations by name, after a given one.</summary>
    public async Task<IReadOnlyList<OrganisationRow>> OrganisationsAsync((string Name, Guid Id)? after, int limit, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("""
            select organisation, name, kind, ods_code, has_left from directory.organisation
             where (name, organisation) > ($1, $2)
             order by name, organisation limit $3
            """);
        Page(command, after, limit);
        await using var row = await command.ExecuteReaderAsync(stop);
        var all = new List<OrganisationRow>();
        while (await row.ReadAsync(stop))
            all.Add(new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetBoolean(4)));
        return all;
    }

    /// <summary>What organisations are called; one that the directory has not heard of yet is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IEnumerable<Guid> organisations, CancellationToken stop = default)
    {
        await using var command = database.CreateCommand("select organisation, name from directory.organisation where organisation = any($1)");
        command.Parameters.Add(new() { Value = organisations.Distinct().ToArray() });
        await using var row = await command.ExecuteReaderAsync(stop);
        var names = new Dictionary<Guid, string>();
        while (await row.ReadAsync(stop)) names[row.GetGuid(0)] = row.GetString(1);
        return names;
    }

    private static void Page(NpgsqlCommand command, (string Name, Guid Id)? after, int limit)
    {
        command.Parameters.Add(new() { Value = after?.Name ?? "" });
        command.Parameters.Add(new() { Value = after?.Id ?? Guid.Empty });
        command.Parameters.Add(new() { Value = limit });
    }
}
