using System.Text;

namespace ReferralBroker.Domain.Tests.Laws;

/// <summary>Stands in for the vault: what it seals can be opened again, and holds no plain text.</summary>
public static class Sealing
{
    private const string Prefix = "v1.x.";

    public static Personal Seal(Personal value) => Personal.Opened(Prefix + Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text!)), value.Text!);

    public static Personal Open(Personal value) => Personal.Opened(value.Token!, Encoding.UTF8.GetString(Convert.FromBase64String(value.Token![Prefix.Length..])));
}
