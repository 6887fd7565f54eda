using System.Text.Json;
using Npgsql;

namespace ReferralBroker.EventLog.Drills;

/// <summary>Where in a page a projection stands.</summary>
internal enum PageMoment
{
    Read,
    Written,
}

/// <summary>A projection of the drills: it can be told to choke on the poisonous amount, and says where it stands.</summary>
internal abstract class DrillProjection : Projection
{
    public const string GivenName = "given";
    public const string SumsName = "sums";

    /// <summary>Called at the moments of a page with the schema it is written to.</summary>
    public Action<string, PageMoment> At { get; init; } = (_, _) => { };

    public bool Chokes { get; init; }

    public override int Version => 1;

    public static IReadOnlyList<DrillProjection> All(bool chokes = false, Action<string, PageMoment>? at = null) =>
        [new Given { Chokes = chokes, At = at ?? ((_, _) => { }) }, new Sums { Chokes = chokes, At = at ?? ((_, _) => { }) }];

    protected override async Task ApplyAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        At(target.Schema, PageMoment.Read);
        await WriteAsync(page, target, stop);
        if (Chokes && page.FirstOrDefault(e => AmountOf(e) == Work.Poison) is { } poison)
            throw new InvalidOperationException($"chokes on position {poison.Position}");
        At(target.Schema, PageMoment.Written);
    }

    protected abstract Task WriteAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop);

    protected static int AmountOf(RecordedEvent e)
    {
        using var data = JsonDocument.Parse(e.Data);
        return data.RootElement.GetProperty("amount").GetInt32();
    }
}

/// <summary>Records what it was given, and whether all before it in its stream had been given by then.</summary>
internal sealed class Given : DrillProjection
{
    public override string Name => GivenName;

    // No key on the position: what is applied twice stands there twice.
    protected override string Tables(string schema) => $"""
        create table {schema}.given (position bigint not null, stream uuid not null, version integer not null, in_order boolean not null);
        create index on {schema}.given (stream);
        """;

    protected override async Task WriteAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        await using var batch = new NpgsqlBatch(target.Connection);
        foreach (var e in page)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"""
                insert into {target.Schema}.given (position, stream, version, in_order)
                select $1, $2, $3, $3 = 1 + (select count(*) from {target.Schema}.given where stream = $2)
                """)
            {
                Parameters = { new() { Value = e.Position }, new() { Value = e.Stream }, new() { Value = e.Version } },
            });
        await batch.ExecuteNonQueryAsync(stop);
    }
}

/// <summary>Folds each stream: how many events, their sum, and a digest that comes out otherwise when one is missing, doubled or out of place.</summary>
internal sealed class Sums : DrillProjection
{
    public override string Name => SumsName;

    protected override string Tables(string schema) =>
        $"create table {schema}.sums (stream uuid primary key, events bigint not null, amount bigint not null, last_version integer not null, digest bigint not null)";

    protected override async Task WriteAsync(IReadOnlyList<RecordedEvent> page, ProjectionTarget target, CancellationToken stop)
    {
        var sums = await ReadAsync([.. page.Select(e => e.Stream).Distinct()], target, stop);
        foreach (var e in page)
        {
            var (events, total, _, digest) = sums.GetValueOrDefault(e.Stream);
            var amount = AmountOf(e);
            sums[e.Stream] = (events + 1, total + amount, e.Version, unchecked(digest * 1_000_003 + amount));
        }
        await target.RunAsync($"""
            insert into {target.Schema}.sums (stream, events, amount, last_version, digest)
            select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::int[], $5::bigint[])
            on conflict (stream) do update set events = excluded.events, amount = excluded.amount, last_version = excluded.last_version, digest = excluded.digest
            """, stop, sums.Keys.ToArray(), sums.Values.Select(s => s.Events).ToArray(), sums.Values.Select(s => s.Amount).ToArray(),
            sums.Values.Select(s => s.Version).ToArray(), sums.Values.Select(s => s.Digest).ToArray());
    }

    private static async Task<Dictionary<Guid, (long Events, long Amount, int Version, long Digest)>> ReadAsync(
        Guid[] streams, ProjectionTarget target, CancellationToken stop)
    {
        await using var command = target.Command($"select stream, events, amount, last_version, digest from {target.Schema}.sums where stream = any($1)", [streams]);
        await using var row = await command.ExecuteReaderAsync(stop);
        var sums = new Dictionary<Guid, (long, long, int, long)>();
        while (await row.ReadAsync(stop)) sums[row.GetGuid(0)] = (row.GetInt64(1), row.GetInt64(2), row.GetInt32(3), row.GetInt64(4));
        return sums;
    }
}
