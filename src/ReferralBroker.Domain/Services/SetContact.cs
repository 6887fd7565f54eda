namespace ReferralBroker.Domain.Services;

/// <summary>How people reach the service: what the person is told on their sheet and on their own page. A number or a mailbox at least.</summary>
public sealed record SetContact(string? Phone = null, string? Email = null, string? When = null) : IServiceVerb<SetContact>
{
    private const int Longest = 200;

    public static string Verb => "set-contact";

    public static Decision Decide(Service s, SetContact command, Occasion on)
    {
        if (s.RefusesManagement(on) is { } no) return no;
        var contact = new ServiceContact(Written(command.Phone), Written(command.Email), Written(command.When));
        if (contact is { Phone: null, Email: null }) return Refusals.Missing("phone");
        if (contact.Phone?.Length > Longest) return Refusals.TooLong("phone", Longest);
        if (contact.Email is { } email && !Mailbox.IsAddress(email)) return Refusals.EmailInvalid;
        if (contact.When?.Length > Longest) return Refusals.TooLong("when", Longest);
        return s.Contact == contact ? Decision.Nothing : s.Record(on, new ServiceContactSet(contact));
    }

    private static string? Written(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
