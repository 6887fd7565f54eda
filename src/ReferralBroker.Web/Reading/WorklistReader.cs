using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Reporting.Worklists;

namespace ReferralBroker.Web.Reading;

/// <summary>A referral on a worklist. Whether nobody is to get in touch is not said (null) while the line is catching up and does not know.</summary>
public sealed record WorklistItem(
    Guid Referral, string Reference, Guid Person, string? FamilyName, string? GivenName, bool? DoNotContact, IReadOnlyList<AlertView> Alerts, bool AgreementWithdrawn,
    Guid Service, string ServiceName, string State, string NextActor, string Awaited, DateOnly? DueOn, bool IsOverdue,
    string? Worker, string? Need, IReadOnlyList<string>? Risks, DateOnly SentOn, int Version);

/// <summary>Referrals that were sought on a worklist.</summary>
/// <param name="Items">Those found, as many as were asked for.</param>
/// <param name="HasMore">Whether there are more of them.</param>
/// <param name="CatchingUp">How many could not be looked through by name, because the list is not yet as far as the log.</param>
public sealed record FoundReferrals(IReadOnlyList<WorklistItem> Items, bool HasMore, int CatchingUp);

/// <summary>A worklist as somebody may see it: the one way for the API and for pages, and none is shown before the look is recorded.</summary>
public sealed class WorklistReader(WorklistQuery query, Opener opener, LookTrail looks, TimeProvider time)
{
    /// <summary>A page of rows, and the cursor of the one after it; null where there is none.</summary>
    public async Task<(IReadOnlyList<WorklistItem> Items, WorklistCursor? Next)> PageAsync(WorklistFilter filter, WorklistCursor? after, int limit, Asking asking, CancellationToken stop = default)
    {
        var rows = await query.PageAsync(filter, after, limit + 1, stop);
        var shown = rows.Take(limit).Select(row => (Row: row, Viewer: ViewerOf(row, asking.By))).ToArray();
        await looks.RecordAsync(new(time.GetUtcNow(), asking.By, asking.What, LookGround.PartyToReferral, [.. shown.Where(s => s.Viewer.SeesPerson).SelectMany(s => new[] { s.Row.Person, s.Row.Survivor }).Distinct()], asking.Correlation), stop);
        var names = await opener.OpenAsync([.. shown.SelectMany(s => s.Viewer.SeesPerson ? new[] { s.Row.FamilyName, s.Row.GivenName } : [null, null])], stop);
        return ([.. shown.Select((s, i) => Item(s.Row, s.Viewer, names[2 * i], names[(2 * i) + 1]))], rows.Count > limit ? rows[limit - 1].Cursor : null);
    }

    /// <summary>
    /// Rows whose reference, or the names on them, are what somebody asks for; the earliest due first. Names are sealed one by one and no index holds
    /// them, so that rows are opened in turn until enough are found; a look is only at those found.
    /// </summary>
    public async Task<FoundReferrals> FindAsync(WorklistFilter filter, string sought, int most, Asking asking, CancellationToken stop = default)
    {
        var (found, words, catchingUp) = (new List<(WorklistRow Row, Viewer Viewer, string? FamilyName, string? GivenName)>(), NameSearch.Words(sought), 0);
        WorklistCursor? after = null;
        while (words.Length > 0 && found.Count <= most)
        {
            var rows = await query.PageAsync(filter, after, AtOnce, stop);
            var viewers = rows.Select(r => ViewerOf(r, asking.By)).ToArray();
            var names = await opener.OpenAsync([.. rows.SelectMany((r, i) => viewers[i].SeesPerson ? new[] { r.FamilyName, r.GivenName } : [null, null])], stop);
            found.AddRange(rows.Select((r, i) => (Row: r, viewers[i], names[2 * i], names[(2 * i) + 1])).Where(f => IsReference(words, f.Row.Reference) || NameSearch.Fits(words, f.Item3, f.Item4)));
            catchingUp += rows.Count(r => r.IsSettling);
            if (rows.Count < AtOnce) break;
            after = rows[^1].Cursor;
        }
        var shown = found.Take(most).ToArray();
        await looks.RecordAsync(new(time.GetUtcNow(), asking.By, asking.What, LookGround.PartyToReferral, [.. shown.Where(s => s.Viewer.SeesPerson).SelectMany(s => new[] { s.Row.Person, s.Row.Survivor }).Distinct()], asking.Correlation), stop);
        return new([.. shown.Select(s => Item(s.Row, s.Viewer, s.FamilyName, s.GivenName))], found.Count > most, catchingUp);
    }

    // A whole list opened at once would hold many names in memory that nobody asked for.
    private const int AtOnce = 500;

    /// <summary>Whether a reference is the one that is sought, with or without its first letter and hyphens.</summary>
    private static bool IsReference(string[] sought, string reference) =>
        string.Concat(sought) is { Length: >= 8 } whole && string.Concat(NameSearch.Words(reference)).EndsWith(whole, StringComparison.Ordinal);

    /// <summary>Where the log holds more than the list, the list must not say who it is: it may have been withdrawn a moment ago.</summary>
    private static Viewer ViewerOf(WorklistRow row, Actor by) => Viewer.OfRow(
        by, new(row.Referrer), Codes.Parse<AgreementScope>(row.Scope) ?? AgreementScope.ContactOnly, row.AgreementWithdrawn || row.IsSettling, row.HasLeftService);

    private static WorklistItem Item(WorklistRow r, Viewer viewer, string? familyName, string? givenName) => new(
        r.Referral, r.Reference, r.Person, familyName, givenName, r.DoNotContact ? true : r.IsSettling ? null : false, Alerts(r, viewer), r.AgreementWithdrawn, r.Service, r.ServiceName, r.State, r.NextActor,
        r.Awaited, r.DueOn, r.IsOverdue, r.Worker, viewer.SeesNeed ? r.Need : null, viewer.SeesPerson ? r.Risks : null, r.SentOn, r.Version);

    private static IReadOnlyList<AlertView> Alerts(WorklistRow row, Viewer viewer) => [.. Said(row, viewer).Distinct().Order().Select(AlertView.Of)];

    private static IEnumerable<ContactAlert> Said(WorklistRow row, Viewer viewer)
    {
        if (row.IsSettling) yield return ContactAlert.CatchingUp;
        if (row.AgreementWithdrawn) yield return ContactAlert.AgreementWithdrawn;
        if (row.HasDied && viewer.SeesPerson) yield return ContactAlert.HasDied;
        foreach (var alert in row.Alerts.Select(code => Codes.Parse<ContactAlert>(code)!.Value))
            if (viewer.SeesPerson || alert == ContactAlert.DoNotContact) yield return alert;
    }
}
