using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ReferralBroker.Browser.Tests.Driving;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>A team without an account gets a message, asks for a code, and answers.</summary>
public sealed partial class AnsweringByLinkTests(TestBrowser browser, TestCluster cluster)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_team_accepts_by_link_and_code(bool withScripts)
    {
        var folder = Directory.CreateTempSubdirectory("referral-broker-mail-");
        try
        {
            await using var broker = await BrokerHost.StartAsync(cluster, s => s.Remove(s.Single(d => d.ServiceType == typeof(IHostedService) && d.ImplementationType == typeof(NoticeService))),
                new Dictionary<string, string?> { ["Broker:Mail:Folder"] = folder.FullName, ["Broker:Mail:From"] = "broker@example.org" });
            await broker.As("administrator").DoAsync($"/api/organisations/{Personas.All.Single(p => p.Code == "provider").Actor.Organisation}/set-notices", new { email = "team@example.org", answersByLink = true });
            var referral = await Given.ReferralAsync(broker);
            await broker.Services.GetRequiredService<NoticeSender>().SendDueAsync(TestContext.Current.CancellationToken);
            await using var team = await Desk.OpenAsync(browser, broker, "answering-by-link", withScripts);
            await team.GoAsync(In(folder, LinkPattern()));
            (await team.MainAsync()).Should().NotContain(referral.Person.FamilyName);
            await team.LookAsync("link");
            await team.PressAsync("Send me a code");
            await team.LookAsync("code");
            await team.FillAsync("Code", "abc");
            await team.PressAsync("Continue");
            (await team.ErrorsAsync()).Should().Equal("This is not the code we sent last. Look at the newest message");
            await team.LookAsync("code-errors");
            await team.FillAsync("Code", In(folder, CodePattern()));
            await team.PressAsync("Continue");
            (await team.TextAsync(".app-person")).Should().Contain(referral.Person.Shown);
            await team.LookAsync("referral");
            await team.PressAsync("Decline referral");
            (await team.ErrorsAsync()).Should().Equal("Choose whose decision it is", "Choose why");
            await team.LookAsync("decline-errors");
            await team.PressAsync("Accept referral");
            (await team.MainAsync()).Should().Contain("You accepted this referral.");
            await team.LookAsync("accepted");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the only message says that has it.</summary>
    private static string In(DirectoryInfo folder, Regex pattern) =>
        folder.GetFiles("*.eml").Select(f => pattern.Match(File.ReadAllText(f.FullName).Replace("=\r\n", "", StringComparison.Ordinal))).Single(m => m.Success).Groups[1].Value;

    [GeneratedRegex(@"(/answer/[A-Za-z0-9_-]+)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"Your code is (\d{6})")]
    private static partial Regex CodePattern();
}
