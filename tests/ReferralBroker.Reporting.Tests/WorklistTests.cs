using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Worklists;
using ReferralBroker.Testing;

namespace ReferralBroker.Reporting.Tests;

/// <summary>What needs doing, whole and in its order.</summary>
public sealed class WorklistTests(TestCluster cluster, GeneratedLogs logs)
{
    public static TheoryData<int> Seeds => GeneratedLogs.Seeds;

    [Theory, MemberData(nameof(Seeds))]
    public async Task Each_row_is_the_fold_of_its_stream(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var rows = (await EverywhereAsync(broker, includeEnded: true)).ToDictionary(r => r.Referral);
        var listed = (await EverywhereAsync(broker, includeEnded: false)).Select(r => r.Referral).ToHashSet();
        var streams = (await broker.EventsAsync()).Where(e => e.Type == "referral.sent.v1").Select(e => e.Stream).ToArray();
        rows.Keys.Should().BeEquivalentTo(streams, "seed {0}", seed);
        foreach (var stream in streams)
        {
            var (row, r, why) = (rows[stream], await broker.ReferralAsync(new(stream)), $"seed {seed}, {stream}");
            (row.Reference, row.Person, row.Service, row.Provider, row.Referrer).Should().Be(
                (r.Terms!.Reference, r.Terms.Person.Value, r.Terms.Service.Value, r.Terms.Provider.Value, r.Terms.Referrer.Value), why);
            (row.State, row.NextActor, row.Awaited, row.DueOn).Should().Be((Codes.Name(r.Status), Codes.Name(r.Due.NextActor), Codes.Name(r.Due.Awaited), r.Due.On), why);
            (row.Worker, row.Need, row.SentOn, row.Version).Should().Be((r.Worker, Codes.Name(r.Need), r.SentOn, (await VersionAsync(broker, stream))), why);
            row.IsOverdue.Should().Be(r.Due.On < broker.Today, why);
            row.ServiceName.Should().StartWith("Service ", why);
            row.FamilyName.Should().StartWith("v1.", "names stay sealed, " + why);
            var ended = r.Status is ReferralStatus.Redirected or ReferralStatus.Withdrawn or ReferralStatus.Closed or ReferralStatus.EnteredInError || r.RematchedTo is not null;
            listed.Contains(stream).Should().Be(!ended, why);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Each_deadline_is_the_promise_in_force_with_whether_it_was_marked(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var kept = await broker.AskAsync<string[]>("select coalesce(array_agg(referral || ' ' || due_on || ' ' || marked order by referral), '{}') from deadlines.promise");
        var promised = new List<string>();
        foreach (var row in (await EverywhereAsync(broker, includeEnded: true)).OrderBy(r => r.Referral.ToString(), StringComparer.Ordinal))
            if (await broker.ReferralAsync(new(row.Referral)) is { Due.On: { } due } r)
                promised.Add($"{row.Referral} {due:yyyy-MM-dd} {(r.MarkedOverdue == r.Due ? "true" : "false")}");
        kept.Should().Equal(promised, "seed {0}", seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Pages_of_any_length_give_each_row_once_overdue_first_then_by_due_date_and_undated_last(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        foreach (var filter in new[]
        {
            Filter(broker), Filter(broker) with { IncludeEnded = true }, new WorklistFilter(TestBroker.Worker.Organisation.Value, broker.Today),
            new WorklistFilter(TestBroker.Worker.Organisation.Value, broker.Today) { IncludeEnded = true },
        })
        {
            var all = await AllAsync(broker, filter);
            all.Select(r => r.DueOn ?? DateOnly.MaxValue).Should().BeInAscendingOrder("seed {0}", seed);
            all.SkipWhile(r => r.IsOverdue).Should().NotContain(r => r.IsOverdue, "seed {0}", seed);
            all.SkipWhile(r => r.DueOn is not null).Should().NotContain(r => r.DueOn != null, "seed {0}", seed);
            foreach (var limit in new[] { 1, 2, 7 })
            {
                var paged = new List<WorklistRow>();
                for (WorklistCursor? after = null; ;)
                {
                    var page = await PageAsync(broker, filter, after, limit);
                    paged.AddRange(page);
                    if (page.Count < limit) break;
                    after = page[^1].Cursor;
                    paged.Count.Should().BeLessThanOrEqualTo(all.Count, "seed {0}, pages of {1}", seed, limit);
                }
                paged.Select(r => r.Referral).Should().Equal(all.Select(r => r.Referral), "seed {0}, pages of {1}", seed, limit);
            }
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task Every_filter_gives_the_rows_that_fit_and_no_other(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var (provider, referrer) = (TestBroker.OtherWorker.Organisation.Value, TestBroker.Clinician.Organisation.Value);
        var everything = Filter(broker) with { IncludeEnded = true };
        var all = await AllAsync(broker, everything);
        all.Should().OnlyContain(r => r.Referrer == referrer || r.Provider == referrer, "a worklist is of one organisation, on either side");
        (await AllAsync(broker, everything with { Organisation = provider })).Should().NotBeEmpty().And.OnlyContain(r => r.Provider == provider || r.Referrer == provider);
        (await AllAsync(broker, everything with { Organisation = Guid.NewGuid() })).Should().BeEmpty();
        await ShouldGiveAsync(everything with { Service = TestBroker.ThirdService.Value }, r => r.Service == TestBroker.ThirdService.Value);
        await ShouldGiveAsync(everything with { OverdueOnly = true }, r => r.DueOn < broker.Today);
        foreach (var state in Codes.All<ReferralStatus>()) await ShouldGiveAsync(everything with { States = [state] }, r => r.State == state);

        await ShouldGiveAsync(everything with { Side = WorklistSide.Sent }, r => r.Referrer == referrer);
        await ShouldGiveAsync(everything with { NextActor = "referrer" }, r => r.NextActor == "referrer");
        await ShouldGiveAsync(everything with { UnassignedOnly = true }, r => r.Worker is null);
        await ShouldGiveAsync(everything with { Today = all.First(r => r.DueOn is not null).DueOn!.Value, DueTodayOnly = true }, r => r.DueOn == all.First(x => x.DueOn is not null).DueOn);
        var open = (await AllAsync(broker, everything with { IncludeEnded = false })).Select(r => r.Referral).ToHashSet();
        await ShouldGiveAsync(everything with { EndedOnly = true }, r => !open.Contains(r.Referral));
        (await AllAsync(broker, everything with { Organisation = provider, Side = WorklistSide.Received })).Should().NotBeEmpty().And.OnlyContain(r => r.Provider == provider && !r.HasLeftService, "what was given back is no longer the service's");

        (await AllAsync(broker, everything with { Order = WorklistOrder.Newest })).Select(r => (r.SentOn, r.Referral)).Should().BeEquivalentTo(all.Select(r => (r.SentOn, r.Referral))).And.BeInDescendingOrder(r => r.SentOn);
        (await AllAsync(broker, everything with { Order = WorklistOrder.Oldest })).Select(r => r.SentOn).Should().BeInAscendingOrder().And.HaveCount(all.Count);
        (await PageAsync(broker, everything with { Skip = 2 }, null, 3)).Select(r => r.Referral).Should().Equal(all.Skip(2).Take(3).Select(r => r.Referral), "seed {0}", seed);

        async Task ShouldGiveAsync(WorklistFilter filter, Func<WorklistRow, bool> fits) =>
            (await AllAsync(broker, filter)).Select(r => r.Referral).Should().Equal(all.Where(fits).Select(r => r.Referral), "seed {0}: {1}", seed, filter);
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task As_many_are_counted_as_are_listed(int seed)
    {
        var broker = await logs.OfSeedAsync(cluster, seed);
        var query = new WorklistQuery(broker.Database);
        foreach (var organisation in TestBroker.Directory.Select(d => d.Worker.Organisation.Value).Append(TestBroker.Clinician.Organisation.Value).Distinct())
            foreach (var side in Enum.GetValues<WorklistSide>())
            {
                var filter = new WorklistFilter(organisation, broker.Today) { Side = side };
                var open = await AllAsync(broker, filter);
                var listed = open.Select(r => (r, true)).Concat((await AllAsync(broker, filter with { EndedOnly = true })).Select(r => (r, false)));
                var counted = (await query.GroupsAsync(organisation, side, broker.Today, TestContext.Current.CancellationToken)).SelectMany(g => Enumerable.Repeat((g.State, g.NextActor, g.IsOpen, g.IsOverdue, g.IsDueToday, g.Worker, g.Service), g.Count));
                counted.Should().BeEquivalentTo(listed.Select(l => (l.r.State, l.r.NextActor, l.Item2, l.r.IsOverdue, l.r.DueOn == broker.Today, l.r.Worker, l.r.Service)), "seed {0}, {1}", seed, side);
            }
    }

    [Fact]
    public async Task A_worker_s_own_list_holds_what_was_given_to_them()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (mine, other) = (await broker.SentAsync(), await broker.SentAsync());
        await broker.DoAsync(mine, new Accept("mine"), TestBroker.Worker);
        await broker.DoAsync(other, new Accept("somebody-else"), TestBroker.Worker);
        (await ListedAsync(broker, Filter(broker) with { Worker = "mine" })).Should().Equal(mine.Value);
        await broker.DoAsync(other, new Assign("mine"), TestBroker.Worker);
        (await ListedAsync(broker, Filter(broker) with { Worker = "mine" })).Should().BeEquivalentTo([mine.Value, other.Value]);
    }

    [Fact]
    public async Task A_declined_referral_stays_listed_until_it_is_matched_again()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var person = await broker.RegisterAsync();
        var agreement = await broker.AgreeAsync(person);
        var declined = await broker.SendAsync(TestBroker.Sending(person, agreement));
        await broker.DoAsync(declined, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.Worker);
        (await ListedAsync(broker, Filter(broker))).Should().Equal(declined.Value);
        await broker.DoAsync(declined, new RecordTold(ContactMedium.Telephone), TestBroker.Clinician);
        (await ListedAsync(broker, Filter(broker))).Should().Equal(new[] { declined.Value }, "telling the person is not the end of it");
        var again = await broker.SendAsync(TestBroker.Sending(person, agreement, TestBroker.OtherService) with { RematchOf = declined });
        (await ListedAsync(broker, Filter(broker))).Should().Equal(again.Value);
        (await ListedAsync(broker, Filter(broker) with { IncludeEnded = true })).Should().BeEquivalentTo([declined.Value, again.Value]);
    }

    [Fact]
    public async Task A_declined_referral_stays_listed_until_it_is_closed_and_is_listed_again_when_reopened()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var referral = await broker.SentAsync();
        await broker.DoAsync(referral, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.Worker);
        (await ListedAsync(broker, Filter(broker))).Should().Equal(referral.Value);
        await broker.DoAsync(referral, new Close(CloseReason.NotRematched, CloseOutcome.Unknown), TestBroker.Clinician);
        (await ListedAsync(broker, Filter(broker))).Should().BeEmpty();
        await broker.DoAsync(referral, new Reopen(), TestBroker.Clinician);
        (await ListedAsync(broker, Filter(broker))).Should().Equal(referral.Value);
    }

    [Fact]
    public async Task What_keeps_a_person_safe_and_what_they_no_longer_agree_to_shows_on_the_row()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var person = await broker.RegisterAsync();
        var agreement = await broker.AgreeAsync(person);
        await broker.SendAsync(TestBroker.Sending(person, agreement) with { Risks = [RiskFlag.DomesticAbuse, RiskFlag.Safeguarding] });
        var row = await RowAsync(broker);
        (row.DoNotContact, row.AgreementWithdrawn).Should().Be((false, false));
        row.Risks.Should().Equal("safeguarding", "domestic-abuse");

        await TestBroker.DoAsync(PersonAsync(broker, person, new SetContactPreferences(new(true, [], []))));
        await TestBroker.DoAsync(PersonAsync(broker, person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone)));
        row = await RowAsync(broker);
        (row.DoNotContact, row.AgreementWithdrawn).Should().Be((true, true));

        await TestBroker.DoAsync(PersonAsync(broker, person, new CorrectPerson(TestBroker.Somebody("Mockford"))));
        var corrected = await RowAsync(broker);
        (corrected.DoNotContact, corrected.FamilyName == row.FamilyName).Should().Be((true, false), "another name is sealed anew and takes nothing else with it");
    }

    [Theory]
    [InlineData("withdraw")]
    [InlineData("do-not-contact")]
    [InlineData("merge")]
    [InlineData("decline")]
    [InlineData("death")]
    public async Task A_row_that_the_log_has_overtaken_says_so_before_the_list_has_caught_up(string what)
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (person, other) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var agreement = await broker.AgreeAsync(person);
        var referral = await broker.SendAsync(TestBroker.Sending(person, agreement));
        (await RowAsync(broker)).IsSettling.Should().BeFalse();

        await (what switch
        {
            "withdraw" => PersonAsync(broker, person, new WithdrawAgreement(agreement, AgreementGiven.ByPhone)),
            "do-not-contact" => PersonAsync(broker, person, new SetContactPreferences(new(true, [], []))),
            "merge" => broker.Dispatcher.MergeAsync(person, new(other), TestBroker.By(TestBroker.Clinician), TestContext.Current.CancellationToken),
            "decline" => broker.Dispatcher.ReferralAsync(referral, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.By(TestBroker.Worker), TestContext.Current.CancellationToken),
            _ => broker.Dispatcher.RecordDeathAsync(person, new(broker.Today), TestBroker.By(TestBroker.Clinician), TestContext.Current.CancellationToken),
        });
        (await AllAsync(broker, Filter(broker))).Single().IsSettling.Should().BeTrue("{0} is in the log and not yet in the list", what);
        await broker.CatchUpAsync();
        var row = (await AllAsync(broker, Filter(broker) with { IncludeEnded = true })).Single();
        (row.IsSettling, row.AgreementWithdrawn, row.DoNotContact, row.HasLeftService, row.HasDied).Should().Be((false, what == "withdraw", what == "do-not-contact", what == "decline", what == "death"));
    }

    [Fact]
    public async Task What_must_not_be_overlooked_stands_on_the_row()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var person = await broker.RegisterAsync();
        await broker.SendAsync(TestBroker.Sending(person, await broker.AgreeAsync(person)));
        await TestBroker.DoAsync(PersonAsync(broker, person, new SetContactPreferences(new(true, [],
            [new(ContactMedium.Telephone, Personal.Of("07700 900123"), false, false), new(ContactMedium.Email, Personal.Of("a@example.org"), true, false)], Personal.Of("the partner")))));
        (await RowAsync(broker)).Alerts.Should().BeEquivalentTo("do-not-contact", "unsafe-contact", "must-not-be-told", "no-messages");
    }

    [Fact]
    public async Task A_row_under_a_merged_record_shows_the_survivors_name_and_what_either_record_says_of_contact_and_agreement()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync(who: TestBroker.Somebody("Mockford")));
        var agreement = await broker.AgreeAsync(record);
        await broker.SendAsync(TestBroker.Sending(record, agreement));
        (await NameAsync(broker)).Should().Be("Mockford");

        await broker.MergeAsync(survivor, record);
        var row = await RowAsync(broker);
        (await NameAsync(broker), row.Person, row.DoNotContact, row.AgreementWithdrawn).Should().Be(("Testwood", record.Value, false, false));
        await broker.DoAsync(survivor, new CorrectPerson(TestBroker.Somebody("Renamed")));
        (await NameAsync(broker)).Should().Be("Renamed");
        await broker.DoAsync(survivor, new SetContactPreferences(new(true, [], [])));
        (await RowAsync(broker)).DoNotContact.Should().BeTrue("it was said on the survivor");
        await broker.DoAsync(survivor, new WithdrawAgreement(agreement, AgreementGiven.ByPhone));
        (await RowAsync(broker)).AgreementWithdrawn.Should().BeTrue();

        await broker.UnmergeAsync(survivor, record);
        row = await RowAsync(broker);
        (await NameAsync(broker), row.DoNotContact, row.AgreementWithdrawn).Should().Be(("Mockford", false, true), "each is again what was recorded on it");
        await broker.DoAsync(record, new SetContactPreferences(new(true, [], [])));
        await broker.MergeAsync(survivor, record);
        (await RowAsync(broker)).DoNotContact.Should().BeTrue();
    }

    [Fact]
    public async Task Do_not_contact_said_on_the_merged_record_shows_on_the_survivors_rows()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        await broker.SendAsync(TestBroker.Sending(survivor, await broker.AgreeAsync(survivor)));
        await broker.DoAsync(record, new SetContactPreferences(new(true, [], [])));
        (await RowAsync(broker)).DoNotContact.Should().BeFalse();
        await broker.MergeAsync(survivor, record);
        (await RowAsync(broker)).DoNotContact.Should().BeTrue();
        await broker.UnmergeAsync(survivor, record);
        (await RowAsync(broker)).DoNotContact.Should().BeFalse();
    }

    [Fact]
    public async Task What_was_sent_under_the_other_records_agreement_shows_as_withdrawn_once_the_two_are_taken_apart()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var agreement = await broker.AgreeAsync(record);
        await broker.MergeAsync(survivor, record);
        await broker.SendAsync(TestBroker.Sending(survivor, agreement));
        (await RowAsync(broker)).AgreementWithdrawn.Should().BeFalse();
        await broker.UnmergeAsync(survivor, record);
        (await RowAsync(broker)).AgreementWithdrawn.Should().BeTrue("it is somebody else's");
        await broker.MergeAsync(survivor, record);
        (await RowAsync(broker)).AgreementWithdrawn.Should().BeFalse();
    }

    [Fact]
    public async Task Whoever_died_is_off_every_list_until_that_is_corrected_and_the_service_goes_on()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var own = await broker.SendAsync(TestBroker.Sending(survivor, await broker.AgreeAsync(survivor), TestBroker.MoneyAdvice));
        var declined = await broker.SendAsync(TestBroker.Sending(record, await broker.AgreeAsync(record)));
        await broker.DoAsync(declined, new Decline(DeclinedBy.Service, DeclineReason.NoCapacity), TestBroker.Worker);
        await broker.MergeAsync(survivor, record);
        (await ListedAsync(broker, Filter(broker))).Should().BeEquivalentTo([own.Value, declined.Value]);
        await TestBroker.DoAsync(broker.Dispatcher.RecordDeathAsync(survivor, new RecordDeath(), TestBroker.By(TestBroker.Clinician), TestContext.Current.CancellationToken));
        (await ListedAsync(broker, Filter(broker))).Should().BeEmpty();
        (await ListedAsync(broker, new(TestBroker.Adviser.Organisation.Value, broker.Today))).Should().BeEmpty();
        await TestBroker.DoAsync(broker.Dispatcher.CorrectDeathAsync(survivor, new CorrectDeath(Personal.Of("Somebody else.")), TestBroker.By(TestBroker.Clinician), TestContext.Current.CancellationToken));
        (await ListedAsync(broker, Filter(broker))).Should().Equal(own.Value);
    }

    [Fact]
    public async Task Each_row_says_what_the_records_of_its_person_make_together()
    {
        var survivors = 0;
        foreach (var seed in GeneratedLogs.Seeds)
        {
            var broker = await logs.OfSeedAsync(cluster, seed.Data);
            await using var session = await broker.Log.OpenAsync(TestContext.Current.CancellationToken);
            var streams = new Application.Dispatch.Streams(session, broker.Opener);
            foreach (var row in await EverywhereAsync(broker, includeEnded: true))
            {
                var (person, terms, why) = (await streams.SurvivorAsync(new(row.Person), TestContext.Current.CancellationToken), (await broker.ReferralAsync(new(row.Referral))).Terms!, $"seed {seed.Data}, {row.Referral}");
                if (person.Id.Value != row.Person) survivors++;
                row.FamilyName.Should().Be(person.Particulars!.FamilyName.Token, why);
                row.DoNotContact.Should().Be(person.Preferences?.DoNotContact == true, why);
                row.AgreementWithdrawn.Should().Be(person.Agreements.GetValueOrDefault(terms.SharedUnder.Agreement) is not { WithdrawnOn: null }, why);
            }
        }
        survivors.Should().BeGreaterThan(5, "some rows are of merged records");
    }

    private static async Task<string?> NameAsync(TestBroker broker) => (await broker.Opener.OpenAsync([(await RowAsync(broker)).FamilyName]))[0];

    private static Task<Application.Dispatch.Outcome> PersonAsync<T>(TestBroker broker, PersonId person, T command) where T : IPersonVerb<T> =>
        broker.Dispatcher.PersonAsync(person, command, TestBroker.By(TestBroker.Clinician));

    /// <summary>The rows of every provider: each referral has one.</summary>
    private static async Task<IReadOnlyList<WorklistRow>> EverywhereAsync(TestBroker broker, bool includeEnded)
    {
        var rows = new List<WorklistRow>();
        foreach (var provider in TestBroker.Directory.Select(d => d.Worker.Organisation.Value).Distinct())
            rows.AddRange(await AllAsync(broker, new(provider, broker.Today) { IncludeEnded = includeEnded }));
        return [.. rows.DistinctBy(r => r.Referral)];
    }

    private static WorklistFilter Filter(TestBroker broker) => new(TestBroker.Clinician.Organisation.Value, broker.Today);

    private static Task<IReadOnlyList<WorklistRow>> AllAsync(TestBroker broker, WorklistFilter filter) => PageAsync(broker, filter, null, 10_000);

    private static Task<IReadOnlyList<WorklistRow>> PageAsync(TestBroker broker, WorklistFilter filter, WorklistCursor? after, int limit) =>
        new WorklistQuery(broker.Database).PageAsync(filter, after, limit);

    private static async Task<WorklistRow> RowAsync(TestBroker broker)
    {
        await broker.CatchUpAsync();
        return (await AllAsync(broker, Filter(broker))).Should().ContainSingle().Subject;
    }

    private static async Task<Guid[]> ListedAsync(TestBroker broker, WorklistFilter filter)
    {
        await broker.CatchUpAsync();
        return [.. (await AllAsync(broker, filter)).Select(r => r.Referral)];
    }

    private static async Task<int> VersionAsync(TestBroker broker, Guid stream) => (await broker.Log.ReadAsync(stream)).Count;
}
