using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Web.Access;

namespace ReferralBroker.Web.Pages.Administration;

/// <summary>One user of an organisation: another role, or the end of it.</summary>
[RequiresRight(Right.ManageUsers)]
public sealed class MemberModel(Reader reader, Dispatcher dispatcher) : OrganisationPage(reader)
{
    /// <summary>The user's key. Not in the path: it may hold a slash.</summary>
    [BindProperty(SupportsGet = true, Name = "user")]
    public string? Asked { get; set; }

    /// <summary>The same, where it is given at all: an empty one in the address is as none.</summary>
    public string Key => Asked ?? "";

    [BindProperty]
    public string? NewRole { get; set; }

    public Member Member { get; private set; } = null!;

    public string OwnAddress => $"{Address}/user?user={Uri.EscapeDataString(Key)}";

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        NewRole = Codes.Name(Member.Role);
        return Page();
    }

    /// <summary>Whether it is asked first if they are really to go.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Asks before it ends somebody.</summary>
    public async Task<IActionResult> OnGetEndingAsync()
    {
        IsEnding = true;
        return await FillAsync() is { } not ? not : Page();
    }

    public async Task<IActionResult> OnPostRoleAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Codes.Parse<Role>(NewRole) is not { } role)
        {
            Wrong(nameof(NewRole), "Choose a role");
            return await AgainAsync(FillAsync);
        }
        return await SendAsync(new ChangeRole(Key, role), $"{Key} is {RoleWords.Of(role).ToLowerInvariant()} from now on.");
    }

    public async Task<IActionResult> OnPostEndAsync()
    {
        // Pressed twice, they are gone already when it comes the second time.
        IsEnding = true;
        if (await ReadAsync() is { } not) return not;
        return await SendAsync(new EndUser(Key), $"{Key} can no longer log in for {Organisation.Name}. Sessions end at their next step.");
    }

    private async Task<IActionResult> SendAsync<T>(T command, string told) where T : IOrganisationVerb<T> =>
        await AnswerAsync(await dispatcher.OrganisationAsync(new OrganisationId(Id), command, Envelope() with { ExpectedVersion = null }, Stop), done => Done(Address, told, done.Position), FillAsync, ("role", nameof(NewRole)));

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync() is { } not) return not;
        if (!Organisation.Users.TryGetValue(Key, out var member)) return NotShown(Refusals.UserUnknown with { Field = null });
        Member = member;
        return null;
    }
}
