using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReferralBroker.Domain;

/// <summary>An id that names one kind of thing and cannot be taken for another. Written as a UUID.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }
    static abstract TSelf From(Guid value);
}

/// <summary>A person, pseudonymously: nothing about them can be read from it.</summary>
[JsonConverter(typeof(IdConverter<PersonId>))]
public readonly record struct PersonId(Guid Value) : IId<PersonId>
{
    public static PersonId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A work-and-health conversation.</summary>
[JsonConverter(typeof(IdConverter<ConversationId>))]
public readonly record struct ConversationId(Guid Value) : IId<ConversationId>
{
    public static ConversationId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A referral: one hop, to one service.</summary>
[JsonConverter(typeof(IdConverter<ReferralId>))]
public readonly record struct ReferralId(Guid Value) : IId<ReferralId>
{
    public static ReferralId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A service of the directory.</summary>
[JsonConverter(typeof(IdConverter<ServiceId>))]
public readonly record struct ServiceId(Guid Value) : IId<ServiceId>
{
    public static ServiceId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A practice, team, provider or public body.</summary>
[JsonConverter(typeof(IdConverter<OrganisationId>))]
public readonly record struct OrganisationId(Guid Value) : IId<OrganisationId>
{
    public static OrganisationId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>A published report.</summary>
[JsonConverter(typeof(IdConverter<PublicationId>))]
public readonly record struct PublicationId(Guid Value) : IId<PublicationId>
{
    public static PublicationId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>An agreement a person gave to their details being shared.</summary>
[JsonConverter(typeof(IdConverter<AgreementId>))]
public readonly record struct AgreementId(Guid Value) : IId<AgreementId>
{
    public static AgreementId From(Guid value) => new(value);
    public override string ToString() => Value.ToString();
}

/// <summary>Reads and writes an id as a UUID.</summary>
public sealed class IdConverter<TId> : JsonConverter<TId> where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var value) ? TId.From(value) : throw new JsonException("A UUID is expected.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
