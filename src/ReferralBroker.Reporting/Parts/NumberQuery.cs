using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Reporting.Funnels;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Parts;

/// <summary>Counts conversations or referrals, each by itself, as they stood at a position.</summary>
internal sealed class NumberQuery(NpgsqlDataSource database)
{
    /// <summary>How many count for each number, by the value of a dimension; by "" where there is none. A value that counts for none of them is left out.</summary>
    /// <param name="question">The period, and what it is narrowed to.</param>
    /// <param name="numbers">The numbers, of one report: all of the same unit, and parted by the same stage's month.</param>
    /// <param name="by">The dimension; null for none.</param>
    /// <param name="until">The last day that is known of.</param>
    /// <param name="position">The position.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyDictionary<(string Key, string Number), long>> CountAsync(ReportQuestion question, IReadOnlyList<CountedNumber> numbers, Dimension? by, DateOnly until, long position, CancellationToken stop)
    {
        var (courses, counts) = Conditions(question, numbers, until, position);
        if (by is { } one && !numbers[0].HasPartsBy(one)) throw new ArgumentException("These numbers are not parted by it.", nameof(by));
        var key = by is null ? "''" : StandingCourses.KeyOf(by, numbers[0].Dated is { } dated ? Course.ColumnOf(dated) : "");
        await using var command = courses.Command(database, $"""
            select key, {string.Join(", ", numbers.Select((_, at) => $"count(*) filter (where counts_{at})"))}
              from ({courses.Select(numbers[0].Unit, $"{key} as key, {string.Join(", ", counts.Select((condition, at) => $"({condition}) as counts_{at}"))}")}) course
             group by 1
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        var found = new Dictionary<(string, string), long>();
        while (await row.ReadAsync(stop))
            for (var at = 0; at < numbers.Count; at++)
                if (row.GetInt64(1 + at) is > 0 and var count) found.Add((row.GetString(0), numbers[at].Code), count);
        return found;
    }

    /// <summary>What counts for a number, in the order of its ids.</summary>
    /// <param name="question">The period, and what it is narrowed to.</param>
    /// <param name="number">The number.</param>
    /// <param name="until">The last day that is known of.</param>
    /// <param name="after">Only those after this one.</param>
    /// <param name="most">The most that are named.</param>
    /// <param name="position">The position.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<IReadOnlyList<CountedRecord>> RecordsAsync(ReportQuestion question, CountedNumber number, DateOnly until, Guid after, int most, long position, CancellationToken stop)
    {
        var (courses, counts) = Conditions(question, [number], until, position);
        var first = Course.ColumnOf(Course.StagesOf(number.Unit)[0]);
        await using var command = courses.Command(database, $"""
            select owner, began, position from ({courses.Select(number.Unit, $"owner, {first} as began, position", counts[0])}) course
             where owner > {courses.Add(after, NpgsqlDbType.Uuid)} order by owner limit {most}
            """);
        await using var row = await command.ExecuteReaderAsync(stop);
        var found = new List<CountedRecord>();
        while (await row.ReadAsync(stop)) found.Add(new(row.GetGuid(0), row.GetGuid(0), row.GetFieldValue<DateOnly>(1), row.GetInt64(2)));
        return found;
    }

    private static (StandingCourses Courses, string[] Counts) Conditions(ReportQuestion question, IReadOnlyList<CountedNumber> numbers, DateOnly until, long position)
    {
        var courses = new StandingCourses(position, question.Narrowed);
        var (from, to, last) = (StandingCourses.Day(question.From), StandingCourses.Day(question.To), StandingCourses.Day(until));
        return (courses, [.. numbers.Select(n => n.Counts!.Written(from, to, last))]);
    }
}
