namespace ReferralBroker.Domain.Organisations;

/// <summary>The organisation leaves. What it did stays.</summary>
public sealed record Leave : IOrganisationVerb<Leave>
{
    public static string Verb => "leave";

    public static Decision Decide(Organisation o, Leave command, Occasion on)
    {
        if (o.RefusesAdministration(on) is { } no) return no;
        return o.Record(on, new OrganisationHasLeft());
    }
}
