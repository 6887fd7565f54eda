using Microsoft.AspNetCore.Mvc;

namespace ReferralBroker.Web.Pages;

/// <summary>Where somebody is led after they logged in or chose.</summary>
public static class ReturnAddresses
{
    /// <summary>The address that was asked for where it is one of ours, written as a header can hold it; else another.</summary>
    public static string OwnOr(this IUrlHelper url, string? wanted, string otherwise) =>
        url.IsLocalUrl(wanted) && wanted!.All(c => c is > ' ' and <= '~') ? wanted! : otherwise;
}
