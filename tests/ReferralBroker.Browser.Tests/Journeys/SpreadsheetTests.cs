using System.Text;
using ReferralBroker.Browser.Tests.Driving;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>A worklist is downloaded, filled in and uploaded: what would be recorded is seen first.</summary>
public sealed class SpreadsheetTests(TestBrowser browser, BrokerOfClass broker) : IClassFixture<BrokerOfClass>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worklist_goes_out_and_comes_back(bool withScripts)
    {
        var (first, second) = (await Given.ReferralAsync(broker.Host), await Given.ReferralAsync(broker.Host));
        await using var worker = await Desk.OpenAsAsync(browser, broker.Host, "provider", "spreadsheet", withScripts);
        var lines = (await worker.DownloadAsync("Download these")).TrimEnd().Split("\r\n");
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        lines = [lines[0], Filled(lines, header, first, ("Accepted on", "05/01/2026"), ("Worker", "demo-provider")), Filled(lines, header, second, ("Accepted on", "31/02/2026"))];

        await worker.ClickAsync("Upload updates");
        await worker.LookAsync("upload");
        await worker.UnfoldAsync("What you can fill in");
        await worker.LookAsync("upload-help");
        await worker.PressAsync("Upload");
        (await worker.ErrorsAsync()).Should().Equal("Choose a CSV file");
        await worker.LookAsync("upload-errors");
        await worker.ChooseFileAsync("worklist.csv", Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
        await worker.PressAsync("Upload");
        (await worker.MainAsync()).Should().Contain("2 updates on 1 referral would be recorded").And.Contain("\"31/02/2026\" is not a real date.").And.Contain("New Accepted on 5 January 2026");
        await worker.LookAsync("preview");
        await worker.PressAsync("Record 2 updates");
        worker.Address.Should().Be("/provider/worklist");
        (await worker.MainAsync()).Should().Contain("2 updates are recorded.");
        await worker.LookAsync("recorded");

        await worker.ClickAsync("Upload updates");
        await worker.ChooseFileAsync("worklist.csv", Encoding.UTF8.GetBytes(string.Join("\r\n", lines[..2])));
        await worker.PressAsync("Upload");
        (await worker.MainAsync()).Should().Contain("There is nothing new in this file.");
        await worker.LookAsync("nothing-new");
    }

    private static string Filled(string[] lines, string[] header, SentReferral referral, params (string Column, string Cell)[] cells)
    {
        var row = lines.Single(l => l.StartsWith(referral.Reference, StringComparison.Ordinal)).Split(',');
        foreach (var (column, cell) in cells) row[Array.IndexOf(header, column)] = cell;
        return string.Join(',', row);
    }
}
