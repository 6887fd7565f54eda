using Npgsql;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Calendars;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.EventLog;

namespace ReferralBroker.Application.Clock;

/// <summary>
/// Nothing stays silent: closes each day at its end, and appends an overdue event to every referral whose promise was not kept. The decision
/// itself makes sure that each is marked once, so a clock that runs twice, or jumps, does no harm.
/// </summary>
public sealed class BrokerClock(NpgsqlDataSource database, Log log, Dispatcher dispatcher, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>Does everything that is due by now. Answers how many referrals were marked as overdue.</summary>
    public async Task<int> TickAsync(CancellationToken stop = default)
    {
        await CloseDaysAsync(stop);
        return await MarkOverdueAsync(stop);
    }

    /// <summary>Closes every day that has ended. A process does so before it takes its first request, or what is recorded would count for a day gone by.</summary>
    public async Task CloseDaysAsync(CancellationToken stop = default)
    {
        var yesterday = EnglandTime.DateOf(time.GetUtcNow()).AddDays(-1);
        var last = await LastClosedAsync(stop);
        for (var day = last?.AddDays(1) ?? yesterday; day <= yesterday; day = day.AddDays(1))
            await dispatcher.CloseDayAsync(day, stop);
    }

    private async Task<DateOnly?> LastClosedAsync(CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        return await session.ReadLastAsync(Calendar.Stream, stop) is { } last ? Calendar.Evolve(Calendar.None, Facts.Of(last)).LastClosed : null;
    }

    private async Task<int> MarkOverdueAsync(CancellationToken stop)
    {
        var today = EnglandTime.DateOf(time.GetUtcNow());
        var marked = 0;
        var faults = new List<Exception>();
        for (var after = Guid.Empty; ;)
        {
            var page = await PageAsync(today, after, stop);
            foreach (var referral in page)
                try
                {
                    if (await dispatcher.ReferralAsync(new(referral), new MarkOverdue(), Envelope.Broker(), stop) is Outcome.Done { Changed: true }) marked++;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // One record that cannot be read must not silence the clock for all the others.
                    faults.Add(e);
                }
            if (page.Count < PageSize) return faults.Count == 0 ? marked : throw new AggregateException($"{faults.Count} referrals could not be looked at.", faults);
            after = page[^1];
        }
    }

    private async Task<List<Guid>> PageAsync(DateOnly today, Guid after, CancellationToken stop)
    {
        await using var command = database.CreateCommand("""
            select referral from deadlines.promise where due_on < $1 and not marked and referral > $2 order by referral limit $3
            """);
        command.Parameters.Add(new() { Value = today });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = PageSize });
        await using var row = await command.ExecuteReaderAsync(stop);
        var page = new List<Guid>();
        while (await row.ReadAsync(stop)) page.Add(row.GetGuid(0));
        return page;
    }
}
