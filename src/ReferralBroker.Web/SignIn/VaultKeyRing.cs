using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using ReferralBroker.Application.Vault;

namespace ReferralBroker.Web.SignIn;

/// <summary>
/// The keys that protect cookies and forms, kept in the vault under the master key: every process takes the others' cookies, a restart logs nobody out,
/// and no key stands on a disk in the clear.
/// </summary>
public sealed class VaultKeyRing(PersonVault vault) : IXmlRepository
{
    // The framework asks in no other way than a waiting one, and seldom: at the start, and once a day.
    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. Task.Run(() => vault.KeptAsync()).GetAwaiter().GetResult().Select(bytes => XElement.Parse(Encoding.UTF8.GetString(bytes)))];

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => vault.KeepAsync($"{friendlyName}-{Guid.NewGuid():N}", Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)))).GetAwaiter().GetResult();
}
