using System.Text;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Exchange.Updates;

namespace ReferralBroker.Exchange.Tests;

/// <summary>What people and their spreadsheets make of a worklist, and what is read from it.</summary>
public sealed class SheetFileTests
{
    [Fact]
    public void Rows_are_read_by_the_names_of_their_columns_and_know_their_lines()
    {
        var (rows, faults) = Read("\uFEFFReference,Family name,worker,Note to ourselves\r\nABC-DEF-GHJ,Secret,sam,\"two\nlines\"\r\n\r\nABC-DEF-GHK,,,\r\n");
        faults.Should().BeEmpty();
        rows.Select(r => (r.Line, r.Reference)).Should().Equal((2, "ABC-DEF-GHJ"), (5, "ABC-DEF-GHK"));
        rows[0].Cells.Should().BeEquivalentTo(new Dictionary<string, string> { [SheetColumns.Worker] = "sam", [SheetColumns.OwnNote] = "two\nlines" }, "names are not taken from a file");
        rows[1].Cells.Should().BeEmpty();
    }

    [Theory]
    [InlineData("Reference;Worker\nA;sam")]
    [InlineData("Reference\tWorker\nA\tsam")]
    [InlineData("Worker,Reference\nsam,A")]
    [InlineData("Reference,Worker\nA,sam,,\n")]
    public void Whatever_parts_its_cells_a_spreadsheet_s_file_is_read(string text) => Read(text).Rows.Single().Cells[SheetColumns.Worker].Should().Be("sam");

    [Fact]
    public void A_note_keeps_its_letters_in_the_old_set_of_characters_too()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var (rows, _) = SheetFile.Read(Encoding.GetEncoding(1252).GetBytes("Reference,Note to ourselves\nA,Café at £3 – Zoë"));
        rows.Single().Cells[SheetColumns.OwnNote].Should().Be("Café at £3 – Zoë");
    }

    [Theory]
    [InlineData("'=SUM(A1)", "=SUM(A1)")]
    [InlineData("'@sam", "@sam")]
    [InlineData("'til Monday", "'til Monday")]
    public void The_apostrophe_that_a_download_put_before_a_formula_is_taken_away_and_no_other(string cell, string read) =>
        Read($"Reference,Note to ourselves\nA,{cell}").Rows.Single().Cells[SheetColumns.OwnNote].Should().Be(read);

    [Theory]
    [InlineData("", "The file is empty.")]
    [InlineData("PK\u0003\u0004", "This is a workbook. Save it as CSV first: File, Save as, CSV UTF-8.")]
    [InlineData("Reference\0", "This is not a CSV file. Save the spreadsheet as CSV UTF-8.")]
    public void What_is_no_such_file_is_said_so(string text, string why) => Read(text).Faults.Should().Equal(new SheetFault(0, "", why));

    [Theory]
    [InlineData("Name,Worker\nA,sam", 1, "Reference", "There is no column Reference.")]
    [InlineData("Reference,Worker,worker\nA,sam,sam", 1, "Worker", "There are two columns")]
    [InlineData("Reference,Phone\nA,1", 1, "Phone", "No column has this name")]
    [InlineData("Reference,Worker\n,sam", 2, "Reference", "There is no reference.")]
    [InlineData("Reference,Worker\nA,sam\na,sam", 3, "Reference", "a stands on line 2 already.")]
    [InlineData("Reference,Worker\nA,sam,more", 2, "", "This row has 3 cells, the header 2.")]
    public void What_cannot_be_read_is_said_by_line_and_column_with_the_mend(string text, int line, string column, string why)
    {
        var fault = Read(text).Faults.Should().ContainSingle().Subject;
        (fault.Line, fault.Column).Should().Be((line, column));
        fault.Words.Should().StartWith(why);
    }

    [Fact]
    public void No_file_is_too_long_without_it_being_said()
    {
        Read("Reference\n" + string.Join('\n', Enumerable.Range(0, SheetFile.MostRows + 1))).Faults.Single().Words.Should().Contain("more than 2,000 rows");
        SheetFile.Read(new byte[SheetFile.LongestFile + 1]).Faults.Single().Words.Should().Contain("longer than 600 kB");
        Read($"Reference,Note to ourselves\nA,{new string('x', 4001)}").Faults.Single().Words.Should().Contain("longer than 4,000 characters");
    }

    [Theory]
    [InlineData("3/5/2026")]
    [InlineData("03/05/2026")]
    [InlineData("03/05/26")]
    [InlineData("3 May 2026")]
    [InlineData("3 MAY 2026")]
    [InlineData("3-May-26")]
    [InlineData("2026-05-03")]
    [InlineData("03/05/2026 00:00")]
    public void A_date_is_read_as_people_here_write_it(string cell) => SheetCells.Date(cell).Should().Be(new DateOnly(2026, 5, 3));

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("5/13/2026")]
    [InlineData("yesterday")]
    public void What_is_no_date_is_not_guessed(string cell) => SheetCells.Date(cell).Should().BeNull();

    [Theory]
    [InlineData("face to face", ContactMedium.FaceToFace)]
    [InlineData("Face-to-face", ContactMedium.FaceToFace)]
    [InlineData("TELEPHONE", ContactMedium.Telephone)]
    public void A_code_is_read_in_words(string cell, ContactMedium medium) => SheetCells.Code<ContactMedium>(cell).Should().Be(medium);

    private static (IReadOnlyList<SheetRow> Rows, IReadOnlyList<SheetFault> Faults) Read(string text)
    {
        var (rows, faults) = SheetFile.Read(Encoding.UTF8.GetBytes(text));
        return (rows, faults);
    }
}
