using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Reporting.Stages;

/// <summary>
/// One page of events against what is kept of those it touches: all of it is read once, worked on in memory event by event, and written once, so that a
/// page costs what is in it and not what is in the log.
/// </summary>
internal sealed class StagePage
{
    /// <summary>The event after which rows are written before the next one is looked at.</summary>
    public static readonly string Erasure = EventCatalogue.NameOf(typeof(Erased));

    private readonly Dictionary<Guid, StageOwner> _owners = [];
    private readonly Dictionary<Guid, StagePerson> _people = [];
    private readonly HashSet<Guid> _changedPeople = [];

    // Records that were merged into another one, now or once: they are few, mistakes at registration that somebody found.
    private readonly HashSet<Guid> _merged = [];
    private readonly HashSet<StageRow> _written = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Course> _writtenCourses = new(ReferenceEqualityComparer.Instance);
    private readonly List<StageRow> _closed = [];
    private readonly List<Course> _closedCourses = [];
    private readonly List<(DateOnly Day, long Position)> _days = [];
    private readonly List<Guid> _erased = [];

    private StagePage()
    {
    }

    /// <summary>Reads what is kept of everything that a page may touch.</summary>
    public static async Task<StagePage> ReadAsync(StageTables tables, IReadOnlyList<RecordedEvent> events)
    {
        var page = new StagePage();
        var told = events.Where(IsOfPerson).SelectMany(RecordsOf).Distinct().ToArray();
        await page.ReadPeopleAsync(tables, told);
        await page.ReadOwnersAsync(tables, await tables.OwnersOfRecordsAsync([.. page._people.Keys.Concat(told).Distinct()]));
        var sent = events.Where(e => e.Type == SentName).Select(e => (Sent)Folding.EventOf(e)).ToArray();
        await page.ReadOwnersAsync(tables, [.. events.Where(e => IsReferral(e) || IsConversation(e)).Select(e => e.Stream), .. sent.Select(s => s.Conversation?.Value).OfType<Guid>()]);
        // Another of a chain tells the others that they are not alone.
        await page.ReadOwnersAsync(tables, await tables.OwnersOfRootsAsync([.. sent.Where(s => s.Hop > 0).Select(s => s.Root.Value).Distinct()]));
        await page.ReadOwnersAsync(tables, [.. page._owners.Values.OfType<ReferralOwner>().Select(r => r.Led?.Conversation).OfType<Guid>()]);
        await page.ReadPeopleAsync(tables, [.. page._owners.Values.Select(o => o.Record).OfType<Guid>(), .. sent.Select(s => s.Person.Value),
            .. events.Where(e => e.Type == RecordedName).Select(e => ((Domain.Conversations.Recorded)Folding.EventOf(e)).Person?.Value).OfType<Guid>()]);
        foreach (var rows in (await tables.RowsAsync([.. page._owners.Keys])).GroupBy(r => r.Owner)) page._owners[rows.Key].Rows = [.. rows];
        foreach (var (owner, position) in await tables.CoursePositionsAsync([.. page._owners.Keys])) page._owners[owner].Course = Course.Of(page._owners[owner].Rows, page._owners[owner].IsSole, position);
        return page;
    }

    /// <summary>What an event changes.</summary>
    public void Apply(RecordedEvent e)
    {
        if (IsReferral(e)) ApplyReferral(e);
        else if (IsConversation(e)) ApplyConversation(e);
        else if (e.Stream == Calendar.Stream) ApplyDay(e);
        else if (IsOfPerson(e)) ApplyPerson(e);
    }

    /// <summary>Writes what has changed.</summary>
    public async Task WriteAsync(StageTables tables)
    {
        await tables.CloseAsync(_closed);
        await tables.CloseAsync(_closedCourses);
        await tables.WriteAsync(_written);
        await tables.WriteAsync(_writtenCourses);
        await tables.KeepAsync([.. _owners.Values.Where(o => o.IsChanged)]);
        await tables.KeepAsync([.. _changedPeople.Select(record => _people[record])]);
        await tables.KeepAsync(_days);
        foreach (var record in _erased) await tables.EraseAsync(record);
    }

    private void ApplyReferral(RecordedEvent e)
    {
        var fact = Folding.WithoutTexts(Folding.FactOf(e));
        if (!_owners.TryGetValue(e.Stream, out var known)) _owners[e.Stream] = known = new ReferralOwner(e.Stream);
        var referral = (ReferralOwner)known;
        referral.Evolve(fact);
        if (fact.Event is Sent { Hop: > 0 })
        {
            if (_owners.GetValueOrDefault(referral.Root) is ReferralOwner root) referral.GoOnWith(root);
            foreach (var one in _owners.Values.OfType<ReferralOwner>().Where(r => r.Root == referral.Root && r.IsSole).ToArray())
            {
                one.Join();
                if (one != referral) Refresh(one, e.Position);
            }
        }
        Refresh(referral, e.Position);
        if (referral.Led is not { } led) return;
        if (!_owners.TryGetValue(led.Conversation, out var talk)) _owners[led.Conversation] = talk = new ConversationOwner(led.Conversation);
        ((ConversationOwner)talk).Lead(e.Stream, led.SentOn);
        Refresh(talk, e.Position);
    }

    private void ApplyConversation(RecordedEvent e)
    {
        if (!_owners.TryGetValue(e.Stream, out var known)) _owners[e.Stream] = known = new ConversationOwner(e.Stream);
        ((ConversationOwner)known).Evolve(Folding.FactOf(e));
        Refresh(known, e.Position);
    }

    private void ApplyDay(RecordedEvent e)
    {
        if (Folding.EventOf(e) is DayClosed closed) _days.Add((closed.Day, e.Position));
    }

    private void ApplyPerson(RecordedEvent e)
    {
        switch (Folding.EventOf(e))
        {
            case DemographicsRecorded recorded:
                Put(PersonOf(e.Stream) with { Recordings = PersonOf(e.Stream).Recordings.Add(new(e.Position, e.OccurredOn, recorded.AgeBand, recorded.Demographics)) });
                break;
            case RecordMerged merged:
                Put(PersonOf(merged.Merged.Value) with { Person = e.Stream });
                break;
            case RecordUnmerged taken:
                Put(PersonOf(taken.Unmerged.Value) with { Person = taken.Unmerged.Value });
                break;
            case Erased:
                Put(PersonOf(e.Stream) with { IsErased = true, Recordings = [] });
                _erased.Add(e.Stream);
                return;
            default:
                return;
        }
        // All records of a person are looked at together: what one of them says, it says of all.
        var records = RecordsOf(e).SelectMany(r => Together(PersonOf(r).Person)).ToHashSet();
        foreach (var owner in _owners.Values.Where(o => o.Record is { } record && records.Contains(record)).ToArray()) Refresh(owner, e.Position);
    }

    /// <summary>Compares what is to stand with what stands, and takes note of both differences.</summary>
    private void Refresh(StageOwner owner, long position)
    {
        var (person, of) = Known(owner);
        var wanted = owner.Wanted(position).Select(row => row with { Record = owner.Record, Person = person, Of = of }).ToList();
        foreach (var row in owner.Rows.Where(row => !wanted.Exists(row.Says)).ToArray())
        {
            row.ClosedPosition = position;
            owner.Rows.Remove(row);
            if (!_written.Contains(row)) _closed.Add(row);
        }
        foreach (var row in wanted.Where(row => !owner.Rows.Exists(row.Says)))
        {
            owner.Rows.Add(row);
            _written.Add(row);
        }
        var course = Course.Of(owner.Rows, owner.IsSole, position);
        if (course is null ? owner.Course is null : owner.Course?.Says(course) == true) return;
        if (owner.Course is { } before)
        {
            before.ClosedPosition = position;
            if (!_writtenCourses.Contains(before)) _closedCourses.Add(before);
        }
        if (course is not null) _writtenCourses.Add(course);
        owner.Course = course;
    }

    /// <summary>Who it is of, and what they are counted by.</summary>
    private (Guid? Person, PersonDimensions Of) Known(StageOwner owner)
    {
        if (owner.Record is not { } record) return (null, PersonDimensions.Unknown);
        var own = PersonOf(record);
        return (own.Person, own.IsErased ? PersonDimensions.Erased
            : PersonDimensions.Of([.. Together(own.Person).SelectMany(r => PersonOf(r).Recordings).OrderBy(r => r.Position)], owner.Day));
    }

    /// <summary>The records that are of one person: the one that stands, and those merged into it.</summary>
    private Guid[] Together(Guid person) => [person, .. _merged.Where(r => r != person && _people[r].Person == person)];

    private StagePerson PersonOf(Guid record) => _people.TryGetValue(record, out var known) ? known : _people[record] = StagePerson.Of(record);

    private void Put(StagePerson person)
    {
        Take(person);
        _changedPeople.Add(person.Record);
    }

    private void Take(StagePerson person)
    {
        _people[person.Record] = person;
        if (person.Person != person.Record) _merged.Add(person.Record);
    }

    private async Task ReadPeopleAsync(StageTables tables, IReadOnlyCollection<Guid> records)
    {
        var unknown = records.Where(r => !_people.ContainsKey(r)).Distinct().ToArray();
        foreach (var person in await tables.PeopleAsync(unknown))
            if (!_people.ContainsKey(person.Record)) Take(person);
    }

    private async Task ReadOwnersAsync(StageTables tables, IReadOnlyCollection<Guid> owners)
    {
        foreach (var owner in await tables.OwnersAsync([.. owners.Where(o => !_owners.ContainsKey(o)).Distinct()])) _owners.Add(owner.Id, owner);
    }

    /// <summary>The records that an event of a person is about.</summary>
    private static IEnumerable<Guid> RecordsOf(RecordedEvent e) => Folding.EventOf(e) switch
    {
        RecordMerged merged => [e.Stream, merged.Merged.Value],
        RecordUnmerged taken => [e.Stream, taken.Unmerged.Value],
        _ => [e.Stream],
    };

    private static readonly string SentName = EventCatalogue.NameOf(typeof(Sent));
    private static readonly string RecordedName = EventCatalogue.NameOf(typeof(Domain.Conversations.Recorded));
    private static readonly HashSet<string> OfPerson = [.. new[] { typeof(DemographicsRecorded), typeof(RecordMerged), typeof(RecordUnmerged), typeof(Erased) }.Select(EventCatalogue.NameOf)];

    private static bool IsReferral(RecordedEvent e) => e.Type.StartsWith("referral.", StringComparison.Ordinal);

    private static bool IsConversation(RecordedEvent e) => e.Type.StartsWith("conversation.", StringComparison.Ordinal);

    private static bool IsOfPerson(RecordedEvent e) => OfPerson.Contains(e.Type);
}
