using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>How something stands, in a word or three that carry the meaning; the colour only helps.</summary>
/// <param name="Words">The words.</param>
/// <param name="Colour">One of NHS.UK frontend's; null for its own.</param>
public sealed record Tag(string Words, string? Colour = null)
{
    public string Html() => $"<strong class=\"nhsuk-tag{(Colour is null ? "" : $" nhsuk-tag--{Colour}")}\">{HtmlEncoder.Default.Encode(Words)}</strong>";
}

/// <summary>Writes a tag.</summary>
[HtmlTargetElement("nhs-tag", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class TagTagHelper : TagHelper
{
    public required Tag Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Of.Html());
    }
}
