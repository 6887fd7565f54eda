using System.Collections.Immutable;
using System.Text.Json;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Services;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.DirectoryData;

/// <summary>An organisation of a directory file.</summary>
public sealed record ListedOrganisation(OrganisationId Id, string Name, OrganisationKind Kind, string? OdsCode = null);

/// <summary>What a service says of its places, when it is listed.</summary>
public sealed record ListedCapacity(CapacityState State, int? Places = null);

/// <summary>
/// A service of a directory file: who runs it, the journey it follows, and whom it is for, rule by rule. One that is not confirmed is listed
/// suspended: nothing may be sent where nobody would read it.
/// </summary>
public sealed record ListedService(
    ServiceId Id, string Name, OrganisationId Organisation, string Description, string Journey, ImmutableArray<EligibilityRule> Rules,
    bool IsConfirmed, ServiceClocks? Clocks = null, ListedCapacity? Capacity = null);

/// <summary>A directory as a file: services and rules are data, and adding one needs no change of the program.</summary>
public sealed record DirectoryFile(ImmutableArray<ListedOrganisation> Organisations, ImmutableArray<ListedService> Services, string? Notice = null)
{
    /// <summary>The directory of Nottingham that comes with the broker.</summary>
    public static DirectoryFile Nottingham() => Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "DirectoryData", "nottingham.json")), "nottingham.json");

    /// <summary>Reads a file.</summary>
    /// <exception cref="SettingsException">It is not a directory; the message says where.</exception>
    public static DirectoryFile Read(ReadOnlySpan<byte> json, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<DirectoryFile>(json, ApiJson.Options) is { Organisations.IsDefault: false, Services.IsDefault: false } file
                && file.Organisations.All(o => o is not null) && file.Services.All(s => s is { Rules.IsDefault: false } && s.Rules.All(r => r is not null))
                ? file
                : throw new SettingsException($"{name} holds no directory: it needs 'organisations' and 'services'.");
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{name} is not a directory as expected, at line {e.LineNumber + 1}, {e.Path}: {(e is UnknownCodeException ? e.Message : "a value is missing, misspelt or of another kind.")}");
        }
    }

    /// <summary>The same directory with every name marked and every service open, for a log that holds only invented people.</summary>
    public DirectoryFile MarkedSynthetic() => this with
    {
        Organisations = [.. Organisations.Select(o => o with { Name = Synthetic(o.Name) })],
        Services = [.. Services.Select(s => s with { Name = Synthetic(s.Name), IsConfirmed = true })],
    };

    /// <summary>A name that says it is part of an invented set.</summary>
    public static string Synthetic(string name) => $"{(name.EndsWith(Unconfirmed, StringComparison.Ordinal) ? name[..^Unconfirmed.Length] : name)} (synthetic)";

    // Who really runs it is no question of an invented set.
    private const string Unconfirmed = " (to be confirmed)";
}
