using System.Text.Json;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Web.Api;

namespace ReferralBroker.Web.Tests.Walk;

/// <summary>For each command a body that is well formed, so that what answers is the decision and not the reader of bodies.</summary>
internal sealed class Bodies : IReferralVerbVisitor
{
    private static readonly Dictionary<string, object> ByHand = new()
    {
        ["people/correct"] = new { particulars = new { familyName = "Testwood", givenName = "Ada", dateOfBirth = "1988-05-03" } },
        ["people/record-demographics"] = new { demographics = new { } },
        ["people/set-contact-preferences"] = new { preferences = new { doNotContact = true, preferred = Array.Empty<string>(), points = Array.Empty<string>() } },
        ["people/set-adjustments"] = new { adjustments = Array.Empty<string>() },
        ["people/choose-own-page"] = new { email = "ada@example.org" },
        ["people/end-own-page"] = new { },
        ["people/give-agreement"] = new { agreement = Guid.NewGuid(), scope = "contact-only", how = "in-person", wordingVersion = "1" },
        ["people/withdraw-agreement"] = new { agreement = Guid.NewGuid(), how = "in-person" },
        ["people/merge"] = new { record = Guid.NewGuid() },
        ["people/unmerge"] = new { record = Guid.NewGuid() },
        ["people/correct-death"] = new { why = "a mistake" },
        ["people/break-glass"] = new { reason = "risk-to-life", detail = "in words" },
        ["people/review-break-glass"] = new { access = Guid.NewGuid(), finding = "justified" },
        ["conversations/decline-offer"] = new { reason = "not-now" },
        ["services/set-eligibility"] = new { rules = Array.Empty<string>() },
        ["services/set-journey"] = new { journey = "ips" },
        ["services/publish-capacity"] = new { state = "open" },
        ["services/set-contact"] = new { phone = "0115 496 0000" },
        ["services/suspend"] = new { reason = "holiday" },
        ["services/close"] = new { reason = "it ended" },
        ["organisations/set-notices"] = new { email = "team@example.org" },
        ["organisations/revoke-answer-links"] = new { },
        ["organisations/enrol-user"] = new { user = "somebody-new", kind = "person", role = "clinician" },
        ["organisations/change-role"] = new { user = "nobody", role = "clinician" },
        ["organisations/end-user"] = new { user = "nobody" },
        ["reports/publish"] = new { title = "A report" },
        ["reports/withdraw"] = new { reason = "a mistake" },
        ["referrals/redirect"] = new { service = Guid.NewGuid(), reason = "better-fit" },
        ["referrals/correct"] = new { need = "keep-work" },
    };

    private readonly Referral _referral;
    private readonly Occasion _on;
    private readonly Dictionary<string, string> _plainest = [];

    /// <param name="referral">The referral that verbs are tried on.</param>
    /// <param name="on">When, and by whom.</param>
    public Bodies(Referral referral, Occasion on)
    {
        (_referral, _on) = (referral, on);
        foreach (var verb in ReferralVerbs.All) verb.Visit(this);
    }

    public void Visit<T>() where T : IReferralVerb<T> => _plainest[$"referrals/{T.Verb}"] = JsonSerializer.Serialize(T.Plainest(_referral, _on), ApiJson.Options);

    /// <summary>A body for an address such as "api/people/{id:guid}/merge".</summary>
    public string Of(string pattern)
    {
        var parts = pattern.Split('/');
        var name = $"{parts.First(p => p is "people" or "conversations" or "services" or "organisations" or "referrals" or "looks" or "reports")}/{parts[^1]}";
        if (parts.Contains("people")) name = $"people/{parts[^1]}";
        return ByHand.TryGetValue(name, out var body) ? JsonSerializer.Serialize(body) : _plainest.GetValueOrDefault(name, "{}");
    }
}
