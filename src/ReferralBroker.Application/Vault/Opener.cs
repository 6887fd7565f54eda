using ReferralBroker.Domain;

namespace ReferralBroker.Application.Vault;

/// <summary>Opens and seals whole events.</summary>
public sealed class Opener(PersonVault vault)
{
    /// <summary>The events with every personal value opened that can be. What was erased stays sealed for ever.</summary>
    public async Task<IReadOnlyList<DomainEvent>> OpenAsync(IReadOnlyList<DomainEvent> events, CancellationToken stop = default)
    {
        var owners = new HashSet<PersonId>();
        foreach (var e in events) e.WithPersonal(value => { owners.Add(PersonKey.OwnerOf(value)); return value; });
        if (owners.Count == 0) return events;
        var keys = await vault.KeysAsync(owners, stop);
        return [.. events.Select(e => e.WithPersonal(value => keys.TryGetValue(PersonKey.OwnerOf(value), out var key) ? key.Open(value) : value))];
    }

    /// <summary>Sealed values opened, in their order; null for those that cannot be.</summary>
    public async Task<IReadOnlyList<string?>> OpenAsync(IReadOnlyList<string?> tokens, CancellationToken stop = default)
    {
        var values = tokens.Select(t => t is null ? null : Personal.Sealed(t)).ToArray();
        var keys = await vault.KeysAsync(values.OfType<Personal>().Select(PersonKey.OwnerOf).ToHashSet(), stop);
        return [.. values.Select(v => v is not null && keys.TryGetValue(PersonKey.OwnerOf(v), out var key) ? key.Open(v).Text : null)];
    }

    /// <summary>The event with every personal value sealed under one person's key; null where there is no such key, because they were erased.</summary>
    public async Task<DomainEvent?> SealAsync(DomainEvent e, PersonId? person, CancellationToken stop = default)
    {
        var hasPersonal = false;
        e.WithPersonal(value => { hasPersonal |= value.Token is null; return value; });
        if (!hasPersonal) return e;
        if (person is not { } owner || !(await vault.KeysAsync([owner], stop)).TryGetValue(owner, out var key))
            return null;
        return e.WithPersonal(key.Seal);
    }
}
