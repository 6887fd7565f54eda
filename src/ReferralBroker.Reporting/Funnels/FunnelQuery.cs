using Npgsql;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>What a count is of: the value of each dimension it is broken down by; null for all of them together.</summary>
internal readonly record struct CellKey(string? First, string? Second);

/// <summary>A count before disclosure control. It must not leave this project.</summary>
/// <param name="Count">How many.</param>
/// <param name="PoundsAYear">What they gain together, in pounds a year; null where the stage has no amount.</param>
internal readonly record struct StageCount(long Count, decimal? PoundsAYear)
{
    public StageCount Plus(StageCount other) => new(Count + other.Count, PoundsAYear is null && other.PoundsAYear is null ? null : (PoundsAYear ?? 0) + (other.PoundsAYear ?? 0));
}

/// <summary>Counts the courses of referrals and conversations as they stood at a position.</summary>
/// <remarks>
/// A chain of redirects and re-matches counts once, by its root: for each stage the first day any referral of the chain reached it. Broken down by
/// service, a chain counts once for each service it went to, so the services may add up to more than the total. Most referrals are the only one of
/// their root: these are counted in one pass by all dimensions, and add up; the few chains are counted anew for each table margin.
/// </remarks>
internal sealed class FunnelQuery(NpgsqlDataSource database)
{
    /// <summary>The counts of every cell, of every margin and of all together.</summary>
    public async Task<Dictionary<(CellKey Key, string Stage), StageCount>> CountAsync(FunnelQuestion question, long position, CancellationToken stop)
    {
        var counts = new Dictionary<(CellKey, string), StageCount>();
        void Add(Dimension[] by, IReadOnlyList<string> keys, string stage, StageCount count)
        {
            string? Key(int at) => question.By.Length > at && by.Contains(question.By[at]) ? keys[Array.IndexOf(by, question.By[at])] : null;
            var cell = (new CellKey(Key(0), Key(1)), stage);
            counts[cell] = counts.TryGetValue(cell, out var known) ? known.Plus(count) : count;
        }
        foreach (var unit in question.HasConversations ? [Unit.Conversation, Unit.RootReferral] : new[] { Unit.RootReferral })
        {
            Dimension[] by = [.. question.By.Where(d => unit != Unit.Conversation || !Dimensions.OfReferralsOnly.Contains(d))];
            var margins = MarginsOf(by);
            await RunAsync(question, unit, by, false, position, (keys, stage, count) =>
            {
                foreach (var margin in margins) Add(margin, [.. margin.Select(d => keys[Array.IndexOf(by, d)])], stage, count);
            }, stop);
            if (unit == Unit.Conversation) continue;
            foreach (var margin in margins) await RunAsync(question, unit, margin, true, position, (keys, stage, count) => Add(margin, keys, stage, count), stop);
        }
        return counts;
    }

    /// <summary>The dimensions of each margin of a table, the table itself and all together included.</summary>
    private static Dimension[][] MarginsOf(Dimension[] by) => by switch
    {
        [] => [[]],
        [var one] => [[one], []],
        [var first, var second] => [by, [first], [second], []],
        _ => throw new ArgumentException("At most two dimensions are crossed.", nameof(by)),
    };

    private async Task RunAsync(FunnelQuestion question, Unit unit, Dimension[] by, bool chained, long position, Action<IReadOnlyList<string>, string, StageCount> counted, CancellationToken stop)
    {
        var courses = new StandingCourses(position, question.Narrowed);
        var (from, to) = (StandingCourses.Day(question.From), StandingCourses.Day(question.To));
        var stages = Course.StagesOf(unit);
        var days = stages.Select(Course.ColumnOf).ToArray();
        var things = courses.Things(unit, [.. by.Where(d => d != Dimension.Month)], chained);
        // What happened in a month is another month for each stage of the same thing; everything else is the same for all its stages.
        var isByStageMonth = question.Basis == Basis.Activity && by.Contains(Dimension.Month);
        string[] months = [.. question.Months];
        await using var command = courses.Command(database, isByStageMonth ? ByStageMonth() : ByThing());
        await using var row = await command.ExecuteReaderAsync(stop);
        while (await row.ReadAsync(stop))
        {
            string[] values = [.. by.Select((d, at) => isByStageMonth && d == Dimension.Month ? months[row.GetInt32(at) - 1] : row.GetString(at))];
            if (isByStageMonth) counted(values, stages[row.GetInt32(by.Length)].Code, new(row.GetInt64(by.Length + 1), PoundsOf(stages[row.GetInt32(by.Length)].Code, by.Length + 2)));
            else
                for (var at = 0; at < stages.Count; at++)
                    if (row.GetInt64(by.Length + at) is > 0 and var count)
                        counted(values, stages[at].Code, new(count, PoundsOf(stages[at].Code, by.Length + stages.Count)));
        }

        decimal? PoundsOf(string stage, int at) => stage != StageNames.FinancialGain.Code ? null : row.IsDBNull(at) ? 0 : row.GetDecimal(at);

        string ByThing()
        {
            var isCohort = question.Basis == Basis.Cohort;
            string InPeriod(string day) => $"{day} >= {from} and {day} < {to}";
            var groups = string.Concat(by.Select(d => d == Dimension.Month ? $"to_char({days[0]}, 'YYYY-MM'), " : $"{StandingCourses.AliasOf(d)}, "));
            var gain = unit == Unit.Conversation ? "null::numeric" : $"sum(pounds_a_year){(isCohort ? "" : $" filter (where {InPeriod(Course.ColumnOf(StageNames.FinancialGain))})")}";
            return $"""
                select {groups}{string.Join(", ", days.Select(d => isCohort ? $"count({d})" : $"count(*) filter (where {InPeriod(d)})"))}, {gain}
                  from ({things}) thing
                 {(isCohort ? $"where {InPeriod(days[0])}" : "")}
                 {(by.Length == 0 ? "" : $"group by {string.Join(", ", Enumerable.Range(1, by.Length))}")}
                """;
        }

        // Months and stages are grouped by their numbers: words cost twice as much.
        string ByStageMonth()
        {
            var begun = $"array[{string.Join(", ", months.Select(m => StandingCourses.Day(DateOnly.ParseExact(m, "yyyy-MM", System.Globalization.CultureInfo.InvariantCulture))))}]";
            return $"""
                select {string.Concat(by.Select(d => d == Dimension.Month ? $"width_bucket(day, {begun}), " : $"{StandingCourses.AliasOf(d)}, "))}stage, count(*), sum(pounds_a_year)
                  from ({things}) thing cross join lateral (values {string.Join(", ", days.Select((day, number) => $"({number}, {day})"))}) as reached(stage, day)
                 where day >= {from} and day < {to}
                 group by {string.Join(", ", Enumerable.Range(1, by.Length + 1))}
                """;
        }
    }
}
