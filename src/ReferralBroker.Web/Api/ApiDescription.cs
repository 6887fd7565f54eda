using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ReferralBroker.Domain;

namespace ReferralBroker.Web.Api;

/// <summary>What the OpenAPI document says beyond what the endpoints themselves say.</summary>
public static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Referral Broker", Version = "v1", Description = "Work-and-health conversations, referrals and what became of them." };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Describe(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.HttpMethod == "POST" && context.Description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true && context.Description.RelativePath is not ("api/people/search" or "api/services/match"))
                (operation.Parameters ??= []).Add(new OpenApiParameter
                {
                    Name = "Idempotency-Key",
                    In = ParameterLocation.Header,
                    Required = true,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    Description = "A new one for each new request, the same one when you try again.",
                });
            return Task.CompletedTask;
        });
    }

    private static void Describe(OpenApiSchema schema, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Personal)) (schema.Type, schema.Description) = (JsonSchemaType.String, "Personal: never stored or logged in the clear.");
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            var names = (IReadOnlyList<string>)typeof(Codes).GetMethod(nameof(Codes.All))!.MakeGenericMethod(type).Invoke(null, null)!;
            schema.Enum = [.. names.Select(n => (System.Text.Json.Nodes.JsonNode)n!)];
        }
        else if (type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>))) (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
    }
}
