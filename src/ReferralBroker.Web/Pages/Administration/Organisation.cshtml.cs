using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.CodedLinks;

namespace ReferralBroker.Web.Pages.Administration;

/// <summary>An organisation's users, and how its team is told that something waits.</summary>
[RequiresRight(Right.ManageUsers)]
public sealed class OrganisationModel(Reader reader, Dispatcher dispatcher, CodedLinkStore links) : OrganisationPage(reader)
{
    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? AnswersByLink { get; set; }

    [BindProperty]
    public string? NewUser { get; set; }

    [BindProperty]
    public string? NewKind { get; set; }

    [BindProperty]
    public string? NewRole { get; set; }

    /// <summary>Whether its team may answer by links: only a service's does.</summary>
    public bool MayAnswer => Organisation.Kind is OrganisationKind.Provider or OrganisationKind.EmploymentHub;

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostNoticesAsync()
    {
        if (await FillAsync() is { } not) return not;
        var command = new SetNotices(string.IsNullOrWhiteSpace(Email) ? null : Email.Trim(), MayAnswer && AnswersByLink == "true");
        return await SendAsync(command, command.Email is null ? "Nobody is told by email from now on." : $"What waits is told to {command.Email} from now on.", ("email", nameof(Email)), ("answersByLink", nameof(AnswersByLink)));
    }

    public async Task<IActionResult> OnPostRevokeAsync()
    {
        if (await FillAsync() is { } not) return not;
        return Done(Address, await links.RevokeAsync(new(Id), Stop) switch { 0 => "There was no link that was still good.", 1 => "1 link is ended.", var n => $"{n} links are ended." });
    }

    public async Task<IActionResult> OnPostEnrolAsync()
    {
        if (await FillAsync() is { } not) return not;
        var (kind, role) = (Codes.Parse<UserKind>(NewKind), Codes.Parse<Role>(NewRole));
        if (string.IsNullOrWhiteSpace(NewUser)) Wrong(nameof(NewUser), "Enter the key under which the identity provider knows them");
        if (kind is null) Wrong(nameof(NewKind), "Choose whether it is a person or a system");
        if (role is null) Wrong(nameof(NewRole), "Choose a role");
        if (!ModelState.IsValid) return await AgainAsync(FillAsync);
        return await SendAsync(new EnrolUser(NewUser!.Trim(), kind!.Value, role!.Value), $"{NewUser.Trim()} can log in for {Organisation.Name} from now on.", ("user", nameof(NewUser)), ("role", nameof(NewRole)));
    }

    private async Task<IActionResult> SendAsync<T>(T command, string told, params (string, string)[] fields) where T : IOrganisationVerb<T> =>
        // Somebody else's step in between, such as another user's enrolment, does not make this one wrong.
        await AnswerAsync(await dispatcher.OrganisationAsync(new OrganisationId(Id), command, Envelope() with { ExpectedVersion = null }, Stop), done => Done(Address, told, done.Position), FillAsync, fields);

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync() is { } not) return not;
        // The page has two forms. What one of them was refused must not empty the other, or saving that next would undo what is set.
        if (!Request.HasFormContentType || !Request.Form.ContainsKey(nameof(Email))) (Email, AnswersByLink) = (Organisation.Notices.Email, Organisation.Notices.AnswersByLink ? "true" : "false");
        return null;
    }
}
