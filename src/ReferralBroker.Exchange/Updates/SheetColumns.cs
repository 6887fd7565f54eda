using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Exchange.Updates;

/// <summary>The columns of a worklist as a spreadsheet: a row is a referral, a filled cell is something that happened. Layout version 1.</summary>
public static class SheetColumns
{
    public const string Reference = "Reference";
    public const string FamilyName = "Family name";
    public const string GivenName = "Given name";
    public const string Service = "Service";
    public const string Stage = "Stage";
    public const string NextStepDue = "Next step due";
    public const string ReceivedOn = "Received on";
    public const string AcceptedOn = "Accepted on";
    public const string Worker = "Worker";
    public const string LastContactOn = "Last contact on";
    public const string ContactBy = "Contact by";
    public const string Reached = "Reached";
    public const string ProfileStartedOn = "Profile started on";
    public const string EmployerContactOn = "Employer contact on";
    public const string MetEmployer = "Met the employer";
    public const string JobStartedOn = "Job started on";
    public const string HoursAWeek = "Hours a week";
    public const string InWorkAtWeeks = "In work at weeks";
    public const string HoursThen = "Hours a week then";
    public const string Paid = "Paid";
    public const string ShownBy = "Shown by";
    public const string JobEndedOn = "Job ended on";
    public const string ClosedOn = "Closed on";
    public const string ReasonForClosing = "Reason for closing";
    public const string WorkAtClosing = "Work at closing";
    public const string OwnNote = "Note to ourselves";

    /// <summary>Every column, in the order in which a service works.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        Reference, FamilyName, GivenName, Service, Stage, NextStepDue, ReceivedOn, AcceptedOn, Worker, LastContactOn, ContactBy, Reached, ProfileStartedOn, EmployerContactOn,
        MetEmployer, JobStartedOn, HoursAWeek, InWorkAtWeeks, HoursThen, Paid, ShownBy, JobEndedOn, ClosedOn, ReasonForClosing, WorkAtClosing, OwnNote,
    ];

    /// <summary>Columns that are there to be read: what stands in them is never taken from a file.</summary>
    public static readonly IReadOnlyList<string> ToBeRead = [FamilyName, GivenName, Service, Stage, NextStepDue];

    /// <summary>
    /// What is known of a referral, by column: the cells that a download shows filled. Uploaded as they are they say nothing new.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Known(SheetRecord record)
    {
        var referral = record.Referral;
        var cells = new Dictionary<string, string>();
        void Fill(string column, string? cell)
        {
            if (cell is not null) cells[column] = cell;
        }
        Fill(ReceivedOn, SheetCells.Of(record.ReceivedOn));
        Fill(AcceptedOn, SheetCells.Of(record.AcceptedOn));
        Fill(Worker, referral.Worker);
        if (referral.Contacts.Values.OrderBy(c => c.On).LastOrDefault() is { } contact)
        {
            Fill(LastContactOn, SheetCells.Of(contact.On));
            Fill(ContactBy, SheetCells.Of(contact.Medium));
            Fill(Reached, SheetCells.Of(contact.Reached));
        }
        Fill(ProfileStartedOn, SheetCells.Of(referral.ProfileOn));
        if (record.EmployerContactOn is { } employer)
        {
            Fill(EmployerContactOn, SheetCells.Of(employer.On));
            Fill(MetEmployer, SheetCells.Of(employer.FaceToFace));
        }
        if (LatestJob(referral) is { } job)
        {
            Fill(JobStartedOn, SheetCells.Of(job.StartedOn));
            Fill(HoursAWeek, SheetCells.Of(job.HoursPerWeek));
            Fill(JobEndedOn, SheetCells.Of(job.EndedOn));
        }
        return cells;
    }

    private static Job? LatestJob(Referral referral) => referral.Jobs.Values.OrderBy(j => j.IsOpen).ThenBy(j => j.StartedOn).LastOrDefault();
}
