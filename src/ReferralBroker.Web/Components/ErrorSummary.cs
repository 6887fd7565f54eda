using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>Everything that is wrong with a form, each line leading to its field.</summary>
/// <param name="Errors">What is wrong, and the id of the field; no id where no one field is to blame.</param>
public sealed record ErrorSummary(IReadOnlyList<(string Words, string? Field)> Errors)
{
    public string Html() => $"""
        <div class="nhsuk-error-summary" data-module="nhsuk-error-summary"><div role="alert"><h2 class="nhsuk-error-summary__heading">There is a problem</h2><div class="nhsuk-error-summary__body"><ul class="nhsuk-list nhsuk-error-summary__list">{string.Concat(Errors.Select(Line))}</ul></div></div></div>
        """;

    private static string Line((string Words, string? Field) error)
    {
        var words = HtmlEncoder.Default.Encode(error.Words);
        return error.Field is null ? $"<li>{words}</li>" : $"<li><a href=\"#{HtmlEncoder.Default.Encode(error.Field)}\">{words}</a></li>";
    }
}

/// <summary>A page that knows in which order its fields are wrong.</summary>
public interface IOrdersErrors
{
    /// <summary>The names of the fields, in the order in which they stand on the page.</summary>
    IReadOnlyList<string> InOrder { get; }
}

/// <summary>The summary of what is wrong with a page's form; nothing where nothing is.</summary>
[HtmlTargetElement("nhs-error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public required ViewContext ViewContext { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        var state = ViewContext.ModelState;
        if (state.IsValid) return;
        // The framework keeps them in an order of its own.
        List<string> order = ViewContext.ViewData.Model is IOrdersErrors page ? [.. page.InOrder] : [];
        var wrong = state.Where(e => e.Value!.Errors.Count > 0).OrderBy(e => order.IndexOf(e.Key) is var at and >= 0 ? at : int.MaxValue);
        output.Content.SetHtmlContent(new ErrorSummary([.. wrong.Select(e => (e.Value!.Errors[0].ErrorMessage, FieldOf(state, e.Key)))]).Html());
    }

    /// <summary>A date leads to its first part.</summary>
    private static string? FieldOf(ModelStateDictionary state, string name) =>
        name.Length == 0 ? null : Ids.Of(state.ContainsKey($"{name}.Day") ? $"{name}.Day" : name);
}
