using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;
using Record = ReferralBroker.Domain.Conversations.Record;

namespace ReferralBroker.Reporting.Tests;

/// <summary>The rows of merged records: closed and written anew at the merge, given back when the two are taken apart, and right on every past day.</summary>
public sealed class MergedStageTests(TestCluster cluster)
{
    [Fact]
    public async Task A_merge_closes_the_records_rows_and_writes_them_for_the_survivor_and_taking_apart_gives_them_back()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (survivor, record) = (await WorkingAsync(broker, TestBroker.Service, TestBroker.Worker), await WorkingAsync(broker, TestBroker.OtherService, TestBroker.OtherWorker));
        await TestBroker.DoAsync(broker.Dispatcher.RecordAsync(new Record(Setting.GeneralPractice, ProfessionalRole.Nurse, [Topic.OutOfWork], record), TestBroker.By(TestBroker.Clinician), Stop));
        await broker.CatchUpAsync();
        var before = await RowsAsync(broker);
        before.Should().OnlyContain(r => r.Person == r.Record && r.Closed == null);

        var merged = (await broker.MergeAsync(survivor, record)).Position - 1;
        (await broker.Log.ReadAsync(survivor.Value, Stop)).Single(e => e.Type == "person.record-merged.v1").Position.Should().Be(merged);
        await broker.CatchUpAsync();
        var during = await RowsAsync(broker);
        Shape(during.Where(r => r.Closed == merged)).Should().BeEquivalentTo(Shape(before.Where(r => r.Record == record.Value)));
        during.Where(r => r.Position == merged).Should().OnlyContain(r => r.Record == record.Value && r.Person == survivor.Value && r.Closed == null);
        Shape(during.Where(r => r.Position == merged)).Should().BeEquivalentTo(Shape(before.Where(r => r.Record == record.Value)));
        during.Where(r => r.Record == survivor.Value).Should().BeEquivalentTo(before.Where(r => r.Record == survivor.Value), "the survivor's own rows stand untouched");

        await broker.UnmergeAsync(survivor, record);
        await broker.CatchUpAsync();
        var apart = (await broker.Log.ReadAsync(survivor.Value, Stop)).Single(e => e.Type == "person.record-unmerged.v1").Position;
        var after = await RowsAsync(broker);
        after.Where(r => r.Closed is null).Should().OnlyContain(r => r.Person == r.Record);
        Shape(after.Where(r => r.Closed is null)).Should().BeEquivalentTo(Shape(before));
        after.Where(r => r.Closed == apart).Should().OnlyContain(r => r.Position == merged);
        after.Select(r => (r.Owner, r.Stage, r.Position)).Should().Contain(during.Select(r => (r.Owner, r.Stage, r.Position)), "no row is ever gone");
        (await broker.AskAsync<long>("select count(*) from stages.person where person <> record")).Should().Be(0);
        await ShouldEqualRebuiltAsync(broker);
    }

    [Fact]
    public async Task As_at_the_day_before_there_are_two_people_after_the_merge_one_and_after_taking_apart_two_again()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (survivor, record) = (await WorkingAsync(broker, TestBroker.Service, TestBroker.Worker), await WorkingAsync(broker, TestBroker.OtherService, TestBroker.OtherWorker));
        var first = await NextDayAsync(broker);
        await broker.MergeAsync(survivor, record);
        var second = await NextDayAsync(broker);
        await broker.UnmergeAsync(survivor, record);
        var third = await NextDayAsync(broker);
        await broker.MergeAsync(record, survivor);
        var counts = new List<long?>();
        foreach (var day in new DateOnly?[] { first, second, third, null }) counts.Add(await LogicModelTests.CountAsync(broker, "people-into-employment", asAt: day));
        counts.Should().Equal(2, 1, 2, 1);
        await ShouldEqualRebuiltAsync(broker);
    }

    [Fact]
    public async Task What_is_recorded_under_a_merged_record_counts_for_the_survivor_and_a_first_job_once()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
        var own = await ReachedAsync(broker, survivor, TestBroker.ConnectToWork, TestBroker.Worker);
        var other = await ReachedAsync(broker, record, TestBroker.Hub, TestBroker.HubOfficer);
        await broker.MergeAsync(survivor, record);
        await StartAsync(broker, other, TestBroker.HubOfficer);
        await broker.CatchUpAsync();
        (await RowsAsync(broker)).Where(r => r.Owner == other.Value && r.Closed is null).Should().OnlyContain(r => r.Person == survivor.Value && r.Record == record.Value);
        broker.Time.Now = broker.Time.Now.AddDays(60);
        await StartAsync(broker, own, TestBroker.Worker);
        (await LogicModelTests.CountAsync(broker, "people-into-employment")).Should().Be(1);
        (await LogicModelTests.CountAsync(broker, "people-into-employment", "2026-01")).Should().Be(1, "the first job was that one, under the other record");
        await broker.UnmergeAsync(survivor, record);
        (await LogicModelTests.CountAsync(broker, "people-into-employment", "2026-03")).Should().Be(1, "it is the first job of somebody else");
        (await LogicModelTests.CountAsync(broker, "people-into-employment")).Should().Be(2);
        await ShouldEqualRebuiltAsync(broker);
    }

    /// <summary>Everything between two appearances of the follower is one page; here merges and what they touch share pages in every way.</summary>
    [Fact]
    public async Task A_merge_that_falls_inside_a_page_leaves_the_same_rows_as_one_that_is_a_page_of_its_own()
    {
        await using var broker = await GeneratedLogs.NewAsync(cluster);
        foreach (var pages in new[] { "", "m", "mu", "amu", "sm", "smju", "sjmau", "msjuamj" })
        {
            var (survivor, record) = (await broker.RegisterAsync(), await broker.RegisterAsync());
            var referral = await ReachedAsync(broker, record, TestBroker.ThirdService, TestBroker.OtherWorker);
            await broker.CatchUpAsync();
            foreach (var step in pages)
                await (step switch
                {
                    'm' => broker.MergeAsync(survivor, record),
                    'u' => broker.UnmergeAsync(survivor, record),
                    's' => ReachedAsync(broker, survivor, TestBroker.Service, TestBroker.Worker),
                    'j' => StartAsync(broker, referral, TestBroker.OtherWorker),
                    _ => (Task)broker.DoAsync(referral, new Correct(Need: (await broker.ReferralAsync(referral)).Need == Need.KeepWork ? Need.FindWork : Need.KeepWork), TestBroker.Clinician),
                });
        }
        await ShouldEqualRebuiltAsync(broker);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task ShouldEqualRebuiltAsync(TestBroker broker)
    {
        await broker.CatchUpAsync();
        var report = await broker.CompareAsync(broker.Projections.Single(p => p.Name == "stages"));
        (report.Compared, report.Differences.Count).Should().Be((true, 0));
        foreach (var small in broker.Projections.OfType<InPages>().Where(p => p.Of == "stages"))
            foreach (var table in new[] { "stage", "referral", "referral_past", "conversation", "conversation_past", "person", "owner", "day" })
                (await RebuildTests.DifferencesAsync(broker, $"stages.{table}", $"{small.Name}.{table}")).Should().Be(0, "{0} in pages of {1}", table, small.Name);
    }

    private static async Task<DateOnly> NextDayAsync(TestBroker broker)
    {
        var day = broker.Today;
        broker.Time.Now = broker.VaultTime.Now = broker.Time.Now.AddDays(1);
        await broker.TickAsync();
        return day;
    }

    private static async Task<PersonId> WorkingAsync(TestBroker broker, ServiceId service, Actor worker)
    {
        var person = await broker.RegisterAsync();
        await StartAsync(broker, await ReachedAsync(broker, person, service, worker), worker);
        return person;
    }

    private static async Task<ReferralId> ReachedAsync(TestBroker broker, PersonId person, ServiceId service, Actor worker)
    {
        var referral = await broker.ReachedAsync(await broker.SendAsync(TestBroker.Sending(person, await broker.AgreeAsync(person), service)), worker);
        await broker.DoAsync(referral, new StartProfile(), worker);
        return referral;
    }

    private static Task StartAsync(TestBroker broker, ReferralId referral, Actor worker) => broker.DoAsync(referral, new StartJob(broker.Today, 16, broker.Today), worker);

    private sealed record Row(Guid Owner, string Stage, DateOnly On, long Position, long? Closed, Guid? Record, Guid? Person);

    private static IEnumerable<(Guid, string, DateOnly, Guid?)> Shape(IEnumerable<Row> rows) => rows.Select(r => (r.Owner, r.Stage, r.On, r.Record));

    private static async Task<List<Row>> RowsAsync(TestBroker broker)
    {
        await using var command = broker.Database.CreateCommand("select owner, stage, occurred_on, position, closed_position, record, person from stages.stage");
        await using var row = await command.ExecuteReaderAsync(Stop);
        var rows = new List<Row>();
        while (await row.ReadAsync(Stop))
            rows.Add(new(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4), row.GetGuid(5), row.GetGuid(6)));
        return rows;
    }
}
