using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using ReferralBroker.Application.Access;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.CommandLine;

/// <summary>enrol USER: binds a user to an organisation where no administrator can do it yet: the very first one.</summary>
internal static class EnrolCommand
{
    private static readonly Actor By = new("command-line", Role.Administrator, new(Guid.Empty));

    public static Command Make()
    {
        var user = new Argument<string>("USER") { Description = "The user as the identity provider knows them: the value of the claim Broker:Claims:User names." };
        var role = new Option<string>("--role") { Description = $"One of: {string.Join(", ", Codes.All<Role>().Where(r => r != "system"))}.", Required = true };
        var organisation = new Option<string?>("--organisation") { Description = "The organisation, by its id or its ODS code." };
        var administration = new Option<string?>("--administration") { Description = "Instead: the name of the organisation that administers the broker. It is registered if it is not there." };
        var kind = new Option<string>("--kind") { Description = $"One of: {string.Join(", ", Codes.All<UserKind>())}.", DefaultValueFactory = _ => Codes.Name(UserKind.Person) };
        var command = new Command("enrol", "Bind a user or a system to an organisation, as an administrator of the directory would. It begins a new broker: the first administrator enrols the others.") { user };
        foreach (var option in (Option[])[role, organisation, administration, kind, Connection.Demo]) command.Options.Add(option);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            if (Codes.Parse<Role>(parsed.GetValue(role)) is not { } asRole) throw new SettingsException("--role: there is no such role.");
            if (Codes.Parse<UserKind>(parsed.GetValue(kind)) is not { } asKind) throw new SettingsException("--kind: there is no such kind.");
            if (parsed.GetValue(organisation) is null == parsed.GetValue(administration) is null) throw new SettingsException("Give --organisation or --administration, and not both.");
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            await connection.Services.GetRequiredService<PersonVault>().OpenAsync(stop);
            var dispatcher = connection.Services.GetRequiredService<Dispatcher>();
            var id = parsed.GetValue(administration) is { } name
                ? await AdministrationAsync(dispatcher, name, stop)
                : await FindAsync(connection.Services.GetRequiredService<Memberships>(), parsed.GetValue(organisation)!, stop);
            var outcome = await dispatcher.OrganisationAsync(id, new EnrolUser(parsed.GetValue(user)!, asKind, asRole), New(), stop);
            if (outcome is Outcome.Refused { Refusal: var no })
            {
                await Console.Error.WriteLineAsync($"Refused ({no.Code}): {no.Message}");
                return BrokerCommand.Wrong;
            }
            Console.WriteLine($"Enrolled as {Codes.Name(asRole)} at organisation {id}.");
            return 0;
        }));
        return command;
    }

    private static async Task<OrganisationId> FindAsync(Memberships memberships, string organisation, CancellationToken stop) =>
        Guid.TryParse(organisation, out var id) ? new(id)
        : await memberships.ByOdsCodeAsync(organisation, stop) ?? throw new SettingsException($"--organisation: no organisation has the ODS code {organisation}.");

    /// <summary>The same name is the same organisation, so that asking again registers no second one.</summary>
    private static async Task<OrganisationId> AdministrationAsync(Dispatcher dispatcher, string name, CancellationToken stop)
    {
        var id = new OrganisationId(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"administration\n{name.Trim()}")).AsSpan(0, 16), bigEndian: true));
        var outcome = await dispatcher.RegisterAsync(id, new RegisterOrganisation(name, OrganisationKind.Administration), New(), stop);
        return outcome is Outcome.Refused { Refusal: var no } && no != Refusals.OrganisationExists ? throw new SettingsException($"--administration: {no.Message}") : id;
    }

    private static Envelope New() => new(By, Guid.CreateVersion7(), Guid.CreateVersion7());
}
