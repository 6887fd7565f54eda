namespace ReferralBroker.Domain.Organisations;

/// <summary>An organisation joins.</summary>
public sealed record RegisterOrganisation(string Name, OrganisationKind Kind, string? OdsCode = null) : IOrganisationVerb<RegisterOrganisation>
{
    public static string Verb => "register";

    public static Decision Decide(Organisation o, RegisterOrganisation command, Occasion on)
    {
        if (on.By.Role != Role.Administrator) return Refusals.RoleNotAllowed;
        if (o.Exists) return Refusals.OrganisationExists;
        if (string.IsNullOrWhiteSpace(command.Name)) return Refusals.Missing("name");
        if (command.Name.Length > 200) return Refusals.TooLong("name", 200);
        if (command.OdsCode is { } ods && (ods.Length is < 3 or > 8 || !ods.All(char.IsAsciiLetterOrDigit))) return Refusals.OdsCodeInvalid;
        var code = command.OdsCode?.ToUpperInvariant();
        var decision = o.Record(on, new OrganisationRegistered(command.Name.Trim(), command.Kind, code));
        return code is null ? decision : decision.Claiming(OdsCodeKey(code), o.Id.Value);
    }

    /// <summary>The key that only one organisation with this ODS code can hold.</summary>
    public static string OdsCodeKey(string code) => $"ods-code:{code.ToUpperInvariant()}";
}
