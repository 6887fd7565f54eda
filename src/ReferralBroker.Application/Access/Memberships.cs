using System.Collections.Concurrent;
using Npgsql;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Access;

/// <summary>What somebody is at an organisation.</summary>
/// <param name="Actor">Who acts, in which role, for whom.</param>
/// <param name="Kind">Whether somebody signs in or a system calls.</param>
/// <param name="Organisation">The organisation as it stands.</param>
public sealed record Membership(Actor Actor, UserKind Kind, Organisation Organisation);

/// <summary>
/// Reads who is enrolled where. What counts is the organisation's stream as it stands at this moment: a user who was ended, or whose role was changed,
/// is so with the next request, whatever a projection has come to.
/// </summary>
public sealed class Memberships(NpgsqlDataSource database, Log log)
{
    private const int MostHeld = 2_000;

    private readonly FollowerProgress _progress = new(database);

    private readonly ConcurrentDictionary<OrganisationId, (int Version, Organisation Organisation)> _held = new();

    /// <summary>What a user is at an organisation now; null where they are nobody there.</summary>
    public async Task<Membership?> OfAsync(OrganisationId id, string user, CancellationToken stop = default)
    {
        var organisation = await OrganisationAsync(id, stop);
        return organisation is { Exists: true, HasLeft: false } && organisation.Users.TryGetValue(user, out var member)
            ? new(new(user, member.Role, id), member.Kind, organisation)
            : null;
    }

    /// <summary>
    /// All that a user is now, by the organisations' names. Nobody is told that they are nobody by a list that has yet to hear of them: before that
    /// it is waited for.
    /// </summary>
    /// <exception cref="LogException">They are on the list nowhere, and it does not catch up with the log.</exception>
    public async Task<IReadOnlyList<Membership>> AllOfAsync(string user, CancellationToken stop = default)
    {
        if (await ListedAsync(user, stop) is { Count: > 0 } listed) return listed;
        await using var last = database.CreateCommand("select coalesce((select position from log.event order by position desc limit 1), 0)");
        var position = (long)(await last.ExecuteScalarAsync(stop))!;
        if (!await _progress.ReachedAsync("members", position, stop))
            throw new LogException("The list of who is enrolled where has not caught up with the log: 'status' says why.");
        return await ListedAsync(user, stop);
    }

    private async Task<IReadOnlyList<Membership>> ListedAsync(string user, CancellationToken stop)
    {
        var candidates = new List<OrganisationId>();
        await using (var command = database.CreateCommand("select organisation from members.member where user_key = $1"))
        {
            command.Parameters.Add(new() { Value = user });
            await using var row = await command.ExecuteReaderAsync(stop);
            while (await row.ReadAsync(stop)) candidates.Add(new(row.GetGuid(0)));
        }
        var all = new List<Membership>();
        foreach (var candidate in candidates)
            if (await OfAsync(candidate, user, stop) is { } membership) all.Add(membership);
        return [.. all.OrderBy(m => m.Organisation.Name, StringComparer.Ordinal)];
    }

    /// <summary>The organisation that holds an ODS code, or null.</summary>
    public async Task<OrganisationId?> ByOdsCodeAsync(string code, CancellationToken stop = default) =>
        await log.HolderOfAsync(RegisterOrganisation.OdsCodeKey(code), stop) is { } holder ? new(holder) : null;

    /// <summary>An organisation as its stream stands. Folded anew only when the stream has grown.</summary>
    private async Task<Organisation> OrganisationAsync(OrganisationId id, CancellationToken stop)
    {
        await using var command = database.CreateCommand("select coalesce(max(version), 0) from log.event where stream = $1");
        command.Parameters.Add(new() { Value = id.Value });
        var version = (int)(await command.ExecuteScalarAsync(stop))!;
        if (_held.TryGetValue(id, out var held) && held.Version == version) return held.Organisation;
        var events = await log.ReadAsync(id.Value, stop);
        var organisation = events.Select(Facts.Of).Aggregate(Organisation.None(id), Organisation.Evolve);
        if (_held.Count > MostHeld) _held.Clear();
        if (organisation.Exists) _held[id] = (events.Count, organisation);
        return organisation;
    }
}
