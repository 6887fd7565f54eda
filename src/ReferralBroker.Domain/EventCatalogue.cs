using System.Collections.Frozen;
using System.Reflection;

namespace ReferralBroker.Domain;

/// <summary>Every stored event, by the name it is stored under.</summary>
public static class EventCatalogue
{
    private static readonly FrozenDictionary<string, Type> Types = typeof(DomainEvent).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(DomainEvent)) && !t.IsAbstract)
        .ToFrozenDictionary(t => t.GetCustomAttribute<StoredAttribute>()?.Name ?? throw new InvalidOperationException($"{t.Name} has no stored name."));

    private static readonly FrozenDictionary<Type, string> Names = Types.ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary>All stored names with the class that stands for each today.</summary>
    public static IReadOnlyDictionary<string, Type> All => Types;

    /// <summary>The stored name of an event.</summary>
    public static string NameOf(DomainEvent e) => NameOf(e.GetType());

    /// <summary>The stored name of a kind of event.</summary>
    public static string NameOf(Type type) => Names[type];

    /// <summary>The class of a stored event, or null if this program does not know it.</summary>
    public static Type? TypeOf(string name) => Types.GetValueOrDefault(name);
}
