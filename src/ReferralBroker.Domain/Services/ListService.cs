using ReferralBroker.Domain.Organisations;

namespace ReferralBroker.Domain.Services;

/// <summary>All that listing a service looks at.</summary>
public sealed record Listing(Service New, Organisation Organisation);

/// <summary>A service enters the directory.</summary>
public sealed record ListService(string Name, OrganisationId Organisation, string Description = "") : ICommand<Listing, ListService>
{
    public static string Verb => "list";

    public static Decision Decide(Listing state, ListService command, Occasion on)
    {
        var (s, organisation) = state;
        if (on.By.Role != Role.Administrator) return Refusals.RoleNotAllowed;
        if (s.Exists) return Refusals.ServiceExists;
        if (string.IsNullOrWhiteSpace(command.Name)) return Refusals.Missing("name");
        if (command.Name.Length > 200) return Refusals.TooLong("name", 200);
        if (command.Description.Length > 2000) return Refusals.TooLong("description", 2000);
        if (!organisation.Exists) return Refusals.OrganisationUnknown;
        if (organisation.HasLeft) return Refusals.OrganisationLeft;
        return s.Record(on, new ServiceListed(command.Name.Trim(), command.Description, command.Organisation));
    }
}
