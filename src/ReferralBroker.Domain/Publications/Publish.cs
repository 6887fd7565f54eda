using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ReferralBroker.Domain.Publications;

/// <summary>A commissioner publishes a report: its table, and all that is needed to make it again, are fixed.</summary>
public sealed record Publish(string Title, string Report, string Query, DateOnly AsAt, long Position, string Policy, ImmutableArray<UsedDefinition> Definitions, string Table) : IPublicationVerb<Publish>
{
    /// <summary>The longest table that is kept, in characters.</summary>
    public const int LongestTable = 2_000_000;

    public const int LongestTitle = 200;

    public static string Verb => "publish";

    public static Decision Decide(Publication p, Publish command, Occasion on)
    {
        if (on.By.Role != Role.Commissioner) return Refusals.RoleNotAllowed;
        if (p.Exists) return Refusals.PublicationExists;
        if (string.IsNullOrWhiteSpace(command.Title)) return Refusals.Missing("title");
        if (command.Title.Length > LongestTitle) return Refusals.TooLong("title", LongestTitle);
        if (command.AsAt.AddDays(1).Day != 1 || command.AsAt >= on.Today) return Refusals.NotAMonthEnd;
        if (command.Table.Length > LongestTable) return Refusals.PublicationTooLarge;
        return Decision.Of(p.Id.Value, on.Today, new Published(command.Title.Trim(), command.Report, command.Query, command.AsAt, command.Position, command.Policy, command.Definitions, command.Table, HashOf(command.Table)));
    }

    /// <summary>SHA-256 of a table's UTF-8 bytes, in lower-case hexadecimal.</summary>
    public static string HashOf(string table) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(table)));
}
