using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>A date as it is typed: kept as it is, so that what was typed comes back even where it is no date.</summary>
public sealed record DateParts
{
    public string? Day { get; init; }

    public string? Month { get; init; }

    public string? Year { get; init; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Day) && string.IsNullOrWhiteSpace(Month) && string.IsNullOrWhiteSpace(Year);

    public static DateParts Of(DateOnly? date) => date is { } d
        ? new() { Day = $"{d.Day}", Month = $"{d.Month}", Year = $"{d.Year}" }
        : new();

    /// <summary>The date, or null where it is none. The year has four digits, or nobody could tell the century.</summary>
    public DateOnly? Read() =>
        Number(Day) is { } day && Number(Month) is { } month && Year?.Trim().Length == 4 && Number(Year) is { } year
        && year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new(year, month, day)
            : null;

    private static int? Number(string? text) =>
        int.TryParse(text?.Trim(), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A date in three parts.</summary>
public sealed record DateInput(string Id, string Name, Wording Label, string? Hint = null, string? Error = null) : Field(Id, Name, Label, Hint, Error)
{
    public DateParts Value { get; init; } = new();

    /// <summary>The ids and names of the three parts, in order.</summary>
    public required IReadOnlyList<(string Id, string Name)> Parts { get; init; }

    public string Html() => Fieldset($"""
        <div class="nhsuk-date-input" id="{Text(Id)}">{Part(0, "Day", 2, Value.Day)}{Part(1, "Month", 2, Value.Month)}{Part(2, "Year", 4, Value.Year)}</div>
        """, role: "group");

    private string Part(int at, string label, int width, string? value) => $"""
        <div class="nhsuk-date-input__item"><div class="nhsuk-form-group{(Error is null ? "" : " nhsuk-form-group--error")}"><label class="nhsuk-label nhsuk-date-input__label" for="{Text(Parts[at].Id)}">{label}</label><input class="nhsuk-input{(Error is null ? "" : " nhsuk-input--error")} nhsuk-input--width-{width} nhsuk-date-input__input" id="{Text(Parts[at].Id)}" name="{Text(Parts[at].Name)}" type="text"{Attribute("value", value)} inputmode="numeric"></div></div>
        """;
}

/// <summary>A date that fills a property of <see cref="DateParts"/>.</summary>
[HtmlTargetElement("nhs-date", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DateTagHelper : FieldTagHelper
{
    protected override string Html() => new DateInput(Id, Name, Wording, Hint, Error)
    {
        Value = For.Model as DateParts ?? new(),
        Parts = [Part(nameof(DateParts.Day)), Part(nameof(DateParts.Month)), Part(nameof(DateParts.Year))],
    }.Html();

    private (string Id, string Name) Part(string part) => (Ids.Of($"{Name}.{part}"), $"{Name}.{part}");
}
