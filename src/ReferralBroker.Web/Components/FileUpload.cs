using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ReferralBroker.Web.Components;

/// <summary>A file to be sent.</summary>
public sealed record FileUpload(string Id, string Name, Wording Label, string? Hint = null, string? Error = null) : Field(Id, Name, Label, Hint, Error)
{
    /// <summary>Which files are offered first, as names end: .csv.</summary>
    public string? Accept { get; init; }

    /// <summary>Whether the frontend's script makes a button of its own of it, whose spoken name is not what stands on it (WCAG 2.5.3). Pages of ours do without.</summary>
    public bool IsScripted { get; init; } = true;

    public string Html() => Group(
        $"""<input class="nhsuk-file-upload__input" id="{Text(Id)}" name="{Text(Name)}" type="file"{DescribedBy()}{Attribute("accept", Accept)}>""",
        " nhsuk-file-upload", IsScripted ? " data-module=\"nhsuk-file-upload\"" : "");
}

/// <summary>A file that fills a property.</summary>
[HtmlTargetElement("nhs-file", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FileTagHelper : FieldTagHelper
{
    public string? Accept { get; set; }

    protected override string Html() => new FileUpload(Id, Name, Wording, Hint, Error) { Accept = Accept, IsScripted = false }.Html();
}
