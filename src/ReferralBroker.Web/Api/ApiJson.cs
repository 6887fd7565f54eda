using System.Text.Json;
using System.Text.Json.Serialization;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Api;

/// <summary>How the API reads and writes JSON: camel case, codes, and nothing a client did not mean.</summary>
public static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Configure(new(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.MaxDepth = 16;
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new PlainPersonalConverter());
        options.Converters.Add(new CodeConverterFactory());
        return options;
    }
}
