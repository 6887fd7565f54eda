using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;

namespace ReferralBroker.Exchange.Updates;

/// <summary>
/// What a row of a worklist would record on a referral: each cell is asked of the decisions themselves, one after the other, on what the referral would
/// be by then. A file that was uploaded before says nothing new, because what it says is so.
/// </summary>
public static class SheetPlan
{
    /// <summary>The steps of a row, in the order of a journey; cells that are empty are none.</summary>
    /// <param name="record">The referral as it stands, with what other streams know of it.</param>
    /// <param name="row">The row.</param>
    /// <param name="on">Who asks, and when.</param>
    public static ImmutableArray<SheetStep> Of(SheetRecord record, SheetRow row, Occasion on)
    {
        var steps = ImmutableArray.CreateBuilder<SheetStep>();
        foreach (var read in Readers)
        {
            if (read(new(record, row, on)) is not { } step) continue;
            if (step is { Verdict: SheetVerdict.New, Update: { } update }) (step, record) = Judged(step, update, record, on);
            steps.Add(step);
        }
        return steps.ToImmutable();
    }

    // The order matters: a person is accepted before they are contacted, and contacted before they start.
    private static readonly Func<Row, SheetStep?>[] Readers = [Received, Accepted, Assigned, Contacted, Profiled, EmployerContacted, JobStarted, Confirmed, JobEnded, Closed, Noted];

    private static (SheetStep Step, SheetRecord Record) Judged(SheetStep step, SheetUpdate update, SheetRecord record, Occasion on)
    {
        var decision = update.Ask(record.Referral, on);
        if (decision.Refusal == Refusals.EntryExists || (decision.Refusal is null && decision.Streams.IsEmpty)) return (step with { Verdict = SheetVerdict.Known, Update = null }, record);
        if (decision.Refusal is { } no) return (new(step.Column, SheetVerdict.Cannot, no.Message), record);
        var facts = decision.For(record.Referral.Id.Value).Select(e => new Fact(e, decision.OccurredOn, on.At, on.By));
        return (step, facts.Aggregate(record, (r, fact) => (r with { Referral = Referral.Evolve(r.Referral, fact) }).With(fact)));
    }

    private static SheetStep? Received(Row row)
    {
        if (!row.Has(SheetColumns.ReceivedOn)) return null;
        if (row.Date(SheetColumns.ReceivedOn) is not { } day) return row.NoDate(SheetColumns.ReceivedOn);
        var words = $"Received on {Words(day)}";
        return row.Record.ReceivedOn == day ? Known(SheetColumns.ReceivedOn, words)
            : row.Record.ReceivedOn is { } other ? Cannot(SheetColumns.ReceivedOn, $"It was received on {Words(other)}. Put that date back.")
            : New(SheetColumns.ReceivedOn, words, new Acknowledge { OccurredOn = day });
    }

    private static SheetStep? Accepted(Row row)
    {
        if (!row.Has(SheetColumns.AcceptedOn)) return null;
        if (row.Date(SheetColumns.AcceptedOn) is not { } day) return row.NoDate(SheetColumns.AcceptedOn);
        var words = $"Accepted on {Words(day)}";
        return row.Record.AcceptedOn == day ? Known(SheetColumns.AcceptedOn, words)
            : row.Record.AcceptedOn is { } other ? Cannot(SheetColumns.AcceptedOn, $"It was accepted on {Words(other)}. Put that date back.")
            : New(SheetColumns.AcceptedOn, words, new Accept { OccurredOn = day });
    }

    private static SheetStep? Assigned(Row row) => !row.Has(SheetColumns.Worker) ? null
        : row.Referral.Worker == row[SheetColumns.Worker] ? Known(SheetColumns.Worker, $"Worker {row[SheetColumns.Worker]}")
        : New(SheetColumns.Worker, $"Worker {row[SheetColumns.Worker]}", new Assign(row[SheetColumns.Worker]));

    private static SheetStep? Contacted(Row row)
    {
        if (!row.HasAny(SheetColumns.LastContactOn, SheetColumns.ContactBy, SheetColumns.Reached)) return null;
        if (row.Missing(SheetColumns.LastContactOn, SheetColumns.ContactBy, SheetColumns.Reached) is { } missing) return missing;
        if (row.Date(SheetColumns.LastContactOn) is not { } day) return row.NoDate(SheetColumns.LastContactOn);
        if (SheetCells.Code<ContactMedium>(row[SheetColumns.ContactBy]) is not { } medium) return row.NoChoice(SheetColumns.ContactBy, SheetCells.Choices<ContactMedium>());
        if (SheetCells.YesOrNo(row[SheetColumns.Reached]) is not { } reached) return row.NoChoice(SheetColumns.Reached, "yes, no");
        var words = $"Contact on {Words(day)}, {SheetCells.Of(medium)}, {(reached ? "reached" : "not reached")}";
        return row.Referral.Contacts.ContainsValue(new(day, medium, reached)) ? Known(SheetColumns.LastContactOn, words)
            : New(SheetColumns.LastContactOn, words, new RecordContact(medium, reached) { Id = row.EntryId("contact", SheetCells.Of(day), Codes.Name(medium), SheetCells.Of(reached)), OccurredOn = day });
    }

    private static SheetStep? Profiled(Row row)
    {
        if (!row.Has(SheetColumns.ProfileStartedOn)) return null;
        if (row.Date(SheetColumns.ProfileStartedOn) is not { } day) return row.NoDate(SheetColumns.ProfileStartedOn);
        var words = $"Vocational profile started on {Words(day)}";
        return row.Referral.ProfileOn == day ? Known(SheetColumns.ProfileStartedOn, words)
            : row.Referral.ProfileOn is { } other ? Cannot(SheetColumns.ProfileStartedOn, $"The profile was started on {Words(other)}. Put that date back.")
            : New(SheetColumns.ProfileStartedOn, words, new StartProfile { OccurredOn = day });
    }

    private static SheetStep? EmployerContacted(Row row)
    {
        if (!row.HasAny(SheetColumns.EmployerContactOn, SheetColumns.MetEmployer)) return null;
        if (row.Missing(SheetColumns.EmployerContactOn, SheetColumns.MetEmployer) is { } missing) return missing;
        if (row.Date(SheetColumns.EmployerContactOn) is not { } day) return row.NoDate(SheetColumns.EmployerContactOn);
        if (SheetCells.YesOrNo(row[SheetColumns.MetEmployer]) is not { } met) return row.NoChoice(SheetColumns.MetEmployer, "yes, no");
        var words = $"Contact with an employer on {Words(day)}, {(met ? "face to face" : "not face to face")}";
        return row.Record.EmployerContactOn == (day, met) ? Known(SheetColumns.EmployerContactOn, words) : New(SheetColumns.EmployerContactOn, words,
            new RecordEmployerContact(met) { Id = row.EntryId("employer-contact", SheetCells.Of(day), SheetCells.Of(met)), OccurredOn = day });
    }

    private static SheetStep? JobStarted(Row row)
    {
        // The day alone may stand there to say which job is meant elsewhere in the row, but never a number of hours alone.
        if (!row.HasAny(SheetColumns.JobStartedOn, SheetColumns.HoursAWeek)) return null;
        if (row.Missing(SheetColumns.JobStartedOn, SheetColumns.HoursAWeek) is { } missing) return missing;
        if (row.Date(SheetColumns.JobStartedOn) is not { } day) return row.NoDate(SheetColumns.JobStartedOn);
        if (SheetCells.Number(row[SheetColumns.HoursAWeek]) is not { } hours) return row.NoNumber(SheetColumns.HoursAWeek);
        var words = $"Job started on {Words(day)}, {SheetCells.Of(hours)} hours a week";
        if (row.Referral.Jobs.Values.Where(j => j.StartedOn == day).ToArray() is { Length: > 0 } same)
            return same.Any(j => j.HoursPerWeek == hours) ? Known(SheetColumns.JobStartedOn, words)
                : Cannot(SheetColumns.HoursAWeek, $"A job that started on {Words(day)} is recorded with {SheetCells.Of(same[0].HoursPerWeek)} hours a week. Correct it on the referral's page.");
        return New(SheetColumns.JobStartedOn, words, new StartJob(day, hours) { Id = row.EntryId("job", SheetCells.Of(day), SheetCells.Of(hours)) });
    }

    private static SheetStep? Confirmed(Row row)
    {
        string[] columns = [SheetColumns.InWorkAtWeeks, SheetColumns.HoursThen, SheetColumns.Paid, SheetColumns.ShownBy];
        if (!row.HasAny(columns)) return null;
        if (row.Missing(columns) is { } missing) return missing;
        if (SheetCells.Number(row[SheetColumns.InWorkAtWeeks]) is not { } weeks || !Referral.CheckWeeks.Contains((int)weeks) || weeks != (int)weeks) return row.NoChoice(SheetColumns.InWorkAtWeeks, "13, 26");
        if (SheetCells.Number(row[SheetColumns.HoursThen]) is not { } hours) return row.NoNumber(SheetColumns.HoursThen);
        if (SheetCells.Code<WageBasis>(row[SheetColumns.Paid]) is not { } wage) return row.NoChoice(SheetColumns.Paid, SheetCells.Choices<WageBasis>());
        if (SheetCells.Code<EmploymentEvidence>(row[SheetColumns.ShownBy]) is not { } evidence) return row.NoChoice(SheetColumns.ShownBy, SheetCells.Choices<EmploymentEvidence>());
        var words = $"In work at {(int)weeks} weeks, {SheetCells.Of(hours)} hours a week";
        return row.JobMeant(SheetColumns.InWorkAtWeeks, out var job) is { } which ? which
            : row.Referral.Jobs[job].ConfirmedWeeks.Contains((int)weeks) ? Known(SheetColumns.InWorkAtWeeks, words)
            : New(SheetColumns.InWorkAtWeeks, words, new ConfirmEmployment(job, (int)weeks, hours, wage, evidence));
    }

    private static SheetStep? JobEnded(Row row)
    {
        if (!row.Has(SheetColumns.JobEndedOn)) return null;
        if (row.Date(SheetColumns.JobEndedOn) is not { } day) return row.NoDate(SheetColumns.JobEndedOn);
        var words = $"Job ended on {Words(day)}";
        return row.JobMeant(SheetColumns.JobEndedOn, out var job) is { } which ? which
            : row.Referral.Jobs[job].EndedOn == day ? Known(SheetColumns.JobEndedOn, words)
            : New(SheetColumns.JobEndedOn, words, new EndJob(job, day));
    }

    private static SheetStep? Closed(Row row)
    {
        string[] columns = [SheetColumns.ClosedOn, SheetColumns.ReasonForClosing, SheetColumns.WorkAtClosing];
        if (!row.HasAny(columns)) return null;
        if (row.Missing(columns) is { } missing) return missing;
        if (row.Date(SheetColumns.ClosedOn) is not { } day) return row.NoDate(SheetColumns.ClosedOn);
        if (SheetCells.Code<CloseReason>(row[SheetColumns.ReasonForClosing]) is not { } reason) return row.NoChoice(SheetColumns.ReasonForClosing, SheetCells.Choices(CloseReason.PersonDied));
        if (SheetCells.Code<CloseOutcome>(row[SheetColumns.WorkAtClosing]) is not { } outcome) return row.NoChoice(SheetColumns.WorkAtClosing, SheetCells.Choices<CloseOutcome>());
        var words = $"Closed on {Words(day)}, {SheetCells.Of(reason)}, {SheetCells.Of(outcome)}";
        return row.Referral.Status == ReferralStatus.Closed ? Known(SheetColumns.ClosedOn, words) : New(SheetColumns.ClosedOn, words, new Close(reason, outcome) { OccurredOn = day });
    }

    private static SheetStep? Noted(Row row) => !row.Has(SheetColumns.OwnNote) ? null
        : New(SheetColumns.OwnNote, "A note that only your organisation reads", new AddNote(NoteVisibility.Own, Personal.Of(row[SheetColumns.OwnNote])) { Id = row.EntryId("note", row[SheetColumns.OwnNote]) });

    private static SheetStep New<T>(string column, string words, T command) where T : IReferralVerb<T> => new(column, SheetVerdict.New, words, SheetUpdate.Of(command));

    private static SheetStep Known(string column, string words) => new(column, SheetVerdict.Known, words);

    private static SheetStep Cannot(string column, string words) => new(column, SheetVerdict.Cannot, words);

    private static string Words(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A row over the referral as it would be by then.</summary>
    private readonly record struct Row(SheetRecord Record, SheetRow Cells, Occasion On)
    {
        public Referral Referral => Record.Referral;

        public string this[string column] => Cells.Cells[column];

        public bool Has(string column) => Cells.Cells.ContainsKey(column);

        public bool HasAny(params string[] columns) => columns.Any(Has);

        public DateOnly? Date(string column) => SheetCells.Date(this[column]);

        /// <summary>What has to be filled in together with what is.</summary>
        public SheetStep? Missing(params string[] columns)
        {
            foreach (var column in columns)
                if (!Has(column)) return Cannot(column, $"{columns.First(Has)} is filled in, this is not. Fill it in too, or empty both.");
            return null;
        }

        public SheetStep NoDate(string column) => Cannot(column, $"{Shown(column)} is not a real date. Use a format like 3 May 2026.");

        public SheetStep NoNumber(string column) => Cannot(column, $"{Shown(column)} is not a number. Write it like 16 or 7.5.");

        public SheetStep NoChoice(string column, string choices) => Cannot(column, $"{Shown(column)} is not one of the answers. Write one of: {choices}.");

        /// <summary>The job that the row speaks of: the one that started on the day it gives, else the only one there is to speak of.</summary>
        public SheetStep? JobMeant(string column, out Guid job)
        {
            var named = Has(SheetColumns.JobStartedOn) ? Date(SheetColumns.JobStartedOn) : null;
            var meant = Referral.Jobs.Where(j => named is null ? j.Value.IsOpen : j.Value.StartedOn == named).ToArray();
            job = meant.Length == 1 ? meant[0].Key : Guid.Empty;
            return meant.Length switch
            {
                1 => null,
                0 => Cannot(column, "No job is recorded that this could be about. Fill in when it started."),
                _ => Cannot(column, "Several jobs could be meant. Fill in when it started, or record this on the referral's page."),
            };
        }

        /// <summary>An id that is the same whenever the same is said of the same referral, and tells nobody what was said.</summary>
        public Guid EntryId(string kind, params string?[] said)
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{Referral.Id}\n{kind}\n{On.Fingerprint("sheet-entry", string.Join('\n', said))}"));
            return new(hash.AsSpan(0, 16), bigEndian: true);
        }

        private string Shown(string column) => $"\"{(this[column].Length > 40 ? this[column][..40] + "..." : this[column])}\"";
    }
}
