using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ReferralBroker.Web.Pages.Public;

/// <summary>Which cookies there are, and what for.</summary>
[AllowAnonymous]
public sealed class CookiesModel : PageModel;
