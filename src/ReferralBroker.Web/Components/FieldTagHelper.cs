using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>A field of a page's form: named after the property it fills, with what was typed and what was wrong with it.</summary>
public abstract class FieldTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    /// <summary>The property it fills.</summary>
    [HtmlAttributeName("for")]
    public required ModelExpression For { get; set; }

    /// <summary>What is asked.</summary>
    public required string Label { get; set; }

    /// <inheritdoc cref="Wording.Size"/>
    public string? Size { get; set; }

    /// <summary>Whether the question is the heading of the page too.</summary>
    public bool IsHeading { get; set; }

    /// <summary>What helps to answer.</summary>
    public string? Hint { get; set; }

    protected Wording Wording => new(Label, Size, IsHeading);

    protected string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    protected string Id => Ids.Of(Name);

    protected string? Error => ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.Errors is [var first, ..] ? first.ErrorMessage : null;

    /// <summary>What was typed, else what the page fills in.</summary>
    protected string? Value => ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.AttemptedValue is { } typed ? typed : For.Model?.ToString();

    /// <summary>The field's markup.</summary>
    protected abstract string Html();

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Html());
    }
}

/// <summary>Ids of fields, made in one place so that what leads to a field always finds it.</summary>
public static class Ids
{
    public static string Of(string name) => TagBuilder.CreateSanitizedId(name, "_");
}
