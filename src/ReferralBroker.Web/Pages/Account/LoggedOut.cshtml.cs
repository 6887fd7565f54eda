using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ReferralBroker.Web.Pages.Account;

/// <summary>Says that the session has ended.</summary>
[AllowAnonymous]
public sealed class LoggedOutModel : PageModel;
