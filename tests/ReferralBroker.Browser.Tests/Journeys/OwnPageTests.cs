using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ReferralBroker.Browser.Tests.Driving;
using ReferralBroker.Testing;
using ReferralBroker.Web.Demo;
using ReferralBroker.Web.Notices;
using ReferralBroker.Web.Tests;

namespace ReferralBroker.Browser.Tests.Journeys;

/// <summary>Somebody chooses a page of their own with the practice, gets a message that says nothing, and sees what is done for them.</summary>
public sealed partial class OwnPageTests(TestBrowser browser, TestCluster cluster)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_choose_it_see_who_has_their_referral_and_withdraw(bool withScripts)
    {
        var folder = Directory.CreateTempSubdirectory("referral-broker-mail-");
        try
        {
            await using var broker = await BrokerHost.StartAsync(cluster, s => s.Remove(s.Single(d => d.ServiceType == typeof(IHostedService) && d.ImplementationType == typeof(NoticeService))),
                new Dictionary<string, string?> { ["Broker:Mail:Folder"] = folder.FullName, ["Broker:Mail:From"] = "broker@example.org", ["Broker:OwnPages:From"] = "messages@example.org" });
            await broker.As("administrator").DoAsync($"/api/services/{Personas.IpsInPrimaryCare}/set-contact", new { phone = "0115 496 0123", email = "ips@example.org", when = "Monday to Friday, 9am to 5pm" });
            var referral = await Given.ReferralAsync(broker);
            await broker.As("clinician").DoAsync($"/api/people/{referral.Person.Id}/set-contact-preferences", new
            {
                preferences = new { doNotContact = false, preferred = new[] { "email" }, points = new[] { new { medium = "email", value = "ada@example.com", safe = true, mayLeaveMessage = true } } },
            });
            await using (var clinician = await Desk.OpenAsAsync(browser, broker, "clinician", "own-page-offered", withScripts))
            {
                await clinician.GoAsync($"/people/{referral.Person.Id}");
                await clinician.ClickAsync("Offer it to them");
                await clinician.LookAsync("offer");
                await clinician.ChooseAsync("ada@example.com");
                await clinician.PressAsync("They want their own page");
                (await clinician.MainAsync()).Should().Contain("The link is on its way to them.");
                await clinician.LookAsync("chosen");
            }
            await broker.CaughtUpAsync();
            await broker.Services.GetRequiredService<NoticeSender>().SendDueAsync(TestContext.Current.CancellationToken);
            await using var ada = await Desk.OpenAsync(browser, broker, "own-page", withScripts);
            await ada.GoAsync(In(folder, LinkPattern()));
            (await ada.MainAsync()).Should().NotContain(referral.Person.FamilyName);
            await ada.LookAsync("link");
            await ada.PressAsync("Send me a code");
            await ada.LookAsync("code");
            await ada.FillAsync("Code", In(folder, CodePattern()));
            await ada.PressAsync("Continue");
            (await ada.MainAsync()).Should().Contain(referral.Reference).And.Contain("0115 496 0123 or ips@example.org.");
            await ada.LookAsync("page");
            await ada.PrintAsync("page");
            await ada.ClickAsync("Change how to reach you");
            await ada.LookAsync("reaching");
            await ada.PressAsync("Save");
            (await ada.MainAsync()).Should().Contain("It is saved.");
            await ada.ClickAsync("Withdraw what you agreed to");
            await ada.LookAsync("withdraw");
            await ada.PressAsync("Withdraw");
            (await ada.MainAsync()).Should().Contain("You have withdrawn it.");
            await ada.LookAsync("withdrawn");
            await ada.ClickAsync("I do not want this page any more");
            await ada.LookAsync("end");
            await ada.PressAsync("End my page");
            await ada.LookAsync("ended");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>What the only message says that has it.</summary>
    private static string In(DirectoryInfo folder, Regex pattern) =>
        folder.GetFiles("*.eml").Select(f => pattern.Match(File.ReadAllText(f.FullName).Replace("=\r\n", "", StringComparison.Ordinal))).First(m => m.Success).Groups[1].Value;

    [GeneratedRegex(@"(/mine/[A-Za-z0-9_-]+)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"Your code is (\d{6})")]
    private static partial Regex CodePattern();
}
