using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Looks;
using ReferralBroker.Domain;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Api;
using ReferralBroker.Web.Components;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>
/// What every page has on which people work. A page holds no rule: it sends the commands that the API takes, and says what came of them. What was typed
/// is never lost: a form that was refused comes back as it was filled in.
/// </summary>
public abstract class WorkPage : PageModel, IOrdersErrors
{
    private const string Written = "written";
    private const string Did = "did";

    private readonly List<string> _wrong = [];

    /// <summary>The id under which what the form does is remembered. It comes with the form, so that sending it twice does it once.</summary>
    [BindProperty]
    public Guid Command { get; set; }

    /// <summary>The version of the record that the form was made from.</summary>
    [BindProperty]
    public int? Version { get; set; }

    /// <summary>The day it is in England.</summary>
    public DateOnly Today => EnglandTime.DateOf(HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>What was just done, told once.</summary>
    public string? JustDone { get; private set; }

    public IReadOnlyList<string> InOrder => _wrong;

    /// <summary>Who is at this page.</summary>
    public virtual Actor By => HttpContext.Actor();

    protected CancellationToken Stop => HttpContext.RequestAborted;

    /// <summary>Who asks for what. A page reads before it does anything, so that what it is refused is an attempt to see, and goes on record.</summary>
    protected Asking Asking(string what) => new(By, what, HttpContext.Correlation());

    /// <summary>What comes with the form's command, or with one step of several that it takes.</summary>
    protected Envelope Envelope(string? step = null) => new(By, StepId(step), HttpContext.Correlation()) { ExpectedVersion = step is null ? Version : null };

    /// <summary>An id that is the same whenever the same form is sent.</summary>
    protected Guid StepId(string? step) => step is null ? Command : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Command}\n{step}")).AsSpan(0, 16), bigEndian: true);

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        // Left to itself, a page would be shown without its content to whoever asks in a way that it does not answer.
        if (context.HandlerMethod is null)
        {
            context.Result = new Answer(Problems.WrongMethod);
            return;
        }
        if (HttpMethods.IsPost(Request.Method))
        {
            // The database takes every character but this one, and no form of ours sends it; nor does one come without its id.
            if (Command == Guid.Empty || !Request.HasFormContentType || Request.Form.Any(f => f.Value.Any(v => v?.Contains('\0', StringComparison.Ordinal) == true)))
            {
                context.Result = new Answer(Problems.FormExpired);
                return;
            }
        }
        else
        {
            Command = Guid.CreateVersion7();
            JustDone = TempData[Did] as string;
        }
        await next();
    }

    /// <summary>The address of one of a page's handlers, whether or not the page's own asks for something.</summary>
    public static string HandlerAt(string address, string handler) => $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler={handler}";

    /// <summary>Goes on to an address of ours after something was done, where it is told once.</summary>
    protected IActionResult Done(string address, string? told = null, long? position = null)
    {
        if (told is not null) TempData[Did] = told;
        if (position is { } at) TempData[Written] = at.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return LocalRedirect(address);
    }

    /// <summary>Waits until a list shows what this person wrote last. Where that takes too long the list is shown as it is, and its rows say that they are catching up.</summary>
    protected async Task<bool> SeesOwnAsync(string projection)
    {
        if (TempData.Peek(Written) is not string text || !long.TryParse(text, out var position)) return true;
        return await HttpContext.RequestServices.GetRequiredService<FollowerProgress>().ReachedAsync(projection, position, Stop);
    }

    /// <summary>What came of a command, as a page: where it goes on, or the form again with what is wrong.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="done">Where it goes on once it is done.</param>
    /// <param name="again">Fills the page anew.</param>
    /// <param name="fields">Which property of the form a field of the command is.</param>
    protected async Task<IActionResult> AnswerAsync(Outcome outcome, Func<Outcome.Done, IActionResult> done, Func<Task<IActionResult?>> again, params IReadOnlyList<(string Field, string Property)> fields) =>
        outcome is Outcome.Refused no ? await RefusedAsync(no.Refusal, again, fields) : done((Outcome.Done)outcome);

    /// <summary>
    /// A no as a page: what the person is not to see or do is a page of its own; anything else comes back with the form, at the field that is to blame.
    /// </summary>
    /// <param name="refusal">The no.</param>
    /// <param name="again">Fills the page anew; its answer, if any, stands for the page.</param>
    /// <param name="fields">Which property of the form a field of the command is.</param>
    protected async Task<IActionResult> RefusedAsync(Refusal refusal, Func<Task<IActionResult?>> again, params IReadOnlyList<(string Field, string Property)> fields)
    {
        if (refusal.Kind == RefusalKind.NotAllowed) await HttpContext.RecordRefusedAsync(refusal.Code);
        if (refusal.Kind is RefusalKind.NotAllowed || (refusal.Kind == RefusalKind.Unknown && refusal.Field is null)) return new Answer(Problems.Of(refusal));
        var property = fields.FirstOrDefault(f => f.Field == refusal.Field).Property ?? "";
        Wrong(property, refusal == DispatchRefusals.StaleVersion
            ? "Somebody else changed this while you were writing. Look at what it is now; what you wrote is kept below. Then send it again if it still holds."
            : refusal.Message);
        if (refusal == DispatchRefusals.StaleVersion) Version = null;
        return await AgainAsync(again, Problems.StatusOf(refusal));
    }

    /// <summary>Says what is wrong with a field. Fields are looked at in the order in which they stand on the page.</summary>
    protected void Wrong(string property, string words)
    {
        ModelState.AddModelError(property, words);
        _wrong.Add(property);
    }

    /// <summary>The page again with what was typed and what is wrong with it.</summary>
    protected async Task<IActionResult> AgainAsync(Func<Task<IActionResult?>> again, int status = StatusCodes.Status422UnprocessableEntity)
    {
        if (await again() is { } instead) return instead;
        Response.StatusCode = status;
        return Page();
    }

    /// <summary>Fills nothing: for a page whose content is there already.</summary>
    protected static Task<IActionResult?> Nothing() => Task.FromResult<IActionResult?>(null);

    /// <summary>What somebody wrote; null where that is nothing.</summary>
    protected static Personal? AsWritten(string? text) => string.IsNullOrWhiteSpace(text) ? null : Personal.Of(text);

    /// <summary>A refusal to show what was asked for.</summary>
    protected static IActionResult NotShown(Refusal refusal) => new Answer(Problems.Of(refusal));

    /// <summary>An answer of the API's own kind, as a page's.</summary>
    protected sealed class Answer(IResult result) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => result.ExecuteAsync(context.HttpContext);
    }
}
