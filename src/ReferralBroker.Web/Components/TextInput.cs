using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>A line of text.</summary>
public sealed record TextInput(string Id, string Name, Wording Label, string? Hint = null, string? Error = null) : Field(Id, Name, Label, Hint, Error)
{
    public string? Value { get; init; }

    /// <summary>How many characters wide: 2, 3, 4, 5, 10, 20 or 30.</summary>
    public int? Width { get; init; }

    /// <summary>Whether it is a number that is read digit by digit.</summary>
    public bool IsCode { get; init; }

    public string Type { get; init; } = "text";

    public string? InputMode { get; init; }

    public string? Autocomplete { get; init; }

    /// <summary>Whether a browser may look at its spelling; some send what they look at elsewhere.</summary>
    public bool? Spellcheck { get; init; }

    public string? Prefix { get; init; }

    public string? Suffix { get; init; }

    public string Html()
    {
        var input = $"""
            <input class="nhsuk-input{(IsCode ? " nhsuk-input--code" : "")}{(Error is null ? "" : " nhsuk-input--error")}{(Width is null ? "" : $" nhsuk-input--width-{Width}")}" id="{Text(Id)}" name="{Text(Name)}" type="{Type}"{Attribute("spellcheck", Spellcheck?.ToString().ToLowerInvariant())}{Attribute("value", Value)}{DescribedBy()}{Attribute("autocomplete", Autocomplete)}{Attribute("inputmode", InputMode)}>
            """;
        return Group(Prefix is null && Suffix is null ? input : $"<div class=\"nhsuk-input-wrapper\">{Beside("prefix", Prefix)}{input}{Beside("suffix", Suffix)}</div>");
    }

    private static string Beside(string side, string? text) => text is null ? "" : $"<div class=\"nhsuk-input-wrapper__{side}\" aria-hidden=\"true\">{Text(text)}</div>";
}

/// <summary>A line of text that fills a property.</summary>
[HtmlTargetElement("nhs-input", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class InputTagHelper : FieldTagHelper
{
    public int? Width { get; set; }

    public bool IsCode { get; set; }

    public string Type { get; set; } = "text";

    public string? InputMode { get; set; }

    public string? Prefix { get; set; }

    public string? Suffix { get; set; }

    /// <summary>What is typed here is about somebody else, so no browser is to fill in its owner's own.</summary>
    public string Autocomplete { get; set; } = "off";

    protected override string Html() => new TextInput(Id, Name, Wording, Hint, Error)
    {
        Value = Value,
        Width = Width,
        IsCode = IsCode,
        Type = Type,
        InputMode = InputMode,
        Autocomplete = Autocomplete,
        Spellcheck = false,
        Prefix = Prefix,
        Suffix = Suffix,
    }.Html();
}
