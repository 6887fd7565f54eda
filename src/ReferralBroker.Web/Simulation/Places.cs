using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ReferralBroker.Domain;
using ReferralBroker.Exchange.Csv;
using ReferralBroker.Reporting.Areas;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Simulation;

/// <summary>A real general practice, of the list of March 2017.</summary>
public sealed record Practice(OrganisationId Id, string OdsCode, string Name);

/// <summary>The practices of Nottingham, from the reference data beside this file, and its small areas.</summary>
public sealed class Places
{
    public Places() => Practices = [.. Rows("gp-practices-nottingham.csv").Select((row, i) => new Practice(IdOf(row["ods_code"], i), row["ods_code"], Titled(row["name"])))];

    public IReadOnlyList<Practice> Practices { get; }

    public IReadOnlyList<SmallArea> Areas => SmallAreas.All;

    /// <summary>The first two are those the demo's personas know; the others are named by their ODS code.</summary>
    private static OrganisationId IdOf(string odsCode, int index) => index switch
    {
        0 => Personas.Practice,
        1 => Personas.SecondPractice,
        _ => new(new Guid($"0de30d50-0000-7000-8000-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(odsCode)).AsSpan(0, 6))}")),
    };

    private static string Titled(string name) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name.ToLowerInvariant());

    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string file)
    {
        using var text = File.OpenText(Path.Combine(AppContext.BaseDirectory, "Simulation", "Data", file));
        return CsvRows.Read(text);
    }
}
