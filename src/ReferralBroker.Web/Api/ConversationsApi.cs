using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Api;

/// <summary>/api/conversations</summary>
public static class ConversationsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var conversations = routes.MapGroup("/api/conversations").WithTags("Conversations");

        conversations.MapPost("/", (HttpContext http, Dispatcher dispatcher, Reader reader) =>
            http.CommandAsync<Record>(dispatcher.RecordAsync, (id, stop) => ShowAsync(http, reader, id, "record-conversation", stop), creates: true))
            .Requires(Right.RecordConversations).Accepts<Record>("application/json").Produces<Conversation>(201)
            .WithSummary("Record a work-and-health conversation, and how it ended");

        conversations.MapGet("/{id:guid}", (Guid id, HttpContext http, Reader reader) => ShowAsync(http, reader, id, "conversation", http.RequestAborted))
            .Requires(Right.RecordConversations).Produces<Conversation>().WithSummary("A conversation of your own organisation");

        Verb<OfferSupport>(conversations);
        Verb<DeclineOffer>(conversations);
        Verb<GiveAdvice>(conversations);
        Verb<Signpost>(conversations);
        Verb<AgreeReferral>(conversations);
        Verb<EnterConversationInError>(conversations);
    }

    private static void Verb<T>(RouteGroupBuilder conversations) where T : IConversationVerb<T> =>
        conversations.MapPost($"/{{id:guid}}/{T.Verb}", (Guid id, HttpContext http, Dispatcher dispatcher, Reader reader) => http.CommandAsync<T>(
            (command, envelope, stop) => dispatcher.ConversationAsync(new ConversationId(id), command, envelope, stop), (target, stop) => ShowAsync(http, reader, target, T.Verb, stop)))
            .Requires(Right.RecordConversations).Accepts<T>("application/json").Produces<Conversation>().WithSummary(T.Verb);

    private static async Task<IResult> ShowAsync(HttpContext http, Reader reader, Guid id, string what, CancellationToken stop)
    {
        var (conversation, version, refusal) = await reader.ConversationAsync(new(id), http.Asking(what), stop);
        if (refusal is not null) return Problems.Of(refusal);
        http.Response.Headers.ETag = $"\"{version}\"";
        return Results.Json(conversation, statusCode: http.Response.StatusCode);
    }
}
