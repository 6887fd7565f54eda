using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Vault;
using ReferralBroker.Domain.People;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.People;

/// <summary>
/// Finds people by name, date of birth and postcode without holding any of them: one keyed hash for each person. Made from sealed events with the
/// person's key, so somebody who was erased cannot be in it again.
/// </summary>
public sealed class PeopleIndexProjection(PersonVault vault, Opener opener) : Projection
{
    /// <inheritdoc/>
    public override string Name => "people_index";

    /// <inheritdoc/>
    public override int Version => 2;

    /// <summary>The keyed hash of who somebody is, however it was typed.</summary>
    public static string KeyOf(PersonVault vault, string familyName, string dateOfBirth, string? postcode) =>
        vault.Fingerprint("name-birth-postcode", $"{Folded(familyName)}|{dateOfBirth.Trim()}|{Folded(postcode ?? "")}");

    /// <inheritdoc/>
    protected override string Tables(string schema) => $"""
        create table {schema}.person (
            person uuid primary key,
            key    text not null);
        create index on {schema}.person (key);
        """;

    /// <inheritdoc/>
    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        var named = page.Where(e => e.Type.StartsWith("person.", StringComparison.Ordinal)).Select(e => (e.Stream, Event: Facts.EventOf(e)))
            .Where(e => e.Event is Registered or ParticularsCorrected or Erased).ToArray();
        var opened = await opener.OpenAsync([.. named.Select(e => e.Event)], stop);
        for (var i = 0; i < named.Length; i++)
        {
            var who = opened[i] switch { Registered e => e.Particulars, ParticularsCorrected e => e.Particulars, _ => null };
            if (who is not { FamilyName.IsReadable: true })
                await target.RunAsync($"delete from {target.Schema}.person where person = $1", stop, named[i].Stream);
            else
                await target.RunAsync($"""
                    insert into {target.Schema}.person values ($1, $2) on conflict (person) do update set key = excluded.key
                    """, stop, named[i].Stream, KeyOf(vault, who.FamilyName.Text!, who.DateOfBirth.Text!, who.Postcode?.Text));
        }
    }

    /// <summary>A text as it counts for finding: letters and digits, whatever their case and what stands between them.</summary>
    internal static string Folded(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);
}
