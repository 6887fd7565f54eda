namespace ReferralBroker.Reporting.DisclosureControl;

/// <summary>Which small numbers are hidden before a figure leaves, and how the others are rounded.</summary>
/// <param name="Code">Its stable code.</param>
/// <param name="HiddenBelow">Counts under this are hidden.</param>
/// <param name="ShowsZero">Whether a count of none is shown.</param>
/// <param name="RoundedTo">Counts are rounded to the nearest multiple of this, or down to one.</param>
/// <param name="Words">In plain words, printed with every table.</param>
public sealed record DisclosurePolicy(string Code, int HiddenBelow, bool ShowsZero, int RoundedTo, string Words)
{
    /// <summary>NHS England's published MHSDS measures: under 5 hidden, zero too; the rest to the nearest 5.</summary>
    public static readonly DisclosurePolicy Mhsds = new("mhsds", 5, false, 5,
        "[c] means fewer than 5, none included. We hide it so nobody can be identified. Other counts are rounded to the nearest 5.");

    /// <summary>NHS England's central suppression method: 1 to 7 hidden, zero shown; the rest to the nearest 5.</summary>
    public static readonly DisclosurePolicy Central = new("central", 8, true, 5,
        "[c] means 1 to 7. We hide it so nobody can be identified. Other counts are rounded to the nearest 5.");

    /// <summary>
    /// For whatever may be asked at any time, crossed and subtracted: a figure only says whether a count is of 0 to 9, of 10 to 19, of 20 to 29 and so on.
    /// All these steps are equally wide: sums and differences of figures then leave more room than where the first is another, or a count is rounded to the nearest.
    /// </summary>
    public static readonly DisclosurePolicy Tens = new("tens", 10, false, 10,
        "[c] means fewer than 10, none included. We hide it so nobody can be identified. Other counts are rounded down to the nearest 10: 10 means 10 to 19. [u] means that a percentage of such counts could be anywhere within more than 10 points, so it is not shown.")
    { RoundsDown = true };

    /// <summary>For a service's or a practice's own work: what it knows anyway.</summary>
    public static readonly DisclosurePolicy OwnCaseload = new("own-caseload", 0, true, 1,
        "Your own organisation's figures, neither hidden nor rounded. Do not publish them.");

    /// <summary>Whether a count is rounded down, not to the nearest.</summary>
    public bool RoundsDown { get; private init; }

    /// <summary>Whether counts are hidden too that would tell a small one beside them: for tables that are published.</summary>
    public bool HidesBeside { get; private init; }

    /// <summary>The same for a table that is published.</summary>
    public DisclosurePolicy ForPublication => HiddenBelow == 0 ? this
        : this with { HidesBeside = true, Words = Words.Replace(". We hide it", ", or a count that would give such a one away. We hide it", StringComparison.Ordinal) };

    /// <summary>Between what a reader knows that a count lies, from what is shown of it.</summary>
    internal (long Low, long High) BoundsOf(Figure shown) =>
        shown.Value is not { } value ? (ShowsZero ? 1 : 0, HiddenBelow - 1)
        : value == 0 && ShowsZero ? (0, 0)
        // The nearest 10 of 5 to 14 is 10: an even step has one number less above than below.
        : (Math.Max(HiddenBelow, value - Off), value - Off + RoundedTo - 1);

    /// <summary>How far a count may lie under what is shown of it.</summary>
    private int Off => RoundsDown ? 0 : RoundedTo / 2;

    /// <summary>The policy of a code, or null.</summary>
    public static DisclosurePolicy? Find(string code) => new[] { Tens, Mhsds, Central, OwnCaseload }.FirstOrDefault(p => p.Code == code);

    /// <summary>A count as it may leave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public Figure Count(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count == 0 && ShowsZero) return Figure.Of(0);
        return count < HiddenBelow ? Figure.Hidden : Figure.Of((count + Off) / RoundedTo * RoundedTo);
    }

    /// <summary>
    /// Pounds that so many cases gain together. Where counts are rounded it is the rounded count times their mean to the nearest 500: an exact sum,
    /// taken from that of a month later or of all, would tell what one person gained.
    /// </summary>
    /// <param name="pounds">The exact sum.</param>
    /// <param name="cases">The exact number of cases.</param>
    /// <param name="shown">That number as it may leave.</param>
    public Figure Pounds(decimal pounds, long cases, Figure shown) =>
        shown.IsHidden ? Figure.Hidden
        : shown.Value is not { } count ? Figure.NotApplicable
        : RoundedTo == 1 ? Figure.Of((long)Math.Round(pounds, MidpointRounding.AwayFromZero))
        : cases == 0 ? Figure.Of(0)
        : Figure.Of(count * (long)Math.Round(pounds / cases / 500, MidpointRounding.AwayFromZero) * 500);

    /// <summary>
    /// A whole percentage of two figures as they may leave; hidden where either is, not applicable of none. Of counts rounded to the nearest it is that
    /// of the figures, as the national methods have it. Of counts rounded down, which are all too low and small ones by far, it is the middle of what it
    /// can be, and unreliable where that is wide. It tells no more than the figures do.
    /// </summary>
    public Figure Percentage(Figure part, Figure whole)
    {
        if (part.IsHidden || whole.IsHidden) return Figure.Hidden;
        if (whole.Value == 0) return Figure.NotApplicable;
        var (low, high) = ShareBehind(part, whole);
        return high - low > MostUncertain ? Figure.Unreliable : Figure.Of((long)Math.Round(100 * (low + high) / 2, MidpointRounding.AwayFromZero));
    }

    /// <summary>Between what a share of two shown figures lies, of which the one is part of the other.</summary>
    internal (decimal Low, decimal High) ShareBehind(Figure part, Figure whole)
    {
        var ((partLow, partHigh), (wholeLow, wholeHigh)) = (Behind(part), Behind(whole));
        // Two figures to the nearest may come out with a part above its whole; of counts rounded down that is known to be none.
        return ((decimal)partLow / wholeHigh, RoundsDown && partHigh > wholeLow ? 1 : (decimal)partHigh / wholeLow);
    }

    /// <summary>Between what the count behind a shown figure lies, where it is rounded down; else the figure itself.</summary>
    internal (long Low, long High) Behind(Figure shown) => RoundsDown ? BoundsOf(shown) : (shown.Value!.Value, shown.Value.Value);

    /// <summary>The widest that a share may lie within to be shown, 0 to 1.</summary>
    private const decimal MostUncertain = 0.10m;
}

/// <summary>A figure as it may leave: a number, or why there is none.</summary>
/// <param name="Value">The number, or null.</param>
/// <param name="Shown">What stands in the table.</param>
public sealed record Figure(long? Value, string Shown)
{
    public static readonly Figure Hidden = new(null, "[c]");
    public static readonly Figure NotApplicable = new(null, "[z]");
    public static readonly Figure NotAvailable = new(null, "[x]");

    /// <summary>Too uncertain to be shown: what it is made of is rounded.</summary>
    public static readonly Figure Unreliable = new(null, "[u]");

    public bool IsHidden => ReferenceEquals(this, Hidden);

    public static Figure Of(long value) => new(value, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
