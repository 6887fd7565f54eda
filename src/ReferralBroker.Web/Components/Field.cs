using System.Text.Encodings.Web;

namespace ReferralBroker.Web.Components;

/// <summary>The question of a field: the label of one, the legend of several that belong together.</summary>
/// <param name="Text">What is asked.</param>
/// <param name="Size">s, m, l or xl; null for the size of running text.</param>
/// <param name="IsHeading">Whether it is the heading of the page too.</param>
public sealed record Wording(string Text, string? Size = null, bool IsHeading = false);

/// <summary>What every field of a form has, in the words of NHS.UK frontend.</summary>
/// <param name="Id">By which labels, hints and the summary of errors find it.</param>
/// <param name="Name">Under which it is sent.</param>
/// <param name="Label">What is asked.</param>
/// <param name="Hint">What helps to answer.</param>
/// <param name="Error">What was wrong with the answer.</param>
public abstract record Field(string Id, string Name, Wording Label, string? Hint, string? Error)
{
    /// <summary>The frame around a field, with its label, hint and error before it.</summary>
    protected string Group(string control, string more = "", string attributes = "") => $"""
        <div class="nhsuk-form-group{(Error is null ? "" : " nhsuk-form-group--error")}{more}"{attributes}>{LabelHtml}{HintHtml}{ErrorHtml}{control}</div>
        """;

    /// <summary>The frame around several that belong together, with their legend, hint and error before them.</summary>
    protected string Fieldset(string controls, string? role = null) => $"""
        <div class="nhsuk-form-group{(Error is null ? "" : " nhsuk-form-group--error")}"><fieldset class="nhsuk-fieldset"{Attribute("role", role)}{DescribedBy()}>{LegendHtml}{HintHtml}{ErrorHtml}{controls}</fieldset></div>
        """;

    /// <summary>Which texts belong to the field, for those who hear it.</summary>
    protected string DescribedBy() =>
        Attribute("aria-describedby", (Hint, Error) switch
        {
            (null, null) => null,
            (_, null) => $"{Id}-hint",
            (null, _) => $"{Id}-error",
            _ => $"{Id}-hint {Id}-error",
        });

    private string LabelHtml => Label.IsHeading
        ? $"<h1 class=\"nhsuk-label-wrapper\">{PlainLabel}</h1>"
        : PlainLabel;

    private string PlainLabel => $"<label class=\"nhsuk-label{Sized("nhsuk-label", Label.Size)}\" for=\"{Text(Id)}\">{Text(Label.Text)}</label>";

    private string LegendHtml => $"""
        <legend class="nhsuk-fieldset__legend{Sized("nhsuk-fieldset__legend", Label.Size)}">{(Label.IsHeading ? $"<h1 class=\"nhsuk-fieldset__heading\">{Text(Label.Text)}</h1>" : Text(Label.Text))}</legend>
        """;

    private string HintHtml => Hint is null ? "" : $"<div class=\"nhsuk-hint\" id=\"{Text(Id)}-hint\">{Text(Hint)}</div>";

    private string ErrorHtml => Error is null ? "" : $"<span class=\"nhsuk-error-message\" id=\"{Text(Id)}-error\"><span class=\"nhsuk-u-visually-hidden\">Error: </span>{Text(Error)}</span>";

    private static string Sized(string name, string? size) => size is null ? "" : $" {name}--{size}";

    /// <summary>A text as HTML can hold it.</summary>
    protected static string Text(string? text) => HtmlEncoder.Default.Encode(text ?? "");

    /// <summary>An attribute; nothing where it has no value.</summary>
    protected static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{Text(value)}\"";
}
