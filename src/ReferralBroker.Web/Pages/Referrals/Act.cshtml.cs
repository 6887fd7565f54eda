using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Directory;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Forms;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Referrals;

/// <summary>Does one thing with a referral: the form of any verb that has no page of its own.</summary>
[RequiresRight(Right.WorkOnReferrals)]
public sealed class ActModel(ReferralReferences references, Reader reader, DirectoryQueries directory, Workers workers, Dispatcher dispatcher) : ReferralPage(references, reader, directory)
{
    private const string Worker = "worker";

    /// <summary>What is done.</summary>
    [BindProperty(SupportsGet = true)]
    public string Verb { get; set; } = "";

    public VerbForm Words { get; private set; } = null!;

    /// <summary>What was asked, where it is about to be answered.</summary>
    public string? Question => Verb == ProvideInformation.Verb && Can(Verb) && Referral.Timeline.LastOrDefault(e => EventWords.NameOf(e.Event) == "information-requested") is { } asked ? EventWords.Said(asked) : null;

    /// <summary>Who may be given it, where somebody is asked for.</summary>
    private IReadOnlyList<Choice> Known { get; set; } = [];

    /// <summary>The fields of its form, ready to be shown.</summary>
    public IReadOnlyList<string> Fields { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync() => await FindAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FindAsync() is { } not) return not;
        var doing = new Doing(this);
        ReferralVerbs.All.Single(v => v.Name == Verb).Visit(doing);
        return await doing.Result!;
    }

    private async Task<IActionResult?> FindAsync()
    {
        if (VerbForms.Find(Verb) is not { } words || ReferralVerbs.All.All(v => v.Name != Verb)) return NotFound();
        Words = words;
        if (await ReadAsync(Verb) is { } not) return not;
        if (words.Fields.ContainsKey(Worker)) Known = [new("", "Choose a worker"), .. (await workers.OfAsync(By.Organisation, Today, Stop)).Select(w => new Choice(w, w))];
        Fields = [.. FormOf(ReferralVerbs.All.Single(v => v.Name == Verb).Command).Fields.Select(Html)];
        return null;
    }

    private CommandForm FormOf(Type command) => CommandForm.Of(command).Only(f => Words.Fields.ContainsKey(f.Name));

    private async Task<IActionResult> DoAsync<T>() where T : IReferralVerb<T>
    {
        var form = FormOf(typeof(T));
        // What is wrong with a date leads to its first part, which therefore has to be known.
        foreach (var date in form.Fields.Where(f => f.Kind == FieldKind.Date)) ModelState.SetModelValue($"{date.Name}.Day", null, CommandForm.Date(date.Name, Request.Form).Day);
        var (command, errors) = form.Read(Request.Form, f => Words.Fields[f.Name].Label);
        foreach (var (field, wrong) in errors) Wrong(field, wrong);
        if (command is null) return await AgainAsync(FindAsync);
        return await AnswerAsync(await dispatcher.ReferralAsync(Referral.Id, (T)command, Envelope(), Stop), done => Done(Address(), Words.Done, done.Position), FindAsync, [.. Words.Fields.Keys.Select(f => (f, f))]);
    }

    /// <summary>A field as it was filled in, with what was wrong with it.</summary>
    private string Html(CommandField field)
    {
        var (label, hint) = (new Wording(Label(field), "s"), Words.Fields[field.Name].Hint);
        var error = ModelState.TryGetValue(field.Name, out var entry) && entry.Errors is [var first, ..] ? first.ErrorMessage : null;
        var form = HttpMethods.IsPost(Request.Method) ? Request.Form : FormCollection.Empty;
        var typed = form[field.Name];
        if (field.Name == Worker) return new Select(field.Name, field.Name, label, hint, error) { Items = Known, Value = typed }.Html();
        return field.Kind switch
        {
            FieldKind.Date => new DateInput(Ids.Of(field.Name), field.Name, label, hint, error)
            {
                Value = CommandForm.Date(field.Name, form),
                Parts = [Part(field, "Day"), Part(field, "Month"), Part(field, "Year")],
            }.Html(),
            FieldKind.Text => new TextArea(field.Name, field.Name, label, hint, error) { Value = typed, Rows = 4 }.Html(),
            FieldKind.Number => new TextInput(field.Name, field.Name, label, hint, error) { Value = typed, Width = 5, InputMode = "decimal", Autocomplete = "off", Spellcheck = false, Prefix = field.Name == "pounds" ? "£" : null }.Html(),
            FieldKind.Time => new TextInput(field.Name, field.Name, label, hint, error) { Value = typed, Width = 5, Autocomplete = "off", Spellcheck = false }.Html(),
            FieldKind.Line => new TextInput(field.Name, field.Name, label, hint, error) { Value = typed, Width = 20, Autocomplete = "off", Spellcheck = false }.Html(),
            FieldKind.YesOrNo => new Choices(field.Name, field.Name, label, hint, error) { Items = [new("true", "Yes"), new("false", "No")], Chosen = [.. typed!], IsSmall = true, IsInline = true }.Html(),
            FieldKind.Many => new Choices(field.Name, field.Name, label, hint, error) { Items = field.Items, Chosen = [.. typed!], IsSmall = true, IsMany = true }.Html(),
            FieldKind.Earlier => new Choices(field.Name, field.Name, label, hint, error) { Items = Earlier(field.Name), Chosen = [.. typed!], IsSmall = true }.Html(),
            _ => new Choices(field.Name, field.Name, label, hint, error) { Items = ItemsOf(field), Chosen = [.. typed!], IsSmall = true }.Html(),
        };
    }

    private string Label(CommandField field) => Words.Fields[field.Name].Label + (field.IsNeeded || field.Name == "occurredOn" ? "" : " (optional)");

    /// <summary>What nobody may choose by hand is not offered.</summary>
    private IReadOnlyList<Choice> ItemsOf(CommandField field) => [.. field.Items.Where(i => i.Value != Codes.Name(CloseReason.PersonDied) && (!IsOfMeeting(field) || Contact.CanMeetBy(Codes.Parse<ContactMedium>(i.Value)!.Value)))];

    private bool IsOfMeeting(CommandField field) => field.Name == "medium" && (Words.Verb == BookAppointment.Verb || Words.Verb == RecordAttendance.Verb);

    private static (string Id, string Name) Part(CommandField field, string part) => (Ids.Of($"{field.Name}.{part}"), $"{field.Name}.{part}");

    /// <summary>What was recorded earlier and can be meant now.</summary>
    private IReadOnlyList<Choice> Earlier(string field) => field == "job"
        ? [.. Referral.Jobs.Where(j => j.EndedOn is null).Select(j => new Choice(j.Id.ToString(), $"Started {DateWords.Of(j.StartedOn)}, {j.HoursPerWeek:0.#} hours a week"))]
        : [.. Referral.Appointments.Where(a => a.Attendance is null).Select(a => new Choice(a.Id.ToString(), $"{DateWords.Of(a.On)}, {CodeWords.Of(a.Medium)}"))];

    private sealed class Doing(ActModel page) : IReferralVerbVisitor
    {
        public Task<IActionResult>? Result { get; private set; }

        public void Visit<T>() where T : IReferralVerb<T> => Result = page.DoAsync<T>();
    }
}
