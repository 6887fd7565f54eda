using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>A list that opens, of which one is chosen.</summary>
public sealed record Select(string Id, string Name, Wording Label, string? Hint = null, string? Error = null) : Field(Id, Name, Label, Hint, Error)
{
    public required IReadOnlyList<Choice> Items { get; init; }

    public string? Value { get; init; }

    public string Html() => Group($"""
        <select class="nhsuk-select{(Error is null ? "" : " nhsuk-select--error")}" id="{Text(Id)}" name="{Text(Name)}"{DescribedBy()}>{string.Concat(Items.Select(i => $"<option value=\"{Text(i.Value)}\"{(i.Value == Value ? " selected" : "")}>{Text(i.Text)}</option>"))}</select>
        """);
}

/// <summary>A list that opens and fills a property.</summary>
[HtmlTargetElement("nhs-select", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class SelectTagHelper : FieldTagHelper
{
    public required IReadOnlyList<Choice> Items { get; set; }

    protected override string Html() => new Select(Id, Name, Wording, Hint, Error) { Items = Items, Value = Value }.Html();
}
