using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Domain;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.SignIn;

namespace ReferralBroker.Web.Pages.Account;

/// <summary>Who somebody is here, for whom they act, and what they may do; in the demo also a token for a terminal.</summary>
[RequiresRight(Right.ReadDirectory)]
public sealed class IndexModel(IServiceProvider services, TimeProvider time) : PageModel
{
    public string Name { get; private set; } = "";

    public string UserKey => HttpContext.Member()!.Actor.User;

    public string Organisation { get; private set; } = "";

    public string Role { get; private set; } = "";

    public IReadOnlyList<RightRow> Rights { get; private set; } = [];

    public string? Token { get; private set; }

    public string Example { get; private set; } = "";

    public void OnGet()
    {
        var member = HttpContext.Member()!;
        (Name, Organisation, Role) = (User.FindFirst(SignInServices.PersonName)?.Value ?? member.Actor.User, member.Organisation.Name!, RoleWords.Of(member.Actor.Role));
        Rights = [.. Access.Rights.Table.Where(r => r.Roles.Contains(member.Actor.Role))];
        if (services.GetService<DemoTokens>() is { } tokens) (Token, Example) = (tokens.Issue(member.Actor), ExampleFor(member.Actor.Role));
    }

    private string ExampleFor(Role role)
    {
        var today = EnglandTime.DateOf(time.GetUtcNow());
        var month = new DateOnly(today.Year, today.Month, 1);
        var path = role switch
        {
            Domain.Role.Clinician or Domain.Role.ProviderManager => "/api/worklist?limit=5",
            Domain.Role.Commissioner => $"/api/reports/funnel?from={month.AddYears(-1):yyyy-MM-dd}&to={month:yyyy-MM-dd}&by=service",
            Domain.Role.GovernanceLead => "/api/looks?limit=5",
            Domain.Role.Administrator => "/api/organisations",
            Domain.Role.Operator => "/api/operations",
            _ => "/api/services",
        };
        return $"curl -s -H \"Authorization: Bearer $TOKEN\" '{Request.Scheme}://{Request.Host}{path}'";
    }
}
