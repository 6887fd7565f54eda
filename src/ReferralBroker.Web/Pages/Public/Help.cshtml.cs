using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ReferralBroker.Web.Pages.Public;

/// <summary>How the work is done, in a minute.</summary>
[AllowAnonymous]
public sealed class HelpModel : PageModel;
