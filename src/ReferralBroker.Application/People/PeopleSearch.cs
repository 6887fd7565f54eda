using Npgsql;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Application.Vault;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.People;

/// <summary>
/// What somebody is looked for by: NHS number and date of birth, or family name, date of birth and postcode. With it comes why the searcher deals
/// with the person.
/// </summary>
public sealed record PersonQuestion(
    Personal DateOfBirth, Relationship Relationship, Personal? NhsNumber = null, Personal? FamilyName = null, Personal? Postcode = null, Personal? Reason = null);

/// <summary>Finds people. All that was asked must fit; there is no list to look through.</summary>
public sealed class PeopleSearch(NpgsqlDataSource database, Log log, PersonVault vault, Opener opener, Dispatcher dispatcher, Reader reader, LookTrail looks, TimeProvider time)
{
    /// <summary>The people who fit. A clinician's organisation is known to deal with them from then on; a provider finds only those it has.</summary>
    public async Task<(IReadOnlyList<PersonView> Found, Refusal? Refusal)> FindAsync(PersonQuestion question, Envelope envelope, CancellationToken stop = default)
    {
        // Whatever can be refused is refused before anybody is looked for: a refusal must not tell whether they are there.
        if (Refuses(question) is { } no) return ([], no);

        // What was looked for is recorded before anybody is found, and also where nobody is: looking is what has to be answered for.
        await looks.RecordAsync(new(time.GetUtcNow(), envelope.By, "search", GroundOf(question.Relationship), [], envelope.CorrelationId) { Sought = SoughtBy(question) }, stop);
        var found = new Dictionary<PersonId, PersonView>();
        foreach (var id in await CandidatesAsync(question, stop))
        {
            if (await SurvivorIfFitsAsync(id, question, envelope.By, stop) is not { } person) continue;
            if (envelope.By.Refers)
            {
                // On the record that fits: were it merged by mistake, the searcher is known to the right one.
                var stated = await dispatcher.PersonAsync(id, new StateRelationship(question.Relationship, question.Reason), envelope with { CommandId = Guid.CreateVersion7() }, stop);
                if (stated is Outcome.Refused refused) return ([], refused.Refusal);
            }
            if ((await reader.PersonAsync(person, new(envelope.By, "search", envelope.CorrelationId) { Stated = GroundOf(question.Relationship), Sought = SoughtBy(question) }, stop)).View is { Particulars: not null } view) found[person] = view;
        }
        return ([.. found.Values], null);
    }

    /// <summary>No, if nobody can be looked for by this.</summary>
    public Refusal? Refuses(PersonQuestion question) =>
        Person.ParseDate(question.DateOfBirth.Text) is not { } born ? Refusals.NotADate("dateOfBirth")
        : born > EnglandTime.DateOf(time.GetUtcNow()) ? Refusals.InFuture("dateOfBirth")
        : question.NhsNumber is null && (string.IsNullOrWhiteSpace(question.FamilyName?.Text) || string.IsNullOrWhiteSpace(question.Postcode?.Text)) ? Refusals.Missing("nhsNumber")
        : question.Relationship == Relationship.OtherReason && string.IsNullOrWhiteSpace(question.Reason?.Text) ? Refusals.Missing("reason")
        : ReferralRules.RefusesText("reason", question.Reason) is { } tooLong ? tooLong
        : question.NhsNumber is not null && NhsNumber.Normalise(question.NhsNumber.Text) is null ? Refusals.NhsNumberInvalid
        : null;

    /// <summary>The keyed hash of what a question looks for: by it the record of looks tells who searched for somebody.</summary>
    public string SoughtBy(PersonQuestion question) => question.NhsNumber is { } number
        ? vault.Fingerprint("sought-number", NhsNumber.Normalise(number.Text)!)
        : PeopleIndexProjection.KeyOf(vault, question.FamilyName!.Text!, question.DateOfBirth.Text!, question.Postcode!.Text);

    private static LookGround GroundOf(Relationship relationship) => relationship switch
    {
        Relationship.RegisteredPatient => LookGround.RegisteredPatient,
        Relationship.UnderOurCare => LookGround.UnderOurCare,
        Relationship.AskedUsForHelp => LookGround.AskedUsForHelp,
        _ => LookGround.OtherReason,
    };

    /// <summary>The records that a question fits, for whoever looks after them: who is found is told to nobody else by this.</summary>
    public async Task<IReadOnlyList<PersonId>> RecordsAsync(PersonQuestion question, CancellationToken stop = default)
    {
        var found = new List<PersonId>();
        await using var session = await log.OpenAsync(stop);
        var streams = new Streams(session, opener);
        foreach (var id in await CandidatesAsync(question, stop))
            if ((await streams.PersonAsync(id, stop)).Particulars is { FamilyName.IsReadable: true } who && Fits(who, question)) found.Add(id);
        return found;
    }

    /// <summary>The record that stands for whoever is on this one, if this one is what was asked for and a provider has it.</summary>
    private async Task<PersonId?> SurvivorIfFitsAsync(PersonId id, PersonQuestion question, Actor by, CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        var streams = new Streams(session, opener);
        if ((await streams.PersonAsync(id, stop)).Particulars is not { FamilyName.IsReadable: true } who || !Fits(who, question)) return null;
        var survivor = await streams.AsSeenAsync(await streams.SurvivorAsync(id, stop), by, stop);
        return by.Refers || survivor.IsVisibleTo(by.Organisation) ? survivor.Id : null;
    }

    private static bool Fits(Particulars who, PersonQuestion question) =>
        who.DateOfBirth.Text == question.DateOfBirth.Text
        && Same(who.FamilyName, question.FamilyName) && Same(who.Postcode, question.Postcode)
        && (question.NhsNumber is null || who.NhsNumber?.Text == NhsNumber.Normalise(question.NhsNumber.Text));

    private static bool Same(Personal? recorded, Personal? asked) =>
        asked is null || PeopleIndexProjection.Folded(recorded?.Text ?? "") == PeopleIndexProjection.Folded(asked.Text!);

    private async Task<IReadOnlyList<PersonId>> CandidatesAsync(PersonQuestion question, CancellationToken stop)
    {
        if (question.NhsNumber is not null)
        {
            // The claim is as fresh as the log itself, which a projection need not be.
            var key = PersonRules.NhsNumberKey(new(Actor.Broker, time.GetUtcNow(), vault.Fingerprint), NhsNumber.Normalise(question.NhsNumber.Text)!);
            return await log.HolderOfAsync(key, stop) is { } holder ? [new(holder)] : [];
        }
        await using var command = database.CreateCommand("select person from people_index.person where key = $1 order by person limit 20");
        command.Parameters.Add(new() { Value = PeopleIndexProjection.KeyOf(vault, question.FamilyName!.Text!, question.DateOfBirth.Text!, question.Postcode!.Text) });
        await using var row = await command.ExecuteReaderAsync(stop);
        var people = new List<PersonId>();
        while (await row.ReadAsync(stop)) people.Add(new(row.GetGuid(0)));
        return people;
    }
}
