namespace ReferralBroker.Web.Hosting;

/// <summary>
/// Has every request come under the address that is set: addresses that are handed out, cookies and the way back from the identity provider never hang
/// on what a request says its host is.
/// </summary>
public sealed class PublicAddress(RequestDelegate next, Uri address)
{
    private readonly HostString _host = HostString.FromUriComponent(address);

    public Task InvokeAsync(HttpContext http)
    {
        (http.Request.Scheme, http.Request.Host) = (address.Scheme, _host);
        return next(http);
    }
}
