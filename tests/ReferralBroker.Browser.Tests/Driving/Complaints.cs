using Microsoft.Playwright;

namespace ReferralBroker.Browser.Tests.Driving;

/// <summary>What a browser complains of while somebody works: faults of scripts, what the pages' policy forbade, what could not be fetched.</summary>
internal sealed class Complaints
{
    private readonly List<string> _all = [];

    public Complaints(IPage page)
    {
        // Of every answer that is not a 200 the browser complains too; which of them are right is judged by what was answered, below.
        page.Console += (_, said) => { if (said.Type is "error" or "warning" && !said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) Add($"{said.Type}: {said.Text}"); };
        page.PageError += (_, fault) => Add($"script: {fault}");
        page.Response += (_, answer) =>
        {
            var isPage = answer.Request.IsNavigationRequest;
            if (isPage ? answer.Status >= 500 : answer.Status >= 400) Add($"{answer.Status} for {answer.Url}");
        };
        // What a second press overtook is no fault.
        page.RequestFailed += (_, request) => { if (request.Failure != "net::ERR_ABORTED") Add($"{request.Failure} for {request.Url}"); };
    }

    /// <summary>What was complained of since this was asked last.</summary>
    public IReadOnlyList<string> Take()
    {
        lock (_all)
        {
            var taken = _all.ToArray();
            _all.Clear();
            return taken;
        }
    }

    private void Add(string complaint)
    {
        lock (_all) _all.Add(complaint);
    }
}
