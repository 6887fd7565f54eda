using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;
using ReferralBroker.Domain;
using ReferralBroker.Reporting.Stages;

namespace ReferralBroker.Reporting.Funnels;

/// <summary>
/// The part of a statement that reads courses as they stood at a position, narrowed to what is asked for, and the parameters it takes. Positions and days
/// are written out in it: how many rows they leave decides how it is best read, and for parameters the server would soon use one plan for all of them.
/// </summary>
internal sealed class StandingCourses
{
    private readonly string _position;
    private readonly List<NpgsqlParameter> _parameters = [];
    private readonly StringBuilder _narrowed = new();

    public StandingCourses(long position, IEnumerable<KeyValuePair<Dimension, string>> only)
    {
        _position = position.ToString(CultureInfo.InvariantCulture);
        foreach (var (dimension, value) in only)
            _narrowed.Append(value == Dimensions.NotRecorded ? $" and {ColumnOf(dimension)} is null"
                : dimension is Dimension.Service or Dimension.Provider or Dimension.Organisation ? $" and {ColumnOf(dimension)} = {Add(Guid.Parse(value), NpgsqlDbType.Uuid)}"
                : $" and {ColumnOf(dimension)} = {Add(value, NpgsqlDbType.Text)}");
    }

    /// <summary>The column of a dimension.</summary>
    public static string ColumnOf(Dimension dimension) => Codes.Name(dimension).Replace('-', '_');

    /// <summary>A dimension's value as a key: what was not recorded has one too.</summary>
    public static string KeyOf(Dimension dimension) => $"coalesce({ColumnOf(dimension)}::text, '{Dimensions.NotRecorded}')";

    /// <summary>The key of a question that is broken down by one dimension, or by nothing.</summary>
    /// <param name="by">The dimension; null for nothing.</param>
    /// <param name="day">The column whose month counts.</param>
    public static string KeyOf(Dimension? by, string day) => by switch { null => "null::text", Dimension.Month => $"to_char({day}, 'YYYY-MM')", { } one => KeyOf(one) };

    /// <summary>That a row stood at the position and is of what is asked for, where it has both its positions.</summary>
    public string Stood => $"position <= {_position} and (closed_position is null or closed_position > {_position}){_narrowed}";

    /// <summary>A day, written out.</summary>
    public static string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"date '{day:yyyy-MM-dd}'");

    /// <summary>Adds a parameter and answers its number.</summary>
    public string Add(object value, NpgsqlDbType type)
    {
        _parameters.Add(new() { Value = value, NpgsqlDbType = type });
        return $"${_parameters.Count}";
    }

    /// <summary>Reads columns of the courses of a unit. What stands and what stood are read apart: the first are few.</summary>
    public string Select(Unit unit, string columns, string? also = null) => $"""
        select {columns} from stages.{StageTables.TableOf(unit)} where position <= {_position}{_narrowed}{(also is null ? "" : $" and {also}")}
        union all
        select {columns} from stages.{StageTables.TableOf(unit)}_past where position <= {_position} and closed_position > {_position}{_narrowed}{(also is null ? "" : $" and {also}")}
        """;

    /// <summary>
    /// What counts, one row for each: its keys as by_..., the first day of each stage, and its pounds a year. Either those that are the only one of their
    /// root, which add up however they are grouped; or the chains, each once for every combination of these keys that it has.
    /// </summary>
    public string Things(Unit unit, IReadOnlyList<Dimension> keys, bool chained)
    {
        string[] days = [.. Course.StagesOf(unit).Select(Course.ColumnOf)];
        var own = string.Concat(keys.Select(d => $"{KeyOf(d)} as {AliasOf(d)}, "));
        if (!chained) return Select(unit, $"{own}{string.Join(", ", days)}, pounds_a_year", "is_sole");
        var named = string.Concat(keys.Select(d => $"{AliasOf(d)}, "));
        return $"""
            select {named}{string.Join(", ", days.Select(d => $"min({d}) as {d}"))}, sum(pounds_a_year) as pounds_a_year
              from ({Select(unit, $"{own}root, {string.Join(", ", days)}, pounds_a_year", "not is_sole")}) hop
             group by {named}root
            """;
    }

    /// <summary>The column that holds a dimension's key among what counts.</summary>
    public static string AliasOf(Dimension dimension) => "by_" + ColumnOf(dimension);

    public NpgsqlCommand Command(NpgsqlDataSource database, string sql)
    {
        var command = database.CreateCommand(sql);
        foreach (var parameter in _parameters) command.Parameters.Add(parameter);
        return command;
    }
}
