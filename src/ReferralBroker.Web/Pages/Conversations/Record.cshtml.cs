using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Conversations;

/// <summary>Records a conversation and how it ended, on one page. Of somebody, or, to be counted only, of nobody.</summary>
[RequiresRight(Right.RecordConversations)]
public sealed class RecordModel(Dispatcher dispatcher, Reader reader, AboutToken about) : WorkPage
{
    /// <summary>The ending by which one goes on to choose a service.</summary>
    private const string Refer = "refer";

    private const string Talked = "talked";

    [BindProperty(SupportsGet = true, Name = "id")]
    public Guid? Id { get; set; }

    [BindProperty]
    public string? Setting { get; set; }

    [BindProperty]
    public string? ProfessionalRole { get; set; }

    [BindProperty]
    public string[] Topics { get; set; } = [];

    [BindProperty]
    public string? Need { get; set; }

    [BindProperty]
    public string[] Life { get; set; } = [];

    [BindProperty]
    public string? Ending { get; set; }

    [BindProperty]
    public string? DeclineReason { get; set; }

    [BindProperty]
    public DateParts OccurredOn { get; set; } = new();

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>Where a conversation with this person that was recorded a moment ago goes on; recorded twice, it would be counted twice.</summary>
    public string? Recent { get; private set; }

    /// <summary>The person; null where it is to be counted only.</summary>
    public PersonView? Person { get; private set; }

    public IReadOnlyList<Choice> Endings =>
    [
        .. Person is null ? Array.Empty<Choice>() : [new Choice(Refer, "They would like help: choose a service", "On the next page you see which services fit, and why")],
        new(Codes.Name(Domain.Conversations.Ending.AdviceGiven), "I gave advice"),
        new(Codes.Name(Domain.Conversations.Ending.Signposted), "I told them where to find help"),
        new(Codes.Name(Domain.Conversations.Ending.OfferDeclined), "I offered help and they declined"),
        new(Codes.Name(Domain.Conversations.Ending.RecordOnly), "Record the conversation only"),
    ];

    public async Task<IActionResult> OnGetAsync()
    {
        if (await FillAsync() is { } not) return not;
        (Setting, ProfessionalRole) = Usual(HttpContext.Member()!.Organisation.Kind);
        if (Id is { } id && TempData.Peek(Talked) is string talked && talked.StartsWith($"{id} ", StringComparison.Ordinal)) Recent = talked[(talked.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Read() is not { } command) return await AgainAsync(FillAsync);
        return await AnswerAsync(await dispatcher.RecordAsync(command, Envelope() with { ExpectedVersion = null }, Stop), done => Recorded(Ending == Refer
            ? $"/conversations/{done.Target}/refer?about={Uri.EscapeDataString(about.Seal(Circumstances(command), By))}"
            : $"/conversations/{done.Target}/recorded", done), FillAsync, ("occurredOn", nameof(OccurredOn)), ("note", nameof(Note)), ("topics", nameof(Topics)), ("declineReason", nameof(DeclineReason)));
    }

    private IActionResult Recorded(string address, Outcome.Done done)
    {
        if (Person is not null) TempData[Talked] = $"{Id} {address}";
        return Done(address, position: done.Position);
    }

    private async Task<IActionResult?> FillAsync()
    {
        if (Id is not { } id) return null;
        var (view, refusal) = await reader.PersonAsync(new(id), Asking("person"), Stop);
        Person = view;
        return refusal is null ? null : NotShown(refusal);
    }

    private Record? Read()
    {
        var (setting, role) = (Codes.Parse<Setting>(Setting), Codes.Parse<ProfessionalRole>(ProfessionalRole));
        if (setting is null) Wrong(nameof(Setting), "Choose where you spoke");
        if (role is null) Wrong(nameof(ProfessionalRole), "Choose who spoke with them");
        var topics = Topics.Select(Codes.Parse<Topic>).ToArray();
        if (topics.Length == 0 || topics.Any(t => t is null)) Wrong(nameof(Topics), "Choose what you spoke about");
        if (!OccurredOn.IsEmpty && OccurredOn.Read() is null) Wrong(nameof(OccurredOn), "Enter a real date, such as 3 5 2026");
        if (Ending == Refer && Codes.Parse<Need>(Need) is null) Wrong(nameof(Need), "Choose what they want help with first");
        var declined = Codes.Parse<OfferDeclineReason>(DeclineReason);
        var ending = Ending == Refer && Person is not null ? Domain.Conversations.Ending.SupportOffered : Codes.Parse<Ending>(Ending);
        if (ending is null) Wrong(nameof(Ending), "Choose how it ended");
        if (ending == Domain.Conversations.Ending.OfferDeclined && declined is null) Wrong(nameof(DeclineReason), "Choose why they declined");
        if (!ModelState.IsValid) return null;
        return new(setting!.Value, role!.Value, [.. topics.Select(t => t!.Value)], Person?.Id, ending!.Value, ending == Domain.Conversations.Ending.OfferDeclined ? declined : null,
            Note: AsWritten(Note), OccurredOn: OccurredOn.Read());
    }

    /// <summary>What the conversation says of their circumstances; what it does not say is not guessed.</summary>
    private Circumstances Circumstances(Record command)
    {
        var life = Life.Select(Codes.Parse<LifeCircumstance>).Where(l => l is not null).Select(l => l!.Value).Distinct().ToImmutableArray();
        return new([Codes.Parse<Need>(Need)!.Value],
            Age: Domain.People.Person.ParseDate(Person?.Particulars?.DateOfBirth.Text) is { } born ? Words.PersonWords.Age(born, Today) : null,
            Work: command.Topics switch
            {
                var t when t.Contains(Topic.SicknessAbsenceOrFitNote) => WorkSituation.OffSick,
                var t when t.Contains(Topic.AtRiskOfLosingWork) => WorkSituation.AtRisk,
                var t when t.Contains(Topic.OutOfWork) || t.Contains(Topic.YoungPersonNotInEducationEmploymentOrTraining) => WorkSituation.OutOfWork,
                _ => null,
            },
            Care: command.Setting switch
            {
                Domain.Conversations.Setting.GeneralPractice => [Care.GeneralPractice],
                Domain.Conversations.Setting.PrimaryCareMentalHealth or Domain.Conversations.Setting.TalkingTherapies => [Care.PrimaryCareMentalHealth],
                Domain.Conversations.Setting.CommunityMentalHealth or Domain.Conversations.Setting.InpatientMentalHealth => [Care.SecondaryMentalHealth],
                _ => null,
            },
            Life: life.IsEmpty ? null : life,
            MultipleDisadvantage: Person?.Demographics?.MultipleDisadvantage);
    }

    /// <summary>What is usual for the kind of organisation: chosen beforehand, so that it is asked of nobody who need not change it.</summary>
    private static (string, string) Usual(OrganisationKind kind) => kind == OrganisationKind.MentalHealthTeam
        ? (Codes.Name(Domain.Conversations.Setting.CommunityMentalHealth), Codes.Name(Domain.Conversations.ProfessionalRole.MentalHealthPractitioner))
        : (Codes.Name(Domain.Conversations.Setting.GeneralPractice), Codes.Name(Domain.Conversations.ProfessionalRole.GeneralPractitioner));
}
