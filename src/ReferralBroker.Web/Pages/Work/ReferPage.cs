using Microsoft.AspNetCore.Mvc;
using ReferralBroker.Application.Dispatch;
using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Conversations;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Services.Matching;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Components;
using ReferralBroker.Web.Pages.Words;
using ReferralBroker.Web.Reading;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>Chooses a service, says what the person agreed to share, and sends: after a conversation, or in place of a referral that was declined.</summary>
public abstract class ReferPage(Dispatcher dispatcher, ServiceMatching matching, AboutToken about) : WorkPage
{
    /// <summary>The words by which the person was asked whether they agree; they change with this version.</summary>
    public const string WordingVersion = "2026-11";

    [BindProperty]
    public string? Service { get; set; }

    /// <summary>What they agreed to: an agreement they gave earlier, or how much is shared by one they give now.</summary>
    [BindProperty]
    public string? Agreement { get; set; }

    [BindProperty]
    public string? How { get; set; } = Codes.Name(AgreementGiven.InPerson);

    [BindProperty]
    public string[] Risks { get; set; } = [];

    [BindProperty]
    public string? NeedSummary { get; set; }

    [BindProperty]
    public string? HealthDetail { get; set; }

    [BindProperty]
    public string? RiskDetail { get; set; }

    /// <summary>Why it is sent although the service does not seem to fit.</summary>
    [BindProperty]
    public string? Despite { get; set; }

    /// <summary>What was said of their circumstances, sealed.</summary>
    [BindProperty(SupportsGet = true)]
    public string? About { get; set; }

    [BindProperty]
    public string? LivesInNottingham { get; set; }

    [BindProperty]
    public string? MayWorkInTheUk { get; set; }

    [BindProperty]
    public string? OnAnotherProgramme { get; set; }

    /// <summary>Whether they chose a service that does not seem to fit, so that it is asked why.</summary>
    public bool DoesNotFit => Services.FirstOrDefault(s => s.Id.ToString() == Service) is { Suitability: Suitability.NotSuitable };

    /// <summary>Whether an answer is not known that would tell more of what fits.</summary>
    public bool AsksMore => Circumstances is { LivesInNottingham: null } or { MayWorkInTheUk: null } or { OnAnotherProgramme: null };

    public PersonView Person { get; protected set; } = null!;

    public IReadOnlyList<MatchedService> Services { get; private set; } = [];

    /// <summary>Agreements that stand and may serve again.</summary>
    public IReadOnlyList<AgreementView> Standing { get; private set; } = [];

    public abstract string Heading { get; }

    /// <summary>The address of the form.</summary>
    public string FormAddress => About is null ? BareAddress : AddressAbout(About);

    /// <summary>The same without what was said of their circumstances.</summary>
    protected abstract string BareAddress { get; }

    /// <summary>The page's address once something was said of their circumstances, which no address says in the clear.</summary>
    protected string AddressAbout(string token) => $"{BareAddress}?about={Uri.EscapeDataString(token)}";

    /// <summary>Seals what was said, for an address.</summary>
    protected string Sealed(Circumstances said) => about.Seal(said, By);

    /// <summary>What was said of their circumstances; null where nothing was, or too long ago.</summary>
    protected Circumstances? Said => about.Open(About, By);

    public IReadOnlyList<Choice> Agreements =>
    [
        .. Standing.Select(a => new Choice(a.Id.ToString(), $"Yes, as on {DateWords.Of(a.GivenOn)}: {Shares(a.Scope)}", a.Recipients is not { } named ? "With any suitable service" : $"Only with {string.Join(" and ", named.Select(NameOf))}")),
        new(Codes.Name(AgreementScope.ContactOnly), "Yes: who they are and how to reach them", "Name, date of birth, NHS number, phone, email, address, adjustments, risks"),
        new(Codes.Name(AgreementScope.NeedSummary), "Yes: also what they need", "And what they want help with, what you write about it, age band, employment"),
        new(Codes.Name(AgreementScope.HealthDetail), "Yes: also what of their health matters for it", "And what you write about their health"),
    ];

    /// <summary>What services are matched to; null where that is still to be asked.</summary>
    protected abstract Circumstances? Circumstances { get; }

    /// <summary>Whether a service is one to choose from.</summary>
    protected virtual bool IsOffered(MatchedService service) => true;

    /// <summary>The command as it would be sent, without what this page asks.</summary>
    protected abstract Send Draft(ServiceId service, AgreementId agreement);

    /// <summary>Reads whom it is about, or answers why not.</summary>
    protected abstract Task<IActionResult?> ReadAsync();

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    /// <summary>Shows the services again by what is known now. Nothing of it is kept but in the address, sealed.</summary>
    public async Task<IActionResult> OnPostAskedAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Circumstances is not { } known) return LocalRedirect(BareAddress);
        return LocalRedirect(AddressAbout(Sealed(known with
        {
            LivesInNottingham = YesOrNo(LivesInNottingham) ?? known.LivesInNottingham,
            MayWorkInTheUk = YesOrNo(MayWorkInTheUk) ?? known.MayWorkInTheUk,
            OnAnotherProgramme = YesOrNo(OnAnotherProgramme) ?? known.OnAnotherProgramme,
        })));
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (Chosen() is not { } chosen) return await AgainAsync(FillAsync);
        var command = Draft(chosen.Service, chosen.Agreement) with
        {
            // Given now, it is recorded with the sending or not at all.
            Given = chosen.Given,
            Despite = DoesNotFit ? AsWritten(Despite) : null,
            Risks = [.. Risks.Select(Codes.Parse<RiskFlag>).Where(r => r is not null).Select(r => r!.Value)],
            NeedSummary = AsWritten(NeedSummary),
            HealthDetail = AsWritten(HealthDetail),
            RiskDetail = AsWritten(RiskDetail),
        };
        return await AnswerAsync(await dispatcher.SendAsync(command, Envelope() with { ExpectedVersion = null }, Stop),
            done => Done($"/referrals/{ReferralReference.Of(new(done.Target))}/sent", position: done.Position), FillAsync, Fields);
    }

    /// <summary>What the broker knows a sender to be: the source and the setting that go with the referral.</summary>
    protected (ReferralSource Source, Setting Setting) Where() => HttpContext.Member()!.Organisation.Kind == OrganisationKind.MentalHealthTeam
        ? (ReferralSource.MentalHealthTeam, Setting.CommunityMentalHealth)
        : (ReferralSource.GeneralPractice, Setting.GeneralPractice);

    /// <summary>What an agreement shares, for a sentence.</summary>
    public static string Shares(AgreementScope scope) => scope switch
    {
        AgreementScope.ContactOnly => "who they are and how to reach them",
        AgreementScope.NeedSummary => "who they are and what they need",
        _ => "who they are, what they need, and what of their health matters for it",
    };

    /// <summary>The same, to the person themselves.</summary>
    public static string SharesOfYours(AgreementScope scope) => scope switch
    {
        AgreementScope.ContactOnly => "who you are and how to reach you",
        AgreementScope.NeedSummary => "who you are and what you need",
        _ => "who you are, what you need, and what of your health matters for it",
    };

    private static readonly (string, string)[] Fields =
        [("service", nameof(Service)), ("agreement", nameof(Agreement)), ("despite", nameof(Despite)), ("needSummary", nameof(NeedSummary)), ("healthDetail", nameof(HealthDetail)), ("riskDetail", nameof(RiskDetail))];

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync() is { } not) return not;
        Services = Circumstances is { } known ? [.. (await matching.MatchAsync(known, Today, Stop)).Where(IsOffered)] : [];
        // Of agreements to the same thing the newest stands for all.
        Standing = [.. (Person.Agreements ?? []).Where(a => a.WithdrawnOn is null)
            .GroupBy(a => (a.Scope, string.Join(' ', (a.Recipients ?? []).Select(s => s.Value).Order()))).Select(g => g.MaxBy(a => a.GivenOn)!)];
        return null;
    }

    private string NameOf(ServiceId service) => Services.FirstOrDefault(s => s.Id == service)?.Name ?? "a service that has closed";

    private static bool? YesOrNo(string? text) => text switch { "true" => true, "false" => false, _ => null };

    /// <summary>Where it goes and under which agreement; null where something is still to be chosen.</summary>
    private (ServiceId Service, AgreementId Agreement, GiveAgreement? Given)? Chosen()
    {
        var service = Guid.TryParse(Service, out var id) && Services.FirstOrDefault(s => s.Id.Value == id) is { } known ? known.Id : (ServiceId?)null;
        if (service is null) Wrong(nameof(Service), "Choose a service");
        if (DoesNotFit && AsWritten(Despite) is null) Wrong(nameof(Despite), "This service does not seem to fit. Say why you send it there all the same, or choose another");
        var earlier = Standing.FirstOrDefault(a => a.Id.ToString() == Agreement);
        var (scope, how) = (Codes.Parse<AgreementScope>(Agreement), Codes.Parse<AgreementGiven>(How));
        // Nobody's agreement is taken for granted.
        if (scope is null && earlier is null) Wrong(nameof(Agreement), "Say that they agree. If they do not, nothing can be sent; the conversation is recorded already");
        if (scope is not null && how is null) Wrong(nameof(How), "Choose how they agreed");
        if (!ModelState.IsValid) return null;
        if (earlier is not null) return (service!.Value, earlier.Id, null);
        var given = new GiveAgreement(new(StepId("agreement")), scope!.Value, how!.Value, WordingVersion, [service!.Value]);
        return (service.Value, given.Agreement, given);
    }
}
