using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Domain;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Pages.Demo;

/// <summary>A persona's token, and a first thing to do with it. There only in the demo.</summary>
public sealed class AsModel(IServiceProvider services, TimeProvider time) : PageModel
{
    public Persona Persona { get; private set; } = Personas.All[0];

    public string Token { get; private set; } = "";

    public string Example { get; private set; } = "";

    public IActionResult OnGet(string persona)
    {
        if (services.GetService<DemoTokens>() is not { } tokens || Personas.All.FirstOrDefault(p => p.Code == persona) is not { } known) return NotFound();
        Response.Headers.CacheControl = "no-store";
        (Persona, Token, Example) = (known, tokens.Issue(known.Actor), ExampleFor(known.Actor.Role));
        return Page();
    }

    private string ExampleFor(Role role)
    {
        var today = EnglandTime.DateOf(time.GetUtcNow());
        var month = new DateOnly(today.Year, today.Month, 1);
        var path = role switch
        {
            Role.Clinician or Role.ProviderManager => "/api/worklist?limit=5",
            Role.Commissioner => $"/api/reports/funnel?from={month.AddYears(-1):yyyy-MM-dd}&to={month:yyyy-MM-dd}&by=service",
            Role.Administrator => "/api/organisations",
            _ => "/api/services",
        };
        return $"curl -s -H \"Authorization: Bearer $TOKEN\" '{Request.Scheme}://{Request.Host}{path}'";
    }
}
