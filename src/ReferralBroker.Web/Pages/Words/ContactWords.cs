using ReferralBroker.Domain.Services;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>How a service is reached, in a line.</summary>
public static class ContactWords
{
    public static string Of(ServiceContact contact) =>
        string.Join(" or ", new[] { contact.Phone, contact.Email }.OfType<string>()) + (contact.When is { } when ? $". {when}" : "");
}
