using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ReferralBroker.Web.Pages.Public;

/// <summary>What is done so that everybody can use the service, and what is not known yet.</summary>
[AllowAnonymous]
public sealed class AccessibilityModel : PageModel;
