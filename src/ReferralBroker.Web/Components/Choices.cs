using System.Collections;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>One of several to choose from.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Text">What is shown.</param>
/// <param name="Hint">What helps to decide.</param>
public sealed record Choice(string Value, string Text, string? Hint = null);

/// <summary>Radios, of which one is chosen, or checkboxes, of which any number is.</summary>
public sealed record Choices(string Id, string Name, Wording Label, string? Hint = null, string? Error = null) : Field(Id, Name, Label, Hint, Error)
{
    public required IReadOnlyList<Choice> Items { get; init; }

    /// <summary>What is chosen.</summary>
    public IReadOnlyCollection<string> Chosen { get; init; } = [];

    /// <summary>Whether any number may be chosen.</summary>
    public bool IsMany { get; init; }

    public bool IsSmall { get; init; }

    /// <summary>Beside each other; for two or three short ones.</summary>
    public bool IsInline { get; init; }

    private string Kind => IsMany ? "checkboxes" : "radios";

    public string Html() => Fieldset($"""
        <div class="nhsuk-{Kind}{(IsSmall ? $" nhsuk-{Kind}--small" : "")}{(IsInline ? $" nhsuk-{Kind}--inline" : "")}" data-module="nhsuk-{Kind}">{string.Concat(Items.Select(ItemHtml))}</div>
        """);

    private string ItemHtml(Choice item, int at)
    {
        var id = at == 0 ? Id : $"{Id}-{at + 1}";
        var hint = item.Hint is null ? "" : $"<div class=\"nhsuk-hint nhsuk-{Kind}__hint\" id=\"{Text(id)}-item-hint\">{Text(item.Hint)}</div>";
        return $"""
            <div class="nhsuk-{Kind}__item"><input class="nhsuk-{Kind}__input" id="{Text(id)}" name="{Text(Name)}" type="{(IsMany ? "checkbox" : "radio")}" value="{Text(item.Value)}"{(Chosen.Contains(item.Value) ? " checked" : "")}{Attribute("aria-describedby", item.Hint is null ? null : $"{id}-item-hint")}><label class="nhsuk-label nhsuk-{Kind}__label" for="{Text(id)}">{Text(item.Text)}</label>{hint}</div>
            """;
    }
}

/// <summary>What fills a property with what is chosen.</summary>
public abstract class ChoicesTagHelper : FieldTagHelper
{
    public required IReadOnlyList<Choice> Items { get; set; }

    public bool IsSmall { get; set; } = true;

    public bool IsInline { get; set; }

    protected Choices Of(bool isMany) => new(Id, Name, Wording, Hint, Error) { Items = Items, Chosen = Chosen, IsMany = isMany, IsSmall = IsSmall, IsInline = IsInline };

    private IReadOnlyCollection<string> Chosen => For.Model switch
    {
        null => [],
        string one => [one],
        IEnumerable several => [.. several.Cast<object>().Select(s => s.ToString()!)],
        var other => [other.ToString()!],
    };
}

/// <summary>Radios that fill a property.</summary>
[HtmlTargetElement("nhs-radios", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class RadiosTagHelper : ChoicesTagHelper
{
    protected override string Html() => Of(isMany: false).Html();
}

/// <summary>Checkboxes that fill a property.</summary>
[HtmlTargetElement("nhs-checkboxes", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CheckboxesTagHelper : ChoicesTagHelper
{
    protected override string Html() => Of(isMany: true).Html();
}
