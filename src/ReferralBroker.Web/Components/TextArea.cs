using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>Several lines of text.</summary>
public sealed record TextArea(string Id, string Name, Wording Label, string? Hint = null, string? Error = null) : Field(Id, Name, Label, Hint, Error)
{
    public string? Value { get; init; }

    public int Rows { get; init; } = 5;

    public string? Autocomplete { get; init; }

    // A browser drops one line break at the beginning, so one is put there for it.
    public string Html() => Group($"""
        <textarea class="nhsuk-textarea{(Error is null ? "" : " nhsuk-textarea--error")}" id="{Text(Id)}" name="{Text(Name)}" rows="{Rows}"{DescribedBy()}{Attribute("autocomplete", Autocomplete)}>{(string.IsNullOrEmpty(Value) ? "" : "\n" + Text(Value))}</textarea>
        """);
}

/// <summary>Several lines of text that fill a property.</summary>
[HtmlTargetElement("nhs-textarea", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TextAreaTagHelper : FieldTagHelper
{
    public int Rows { get; set; } = 4;

    protected override string Html() => new TextArea(Id, Name, Wording, Hint, Error) { Value = Value, Rows = Rows }.Html();
}
