using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace ReferralBroker.Browser.Tests.Checks;

/// <summary>The rules of WCAG 2.2 AA that a program can check, and what is good practice.</summary>
internal static class Accessibility
{
    private static readonly AxeRunOptions Rules = new() { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") };

    public static async Task CheckAsync(IPage page, string name)
    {
        var result = await page.RunAxe(Rules);
        result.Passes.Should().NotBeEmpty("the rules were looked at");
        result.Violations.Select(Words).Should().BeEmpty("{0} keeps the rules", name);
    }

    private static string Words(AxeResultItem broken) =>
        $"{broken.Id} ({broken.Impact}): {broken.Help}\n" + string.Join('\n', broken.Nodes.Select(n => $"  {n.Html}\n    {string.Join("; ", n.Any.Concat(n.All).Concat(n.None).Select(c => c.Message))}"));
}
