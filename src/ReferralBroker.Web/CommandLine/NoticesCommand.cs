using System.CommandLine;
using System.Globalization;
using ReferralBroker.Application.Notices;

namespace ReferralBroker.Web.CommandLine;

/// <summary>notices: what was told, what waits and what keeps failing; and tries again what was parked.</summary>
internal static class NoticesCommand
{
    public static Command Make()
    {
        var retry = new Option<bool>("--retry") { Description = "Send again what was parked after it kept failing." };
        var unknown = new Option<bool>("--also-unknown") { Description = "With --retry: also what was cut off while it was sent, and may have arrived." };
        var command = new Command("notices", "Say how many notices were sent, wait, or keep failing and why. Exits 1 if any is parked.");
        command.Options.Add(Connection.Demo);
        command.Options.Add(retry);
        command.Options.Add(unknown);
        command.SetAction((parsed, stop) => BrokerCommand.RunAsync(async () =>
        {
            await using var connection = await Connection.OpenAsync(parsed.GetValue(Connection.Demo), stop);
            var queue = connection.Services.GetRequiredService<NoticeQueue>();
            if (parsed.GetValue(retry))
            {
                var again = await queue.RetryAsync(parsed.GetValue(unknown), stop);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{again} are sent again when the server next looks."));
            }
            var counts = await queue.CountAsync(stop);
            if (counts.Count == 0) Console.WriteLine("There is nothing to be told yet.");
            foreach (var count in counts) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count.State,-10}{count.Count,10}  {count.Fault}").TrimEnd());
            return counts.Any(c => c.State == "parked") ? BrokerCommand.Wrong : 0;
        }));
        return command;
    }
}
