using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Notices;

/// <summary>Addresses of pages as they stand in messages: under the address people reach the broker by, or where this process listens.</summary>
public sealed class PublicAddresses(IOptions<Settings> settings, IOptions<OwnPageSettings> ownPages, IServiceProvider services)
{
    public string Of(string path) => new Uri(Base, path).AbsoluteUri;

    /// <summary>An address of somebody's own page, under one that names no service.</summary>
    public string OfOwnPage(string path) => new Uri(ownPages.Value.ReadAddress() ?? Base, path).AbsoluteUri;

    private Uri Base => settings.Value.ReadPublicAddress()
        ?? new(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1:5080");
}
