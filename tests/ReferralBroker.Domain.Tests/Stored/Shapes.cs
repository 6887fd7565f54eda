using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Domain.Tests.Stored;

/// <summary>The stored events as their classes show them.</summary>
public static class Shapes
{
    /// <summary>Each field of an event by its name in the payload, nested ones too. The promise is part of the envelope.</summary>
    public static IEnumerable<(string Name, bool IsPersonal)> Fields(Type type)
    {
        foreach (var property in Properties(type).Where(p => p.PropertyType != typeof(Due)))
        {
            var inner = Inner(property.PropertyType);
            if (IsNested(inner))
                foreach (var field in Fields(inner)) yield return field;
            else yield return (JsonNamingPolicy.CamelCase.ConvertName(property.Name), inner == typeof(Personal));
        }
    }

    /// <summary>An event with every field filled, each personal one with its own plain text.</summary>
    public static DomainEvent Filled(Type type) => (DomainEvent)Make(type, new Counter());

    /// <summary>Every personal value that is somewhere in it.</summary>
    public static IEnumerable<Personal> PersonalIn(object? value) => value switch
    {
        null => [],
        Personal personal => [personal],
        string => [],
        System.Collections.IEnumerable many => many.Cast<object?>().SelectMany(PersonalIn),
        _ when IsNested(value.GetType()) || value is DomainEvent => Properties(value.GetType()).SelectMany(p => PersonalIn(p.GetValue(value))),
        _ => [],
    };

    private static PropertyInfo[] Properties(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    private static Type Inner(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>) ? Inner(type.GetGenericArguments()[0]) : type;
    }

    private static bool IsNested(Type type) =>
        type.Namespace!.StartsWith("ReferralBroker.Domain", StringComparison.Ordinal) && type.IsClass && type != typeof(Personal) && !type.IsSubclassOf(typeof(DomainEvent));

    private static object Make(Type type, Counter counter)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Personal)) return Personal.Of($"plain-{counter.Next()}");
        if (type == typeof(string)) return "code";
        if (type == typeof(DateOnly)) return new DateOnly(2026, 6, 1);
        if (type == typeof(TimeOnly)) return new TimeOnly(9, 30);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            var item = type.GetGenericArguments()[0];
            var array = Array.CreateInstance(item, 2);
            for (var i = 0; i < 2; i++) array.SetValue(Make(item, counter), i);
            return typeof(ImmutableCollectionsFill).GetMethod(nameof(ImmutableCollectionsFill.Of))!.MakeGenericMethod(item).Invoke(null, [array])!;
        }
        if (type.IsValueType) return Activator.CreateInstance(type)!;
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, counter))]);
    }

    private sealed class Counter
    {
        private int _last;

        public int Next() => ++_last;
    }

    private static class ImmutableCollectionsFill
    {
        public static ImmutableArray<T> Of<T>(T[] items) => [.. items];
    }
}
