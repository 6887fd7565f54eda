using ReferralBroker.Domain;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;

namespace ReferralBroker.Web.Tests.Pages;

/// <summary>A worklist goes out as a spreadsheet, is filled in, and comes back: nothing is recorded unseen, and nothing twice.</summary>
public sealed class UploadTests(TestCluster cluster)
{
    private static readonly Actor Provider = Personas.All.Single(p => p.Code == "provider").Actor;

    [Fact]
    public async Task What_was_filled_in_is_shown_row_by_row_and_recorded_once_it_is_approved()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (_, first) = await SentAsync(broker);
        var (id, second) = await SentAsync(broker);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist");
        var downloaded = await worker.DownloadAsync("Download these 2 referrals (CSV)");
        downloaded.Should().Contain(",Testwood,Ada,").And.Contain(first).And.Contain(second).And.Contain("Sent");

        var changed = downloaded.Fill(second, ("Accepted on", "05/01/2026"), ("Worker", "sam"), ("Last contact on", "5 Jan 2026"), ("Contact by", "telephone"), ("Reached", "yes"), ("Profile started on", "2026-01-05"), ("Note to ourselves", "Likes gardens"))
            .Fill(first, ("Job started on", "31/02/2026"), ("Hours a week", "16"));
        var before = await broker.EventCountAsync();
        await worker.ClickAsync("Upload updates");
        await worker.UploadAsync("The changed worklist", changed, "Upload");
        (await broker.EventCountAsync()).Should().Be(before, "a preview records nothing");
        var shown = Visitor.Text(worker.Page.QuerySelector("main")!);
        shown.Should().Contain("5 updates on 1 referral would be recorded").And.Contain("\"31/02/2026\" is not a real date. Use a format like 3 May 2026.");
        shown.Should().Contain("New Accepted on 5 January 2026").And.Contain("New Worker sam").And.Contain("New Contact on 5 January 2026, telephone, reached").And.Contain("New Vocational profile started on 5 January 2026");

        await worker.PressAsync("Record 5 updates", twice: true);
        worker.Address.Should().Be("/provider/worklist");
        var view = await broker.As("provider").GetAsync($"/api/referrals/{id}");
        view["state"]!.GetValue<string>().Should().Be("engaged");
        view["worker"]!.GetValue<string>().Should().Be("sam");
        view["timeline"]!.AsArray().Select(e => e!["event"]!.GetValue<string>()).Should().BeEquivalentTo(
            ["referral.sent.v1", "referral.received.v1", "referral.accepted.v1", "referral.assigned.v1", "referral.contact-recorded.v1", "referral.profile-started.v1", "referral.note-added.v1"], "approved twice, it is recorded once");

        var after = await broker.EventCountAsync();
        await worker.ClickAsync("Upload updates");
        await worker.UploadAsync("The changed worklist", changed, "Upload");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("0 updates on 0 referrals would be recorded").And.Contain("There is nothing new in this file.");
        (await broker.EventCountAsync()).Should().Be(after, "uploaded again, it appends nothing");
    }

    [Fact]
    public async Task A_download_that_comes_back_as_it_was_says_nothing_new_wherever_the_referral_stands()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (id, _) = await SentAsync(broker);
        var provider = broker.As("provider");
        using var worker = await Visitor.AsAsync(broker, Provider);
        foreach (var (verb, body) in new (string, object)[]
        {
            ("acknowledge", new { }), ("accept", new { worker = "sam" }), ("record-contact", new { medium = "telephone", reached = true }), ("start-profile", new { }), ("record-employer-contact", new { faceToFace = true }),
            ("start-job", new { startedOn = "2026-01-05", hoursPerWeek = 7.5 }), ("pause", new { reason = "health", reviewOn = "2026-02-01" }), ("resume", new { }),
        })
        {
            await provider.DoAsync($"/api/referrals/{id}/{verb}", body);
            await broker.CaughtUpAsync();
            await worker.GoAsync("/provider/worklist");
            var sheet = await worker.DownloadAsync("Download this referral (CSV)");
            await worker.GoAsync("/provider/worklist/upload");
            await worker.UploadAsync("The changed worklist", sheet, "Upload");
            Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("0 updates on 0 referrals", "after {0}", verb).And.Contain("1 row says nothing new").And.Contain("0 cells or rows cannot be recorded");
        }
    }

    [Fact]
    public async Task Another_organisation_s_referral_is_as_unknown_as_none_and_its_preview_is_no_good_to_anybody_else()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (id, reference) = await SentAsync(broker, Personas.ConnectToWork);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist/upload");
        await worker.UploadAsync("The changed worklist", $"Reference,Accepted on\n{reference},05/01/2026\nAAA-BBB-CCC,05/01/2026\n", "Upload");
        worker.Page.QuerySelectorAll("tbody tr").Select(Visitor.Text).Should().HaveCount(2).And.OnlyContain(t => t.EndsWith("No referral to your organisation has this reference. Copy it from the worklist.", StringComparison.Ordinal));
        (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["state"]!.GetValue<string>().Should().Be("sent");

        var (own, mine) = await SentAsync(broker);
        await worker.GoAsync("/provider/worklist/upload");
        await worker.UploadAsync("The changed worklist", $"Reference,Accepted on\n{mine},05/01/2026\n", "Upload");
        var preview = worker.Page;
        using var colleague = await Visitor.AsAsync(broker, Provider with { User = "colleague" });
        await colleague.GoAsync("/provider/worklist/upload");
        var form = colleague.Page.QuerySelector("main form")!;
        form.SetAttribute("action", "/provider/worklist/upload?handler=Approve");
        form.InnerHtml += $"<input type=hidden name=Rows value=\"{preview.QuerySelector("input[name=Rows]")!.GetAttribute("value")}\">";
        await colleague.PressAsync("Upload");
        colleague.Errors().Should().Equal("The preview is too old. Choose the file again; nothing was recorded");
        (await broker.As("provider").GetAsync($"/api/referrals/{own}"))["state"]!.GetValue<string>().Should().Be("sent");
    }

    [Fact]
    public async Task What_somebody_else_did_between_preview_and_approval_is_said_and_the_rest_is_recorded()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        var (first, one) = await SentAsync(broker);
        var (second, two) = await SentAsync(broker);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist/upload");
        await worker.UploadAsync("The changed worklist", $"Reference,Accepted on\n{one},05/01/2026\n{two},05/01/2026\n", "Upload");
        await broker.As("provider").DoAsync($"/api/referrals/{first}/decline", new { by = "service", reason = "no-capacity" });
        await worker.PressAsync("Record 2 updates");
        Visitor.Text(worker.Page.QuerySelector("main")!).Should().Contain("1 update was recorded. The rest could not be").And.Contain("Line 2 Column Accepted on");
        (await broker.As("provider").GetAsync($"/api/referrals/{second}"))["state"]!.GetValue<string>().Should().Be("accepted");
    }

    [Fact]
    public async Task A_file_that_is_none_is_said_so_at_its_field()
    {
        await using var broker = await BrokerHost.StartAsync(cluster);
        using var worker = await Visitor.AsAsync(broker, Provider);
        await worker.GoAsync("/provider/worklist/upload");
        await worker.UploadAsync("The changed worklist", "", "Upload");
        worker.Errors().Should().Equal("Choose a CSV file");
        await worker.UploadAsync("The changed worklist", "PK\u0003\u0004xl/workbook.xml", "Upload");
        worker.Errors().Should().Equal("This is a workbook. Save it as CSV first: File, Save as, CSV UTF-8.");
        await worker.UploadAsync("The changed worklist", new string('x', 700_000), "Upload");
        worker.Errors().Should().Equal("The file must be smaller than 600 kB. Upload it in parts");
        await worker.UploadAsync("The changed worklist", new string('x', 3_000_000), "Upload");
        worker.Status.Should().Be(413);
        worker.Page.Title.Should().StartWith("What you sent is too large");
    }

    private static async Task<(string Id, string Reference)> SentAsync(BrokerHost broker, ServiceId? service = null)
    {
        var id = await People.SentAsync(broker.As("clinician"), service ?? Personas.IpsInPrimaryCare);
        await broker.CaughtUpAsync();
        return (id, (await broker.As("clinician").GetAsync($"/api/referrals/{id}"))["reference"]!.GetValue<string>());
    }
}

/// <summary>Fills cells of a downloaded worklist as a spreadsheet program would.</summary>
internal static class SheetEditing
{
    public static string Fill(this string sheet, string reference, params (string Column, string Cell)[] cells)
    {
        var lines = sheet.TrimEnd().Split("\r\n");
        var header = lines[0].TrimStart('\uFEFF').Split(',');
        var at = Array.FindIndex(lines, l => l.StartsWith(reference, StringComparison.Ordinal));
        var row = lines[at].Split(',');
        foreach (var (column, cell) in cells) row[Array.IndexOf(header, column)] = cell;
        lines[at] = string.Join(',', row);
        return string.Join("\r\n", lines) + "\r\n";
    }
}
