namespace ReferralBroker.Domain.Referrals;

/// <summary>The service and the person arrange to speak or meet.</summary>
public sealed record BookAppointment(DateOnly On, ContactMedium Medium, TimeOnly? At = null, Personal? Place = null) : EntryCommand, IReferralVerb<BookAppointment>
{
    public static string Verb => "book-appointment";

    public static BookAppointment Plainest(Referral referral, Occasion on) => new(on.Today, ContactMedium.FaceToFace);

    public static Decision Decide(Referral r, BookAppointment command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (!r.IsSupported && r.Status != ReferralStatus.Paused) return Refusals.NotNow(r.Status);
        if (!Contact.CanMeetBy(command.Medium)) return Refusals.NoMeeting;
        if (command.On < (command.OccurredOn ?? on.Today)) return Refusals.NotInFuture("on");
        if (ReferralRules.RefusesText("place", command.Place) is { } bad) return bad;
        if (r.Knows(command.Id)) return Refusals.EntryExists;
        return r.Record(on, command.OccurredOn, new AppointmentBooked(command.Id, command.On, command.At, command.Medium, command.Place));
    }
}
