namespace ReferralBroker.Reporting.Stages;

/// <summary>A condition on the columns of a course, as SQL. {from}, {to} and {until} stand for the period and the last day that is known of.</summary>
internal sealed record Condition(string Sql)
{
    public Condition And(Condition other) => new($"{Sql} and {other.Sql}");

    /// <summary>That the day of a stage lies in the period.</summary>
    public static Condition In(Stage stage) => new($"{Course.ColumnOf(stage)} >= {{from}} and {Course.ColumnOf(stage)} < {{to}}");

    /// <summary>The same with the parameters of a statement in their places.</summary>
    public string Written(string from, string to, string until) =>
        Sql.Replace("{from}", from, StringComparison.Ordinal).Replace("{to}", to, StringComparison.Ordinal).Replace("{until}", until, StringComparison.Ordinal);
}
