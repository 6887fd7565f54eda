using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using ReferralBroker.Exchange.Csv;

namespace ReferralBroker.Exchange.Tests;

/// <summary>Tables as CSV that other programs read back as they were, and that no spreadsheet runs.</summary>
public sealed class CsvTableTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("she said \"yes\"", "\"she said \"\"yes\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("Zoë Łukasz, 渡辺", "\"Zoë Łukasz, 渡辺\"")]
    public async Task A_cell_is_quoted_where_it_must_be(string? cell, string written) =>
        (await WrittenAsync(["name"], [[cell]])).Should().Be($"name\r\n{written}\r\n");

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+44 7700 900123")]
    [InlineData("-5")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tstart")]
    [InlineData("\rstart")]
    [InlineData("=HYPERLINK(\"http://example.org\")")]
    public async Task A_cell_that_begins_like_a_formula_gets_an_apostrophe_before_it(string cell) =>
        (await ReadBackAsync(["name"], [[cell]])).Should().BeEquivalentTo(new[] { new[] { "'" + cell } });

    [Theory]
    [InlineData("[c]")]
    [InlineData("[z]")]
    [InlineData("0")]
    [InlineData("10025")]
    [InlineData("2026-01-31")]
    [InlineData("a=b")]
    [InlineData("in-contact")]
    public async Task What_only_holds_such_a_sign_is_left_alone(string cell) =>
        (await WrittenAsync(["name"], [[cell]])).Should().Be($"name\r\n{cell}\r\n");

    [Fact]
    public async Task It_begins_with_one_byte_order_mark_and_every_line_ends_in_both_signs()
    {
        var bytes = await BytesAsync(["a", "b"], [["1", "2"], ["3", "4"]]);
        bytes.Should().StartWith(new byte[] { 0xEF, 0xBB, 0xBF });
        Encoding.UTF8.GetString(bytes[3..]).Should().Be("a,b\r\n1,2\r\n3,4\r\n");
    }

    [Fact]
    public async Task A_table_without_rows_is_its_header() => (await WrittenAsync(["a", "b"], [])).Should().Be("a,b\r\n");

    [Theory, InlineData(1), InlineData(3)]
    public async Task A_row_of_another_length_than_the_header_is_refused(int cells)
    {
        var write = () => BytesAsync(["a", "b"], [["1", "2"], [.. Enumerable.Repeat("x", cells)]]);
        (await write.Should().ThrowAsync<ArgumentException>()).WithMessage($"*{cells} cells, the header 2*");
    }

    [Fact]
    public async Task The_stream_is_left_open_for_who_gave_it()
    {
        using var output = new MemoryStream();
        await CsvTable.WriteAsync(output, ["a"], [["1"]], TestContext.Current.CancellationToken);
        output.CanWrite.Should().BeTrue();
    }

    [Fact]
    public async Task It_stops_between_rows_when_told_to()
    {
        using var stop = new CancellationTokenSource();
        var taken = 0;
        IEnumerable<IReadOnlyList<string?>> Rows()
        {
            for (; ; taken++)
            {
                if (taken == 3) stop.Cancel();
                yield return ["x"];
            }
        }
        using var output = new MemoryStream();
        var write = () => CsvTable.WriteAsync(output, ["a"], Rows(), stop.Token);
        await write.Should().ThrowAsync<OperationCanceledException>();
        taken.Should().Be(3);
    }

    [Fact]
    public async Task Every_table_is_read_back_as_it_was()
    {
        const string Signs = "ab ,\"\r\n;'é渡😀\t1=-+@";
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var columns = random.Next(1, 5);
            var rows = Enumerable.Range(0, random.Next(0, 6)).Select(_ => Enumerable.Range(0, columns).Select(_ => Cell()).ToArray()).ToArray();
            var read = await ReadBackAsync([.. Enumerable.Range(0, columns).Select(n => $"c{n}")], rows);
            read.Should().BeEquivalentTo(rows, o => o.WithStrictOrdering(), "round {0}", round);
        }

        // Its first sign is a letter, or it would get its apostrophe.
        string Cell() => "x" + string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => Signs.EnumerateRunes().ElementAt(random.Next(Signs.EnumerateRunes().Count()))));
    }

    private static async Task<byte[]> BytesAsync(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var output = new MemoryStream();
        await CsvTable.WriteAsync(output, header, rows);
        return output.ToArray();
    }

    private static async Task<string> WrittenAsync(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows) =>
        Encoding.UTF8.GetString((await BytesAsync(header, rows))[3..]);

    private static async Task<string[][]> ReadBackAsync(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string?>> rows)
    {
        using var text = new StreamReader(new MemoryStream(await BytesAsync(header, rows)));
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture));
        await csv.ReadAsync();
        csv.ReadHeader();
        csv.HeaderRecord.Should().Equal(header);
        var read = new List<string[]>();
        while (await csv.ReadAsync()) read.Add([.. Enumerable.Range(0, header.Count).Select(n => csv.GetField(n)!)]);
        return [.. read];
    }
}
