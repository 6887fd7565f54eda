namespace ReferralBroker.Reporting.Stages;

/// <summary>
/// All stages that one referral, or one conversation, stands to have reached, in one row: what is counted at once is read at once. It is versioned as
/// its stage rows are, and says nothing that they do not.
/// </summary>
/// <param name="Like">A stage row of it: whose it is and what it is counted by.</param>
/// <param name="IsSole">Whether no other referral is of the same root, so that it counts for itself.</param>
/// <param name="Days">The day of each stage of its unit, in the order of <see cref="StagesOf"/>; null where it was not reached.</param>
/// <param name="Reasons">Why it stands at each stage that has a reason, in the order of <see cref="ReasonedOf"/>; null where it does not, and where none is given.</param>
/// <param name="PoundsAYear">What is gained a year.</param>
/// <param name="Position">The event that wrote it.</param>
internal sealed record Course(StageRow Like, bool IsSole, DateOnly?[] Days, string?[] Reasons, decimal? PoundsAYear, long Position)
{
    /// <summary>The event that closed it, or null while it stands.</summary>
    public long? ClosedPosition { get; set; }

    /// <summary>The stages that a course of this unit has a day for.</summary>
    public static IReadOnlyList<Stage> StagesOf(Unit unit) => unit == Unit.Conversation ? OfConversations : OfReferrals;

    /// <summary>The stages that a course of this unit has a reason for.</summary>
    public static IReadOnlyList<Stage> ReasonedOf(Unit unit) => [.. StagesOf(unit).Where(s => s.HasReasons)];

    /// <summary>The column that holds the reason of a stage.</summary>
    public static string ReasonColumnOf(Stage stage) => "why_" + stage.Code.Replace('-', '_');

    /// <summary>The column that holds a stage's day.</summary>
    public static string ColumnOf(Stage stage) => "on_" + stage.Code.Replace('-', '_');

    /// <summary>The day a referral went a way out, as SQL.</summary>
    public static string EndedOn => $"least({string.Join(", ", OfReferrals.Where(s => s.IsLoss).Select(ColumnOf))})";

    /// <summary>The course that stage rows of one owner make; null where there is none.</summary>
    public static Course? Of(IReadOnlyList<StageRow> rows, bool isSole, long position)
    {
        if (rows.Count == 0) return null;
        var (unit, reached) = (rows[0].Unit, rows.ToDictionary(r => r.Stage));
        return new(rows[0], isSole, [.. StagesOf(unit).Select(s => reached.GetValueOrDefault(s.Code)?.OccurredOn)], [.. ReasonedOf(unit).Select(s => reached.GetValueOrDefault(s.Code)?.Reason)], rows.FirstOrDefault(r => r.PoundsAYear is not null)?.PoundsAYear, position);
    }

    /// <summary>Whether it says what another one says.</summary>
    public bool Says(Course other) =>
        (IsSole, PoundsAYear, Like.Root, Like.Hop, Like.Dimensions, Like.Of, Like.Record, Like.Person)
        == (other.IsSole, other.PoundsAYear, other.Like.Root, other.Like.Hop, other.Like.Dimensions, other.Like.Of, other.Like.Record, other.Like.Person)
        && Days.AsSpan().SequenceEqual(other.Days) && Reasons.AsSpan().SequenceEqual(other.Reasons);

    private static readonly Stage[] OfConversations = [.. StageNames.All.Where(s => s.Unit == Unit.Conversation)];
    private static readonly Stage[] OfReferrals = [.. StageNames.All.Where(s => s.Unit == Unit.RootReferral)];
}
