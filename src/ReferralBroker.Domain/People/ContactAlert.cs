namespace ReferralBroker.Domain.People;

/// <summary>What nobody may overlook before they get in touch with a person.</summary>
public enum ContactAlert
{
    /// <summary>Of a list that has not caught up with the record: what it says of contact may be old.</summary>
    CatchingUp,

    HasDied,
    DoNotContact,
    AgreementWithdrawn,
    UnsafeContact,
    MustNotBeTold,
    NoMessages,
}

/// <summary>Which alerts there are, and what each says.</summary>
public static class ContactAlerts
{
    /// <summary>Those that follow from how the person wants to be reached.</summary>
    public static IEnumerable<ContactAlert> Of(ContactPreferences? preferences)
    {
        if (preferences is null) yield break;
        if (preferences.DoNotContact) yield return ContactAlert.DoNotContact;
        if (preferences.Points.Any(p => !p.Safe)) yield return ContactAlert.UnsafeContact;
        if (preferences.MustNotBeTold is not null) yield return ContactAlert.MustNotBeTold;
        if (preferences.Points.Any(p => p.Safe && !p.MayLeaveMessage)) yield return ContactAlert.NoMessages;
    }

    /// <summary>An alert in words, for whoever is about to get in touch.</summary>
    public static string Words(ContactAlert alert) => alert switch
    {
        ContactAlert.CatchingUp => "This line is catching up with what was just recorded. Open the referral before you get in touch.",
        ContactAlert.HasDied => "This person has died. Nobody is to try to reach them.",
        ContactAlert.DoNotContact => "Do not contact this person.",
        ContactAlert.AgreementWithdrawn => "The person has withdrawn their agreement. Do not contact them about this referral.",
        ContactAlert.UnsafeContact => "Some numbers or addresses are not safe to use. Use only those marked as safe.",
        ContactAlert.MustNotBeTold => "Somebody must not learn of this. Read who it is before you get in touch.",
        _ => "Do not leave messages where this is marked.",
    };
}
