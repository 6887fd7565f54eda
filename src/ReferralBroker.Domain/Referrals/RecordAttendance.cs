namespace ReferralBroker.Domain.Referrals;

/// <summary>What came of an appointment.</summary>
public sealed record RecordAttendance(Guid Appointment, Attendance Attendance, ContactMedium? Medium = null) : ReferralCommand, IReferralVerb<RecordAttendance>
{
    public static string Verb => "record-attendance";

    public static RecordAttendance Plainest(Referral referral, Occasion on) => new(referral.Appointments.FirstOrDefault(a => a.Value.Attendance is null).Key, Attendance.CancelledByService);

    public static Decision Decide(Referral r, RecordAttendance command, Occasion on)
    {
        if (r.RefusesService(on, command.OccurredOn) is { } no) return no;
        if (!r.IsSupported && r.Status != ReferralStatus.Paused) return Refusals.NotNow(r.Status);
        if (command.Medium is { } by && !Contact.CanMeetBy(by)) return Refusals.NoMeeting;
        if (!r.Appointments.TryGetValue(command.Appointment, out var booked)) return Refusals.AppointmentUnknown;
        if (booked.Attendance is not null) return booked.Attendance == command.Attendance ? Decision.Nothing : Refusals.AppointmentDone;
        var day = command.OccurredOn ?? (booked.On < r.SentOn ? r.SentOn : booked.On);
        if (day > on.Today && !IsCancelled(command.Attendance)) return Refusals.InFuture("occurredOn");
        return r.Record(on, day > on.Today ? on.Today : day, command.Attendance switch
        {
            Attendance.Attended or Attendance.AttendedLate =>
                new AppointmentAttended(command.Appointment, command.Medium ?? booked.Medium, command.Attendance == Attendance.AttendedLate),
            Attendance.DidNotAttend or Attendance.ArrivedLateNotSeen => new AppointmentMissed(command.Appointment, command.Attendance == Attendance.ArrivedLateNotSeen),
            _ => new AppointmentCancelled(command.Appointment, command.Attendance == Attendance.CancelledByPerson),
        });
    }

    private static bool IsCancelled(Attendance attendance)
    {
        return attendance is Attendance.CancelledByPerson or Attendance.CancelledByService;
    }
}
