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
public abstract class ReferPage(Dispatcher dispatcher, ServiceMatching matching) : WorkPage
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

    public PersonView Person { get; protected set; } = null!;

    public IReadOnlyList<MatchedService> Services { get; private set; } = [];

    /// <summary>Agreements that stand and may serve again.</summary>
    public IReadOnlyList<AgreementView> Standing { get; private set; } = [];

    public abstract string Heading { get; }

    /// <summary>The address of the form.</summary>
    public abstract string FormAddress { get; }

    public IReadOnlyList<Choice> Agreements =>
    [
        .. Standing.Select(a => new Choice(a.Id.ToString(), $"Yes, as on {DateWords.Of(a.GivenOn)}: {Shares(a.Scope)}", a.Recipients is null ? "With any suitable service" : "Only with the services they named then")),
        new(Codes.Name(AgreementScope.ContactOnly), "Yes: who they are and how to reach them", "Name, date of birth, NHS number, phone, email, address, adjustments, risks"),
        new(Codes.Name(AgreementScope.NeedSummary), "Yes: also what they need", "And what they want help with, what you write about it, age band, employment"),
        new(Codes.Name(AgreementScope.HealthDetail), "Yes: also what of their health matters for it", "And what you write about their health"),
    ];

    /// <summary>What services are matched to; null where that is still to be asked.</summary>
    protected abstract Circumstances? Circumstances { get; }

    /// <summary>The command as it would be sent, without what this page asks.</summary>
    protected abstract Send Draft(ServiceId service, AgreementId agreement);

    /// <summary>Reads whom it is about, or answers why not.</summary>
    protected abstract Task<IActionResult?> ReadAsync();

    public async Task<IActionResult> OnGetAsync() => await FillAsync() is { } not ? not : Page();

    public async Task<IActionResult> OnPostAsync()
    {
        if (await FillAsync() is { } not) return not;
        if (await AgreedAsync() is not { } sending) return await AgainAsync(FillAsync);
        if (sending.Refusal is { } no) return await RefusedAsync(no, FillAsync, Fields);
        var command = Draft(sending.Service, sending.Agreement) with
        {
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
        [("service", nameof(Service)), ("agreement", nameof(Agreement)), ("needSummary", nameof(NeedSummary)), ("healthDetail", nameof(HealthDetail)), ("riskDetail", nameof(RiskDetail))];

    private async Task<IActionResult?> FillAsync()
    {
        if (await ReadAsync() is { } not) return not;
        Services = Circumstances is { } known ? await matching.MatchAsync(known, Today, Stop) : [];
        Standing = [.. (Person.Agreements ?? []).Where(a => a.WithdrawnOn is null)];
        return null;
    }

    /// <summary>Where it goes and under which agreement, which is recorded where they agreed now; null where something is still to be chosen.</summary>
    private async Task<(ServiceId Service, AgreementId Agreement, Refusal? Refusal)?> AgreedAsync()
    {
        var service = Guid.TryParse(Service, out var id) && Services.FirstOrDefault(s => s.Id.Value == id) is { } known ? known.Id : (ServiceId?)null;
        if (service is null) Wrong(nameof(Service), "Choose a service");
        var earlier = Standing.FirstOrDefault(a => a.Id.ToString() == Agreement);
        var (scope, how) = (Codes.Parse<AgreementScope>(Agreement), Codes.Parse<AgreementGiven>(How));
        // Nobody's agreement is taken for granted.
        if (scope is null && earlier is null) Wrong(nameof(Agreement), "Say that they agree. If they do not, nothing can be sent; the conversation is recorded already");
        if (scope is not null && how is null) Wrong(nameof(How), "Choose how they agreed");
        if (!ModelState.IsValid) return null;
        if (earlier is not null) return (service!.Value, earlier.Id, null);
        // Named after what was agreed: the form sent again with another answer is another agreement.
        var step = $"agreement {Agreement} {How} {service}";
        var given = new GiveAgreement(new(StepId(step)), scope!.Value, how!.Value, WordingVersion, [service!.Value]);
        return await dispatcher.PersonAsync(Person.Id, given, Envelope(step), Stop) is Outcome.Refused { Refusal: var no } ? (service.Value, given.Agreement, no) : (service.Value, given.Agreement, null);
    }
}
