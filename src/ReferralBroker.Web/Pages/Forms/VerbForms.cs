using System.Collections.Frozen;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Web.Pages.Forms;

/// <summary>What a field of a verb's form is called.</summary>
public sealed record FieldWords(string Label, string? Hint = null);

/// <summary>A verb on a referral as people meet it.</summary>
/// <param name="Verb">Its name in the API.</param>
/// <param name="Title">What it does; the heading of its page, and the words of the link to it.</param>
/// <param name="Button">What the button says.</param>
/// <param name="Done">What is told once it is done.</param>
/// <param name="Fields">What its fields are called; those not named here are not asked for.</param>
public sealed record VerbForm(string Verb, string Title, string Button, string Done, IReadOnlyDictionary<string, FieldWords> Fields)
{
    /// <summary>What somebody should know before they do it.</summary>
    public string? Explains { get; init; }

    /// <summary>Whether it is hard to take back: then the button warns.</summary>
    public bool IsGrave { get; init; }
}

/// <summary>The words of every verb's form, in the order in which they are offered.</summary>
public static class VerbForms
{
    private static readonly FieldWords When = new("When did it happen?", "Leave this empty for today. For example, 3 5 2026");

    public static readonly IReadOnlyList<VerbForm> All =
    [
        new(Acknowledge.Verb, "Say that it has arrived", "Say that it has arrived", "The referrer can see that this referral has arrived.", Asking()),
        new(Accept.Verb, "Accept this referral", "Accept referral", "You accepted this referral.", Asking(("worker", new("Worker", "Leave this as it is to decide later")))),
        new(RequestInformation.Verb, "Ask the referrer", "Send question", "Your question was sent. The clock stops until the referrer answers.",
            Asking(("question", new("What do you need to know?", "The referrer reads this, and so may the person"))))
        { Explains = "Your time to decide stops until the referrer answers, and then starts whole again." },
        new(ProvideInformation.Verb, "Answer the question", "Send answer", "Your answer was sent. The service decides next.",
            Asking(("answer", new("Your answer", "The service reads this. Say no more than the person agreed to")))),
        new(RecordTold.Verb, "Record that the person was told", "Save", "It is recorded that the person was told.", Asking(("medium", new("How were they told?")), ("occurredOn", When))),
        new(RecordContact.Verb, "Record a contact", "Save contact", "The contact is recorded.",
            Asking(("medium", new("How?")), ("reached", new("Did you reach them?")), ("outcome", new("What came of it?", "The referrer can read this")), ("occurredOn", When)))
        { Explains = "First contact is made when you speak with them: face to face, by phone, by talk type or by video. A message counts as a try." },
        new(BookAppointment.Verb, "Book an appointment", "Save appointment", "The appointment is recorded.",
            Asking(("on", new("On which day?", "For example, 3 5 2026")), ("at", new("At what time?", "For example, 2:30pm")), ("medium", new("How will you meet?")), ("place", new("Where?")))),
        new(RecordAttendance.Verb, "Record what came of an appointment", "Save", "It is recorded.",
            Asking(("appointment", new("Which appointment?")), ("attendance", new("Did they come?")), ("medium", new("How did you meet in the end?", "Only if it was another way than booked")), ("occurredOn", When))),
        new(StartProfile.Verb, "Start the vocational profile", "Save", "The vocational profile is started.", Asking(("occurredOn", When))),
        new(OpenAdviceCase.Verb, "Open an advice case", "Save", "The advice case is opened.", Asking(("areas", new("What is it about?", "Choose all that apply")), ("occurredOn", When))),
        new(AgreePlan.Verb, "Record an action plan", "Save plan", "The action plan is recorded.", Asking(("goal", new("What is the goal?", "In the person's own words if you can")), ("occurredOn", When))),
        new(RecordEmployerContact.Verb, "Record a contact with an employer", "Save", "The contact with an employer is recorded.", Asking(("faceToFace", new("Did you meet face to face?")), ("occurredOn", When))),
        new(StartJob.Verb, "Record a job start", "Save job", "The job is recorded.",
            Asking(("startedOn", new("When did the job start?", "For example, 3 5 2026")), ("hoursPerWeek", new("Hours a week", "For example, 16")),
                ("fourPaidHoursOn", new("By when had they worked 4 paid hours?", "Leave this empty if you do not know")), ("employer", new("Employer", "Only your organisation and the referrer can read this")))),
        new(ConfirmEmployment.Verb, "Confirm that they are still in work", "Save", "It is recorded that they are still in work.",
            Asking(("job", new("Which job?")), ("weeks", new("After how many weeks?", "13 or 26")), ("hoursPerWeek", new("Hours a week", "For example, 16")), ("wageBasis", new("What are they paid?")),
                ("evidence", new("What shows it?")), ("weeksWorked", new("Weeks worked, if there were breaks")), ("withinWeeks", new("Within how many weeks")))),
        new(EndJob.Verb, "Record that a job ended", "Save", "The end of the job is recorded.", Asking(("job", new("Which job?")), ("endedOn", new("When did it end?", "For example, 3 5 2026")))),
        new(RecordRetention.Verb, "Confirm that they kept their job", "Save", "It is recorded that they kept their job.",
            Asking(("weeks", new("After how many weeks?", "13 or 26")), ("hoursPerWeek", new("Hours a week", "For example, 16")), ("evidence", new("What shows it?")))),
        new(StartTraining.Verb, "Record training or education", "Save", "The training is recorded.", Asking(("course", new("Which course?")), ("occurredOn", When))),
        new(RecordAdvice.Verb, "Record advice", "Save", "The advice is recorded.", Asking(("about", new("What was it about?")), ("note", new("Note", "The referrer can read this")), ("occurredOn", When))),
        new(RecordGain.Verb, "Record that they are better off", "Save", "It is recorded how much better off they are.",
            Asking(("pounds", new("How many pounds?", "For example, 1250")), ("basis", new("Every year, or once?")), ("kind", new("What is it?")), ("occurredOn", When))),
        new(Assign.Verb, "Give to a worker", "Save", "The referral has another worker now.", Asking(("worker", new("Worker")))),
        new(Pause.Verb, "Pause", "Pause", "The referral is paused until its review.",
            Asking(("reason", new("Why?")), ("reviewOn", new("When will you look at it again?", "For example, 3 5 2026")), ("note", new("Note", "The referrer can read this"))))
        { Explains = "The clocks stop, and the referral comes back to your list on the day of its review. Checks of a job stay where they are." },
        new(Resume.Verb, "Go on after the pause", "Go on", "The referral goes on.", Asking()),
        new(UndoAcceptance.Verb, "Undo the acceptance", "Undo", "The acceptance is undone. You can decide again.", Asking(("note", new("Note", "The referrer can read this")))) { Explains = "Only possible before the person was reached." },
        new(Close.Verb, "Close this referral", "Close referral", "The referral is closed.",
            Asking(("reason", new("Why does it end?")), ("outcome", new("Where does the person stand with work?")), ("note", new("Note", "The other side can read this")), ("occurredOn", When)))
        { IsGrave = true },
        new(Reopen.Verb, "Reopen this referral", "Reopen", "The referral is open again.", Asking(("note", new("Note", "The other side can read this")))),
        new(Withdraw.Verb, "Withdraw this referral", "Withdraw referral", "The referral is withdrawn. The service can no longer see the person.",
            Asking(("reason", new("Why?")), ("note", new("Note", "The service can read this"))))
        { IsGrave = true, Explains = "The service stops, and can no longer see who the person is. It cannot be undone: you would send a new referral." },
        new(Recall.Verb, "Take it back from a silent service", "Take it back", "The referral is back with you. Send it to another service.",
            Asking(("note", new("Note", "The service can read this"))))
        { IsGrave = true, Explains = "The service has been silent for twice its time to answer. You can then send the referral to another one." },
        new(AddNote.Verb, "Add a note", "Save note", "The note is saved.", Asking(("text", new("Note")), ("visibility", new("Who may read it?")))),
        new(SendMessage.Verb, "Send a message", "Send message", "Your message was sent.", Asking(("text", new("Message", "The other side of this referral reads this")))),
        new(EnterInError.Verb, "This should never have been sent", "Enter in error", "The referral is entered in error and counts nowhere.",
            Asking(("why", new("What was wrong?")), ("wrongPerson", new("Was it about somebody else?"))))
        { IsGrave = true, Explains = "Only for mistakes. To end a referral that was right when it was sent, withdraw it." },
    ];

    private static readonly FrozenDictionary<string, VerbForm> ByVerb = All.ToFrozenDictionary(f => f.Verb);

    public static VerbForm? Find(string verb) => ByVerb.GetValueOrDefault(verb);

    private static IReadOnlyDictionary<string, FieldWords> Asking(params (string Field, FieldWords Words)[] fields) => fields.ToDictionary(f => f.Field, f => f.Words);
}
