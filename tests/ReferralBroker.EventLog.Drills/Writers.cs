using System.Globalization;

namespace ReferralBroker.EventLog.Drills;

/// <summary>
/// Several writers, each of which sends one command after another and sends it again, under the same id, until it is answered: what a careful
/// client does. Nothing here gives up on a command, or an acknowledgement could not be told from a loss.
/// </summary>
internal sealed class Writers(Log log, Guid run, IReadOnlyList<Ask> first, TimeSpan pause, IWitness witness)
{
    private static readonly TimeSpan BeforeAgain = TimeSpan.FromMilliseconds(20);
    private int _errors;
    private string _lastError = "";

    /// <summary>How many tries ended in an error, and the last of these.</summary>
    public (int Count, string Last) Errors => (_errors, _lastError);

    /// <summary>Called by a writer at the moments of one command; to die there, for example.</summary>
    public Action<Ask, WriterMoment> At { get; set; } = (_, _) => { };

    /// <summary>Called with each error and how long the try had taken until then.</summary>
    public Action<Ask, Exception, TimeSpan> Failed { get; set; } = (_, _, _) => { };

    /// <summary>Writes until <paramref name="stop"/>, and then until what is under way is answered or <paramref name="abandon"/> is told.</summary>
    public Task RunAsync(CancellationToken stop, CancellationToken abandon) =>
        Task.WhenAll(first.Select(ask => Task.Run(() => WriteAsync(ask, stop, abandon), CancellationToken.None)));

    private async Task WriteAsync(Ask ask, CancellationToken stop, CancellationToken abandon)
    {
        try
        {
            for (; !stop.IsCancellationRequested; ask = ask with { Number = ask.Number + 1 })
            {
                await AskUntilAnsweredAsync(ask, abandon);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // Its last command stays in doubt.
        }
    }

    private async Task AskUntilAnsweredAsync(Ask ask, CancellationToken abandon)
    {
        var work = Work.Of(run, ask.Writer, ask.Number);
        witness.Asked(ask);
        At(ask, WriterMoment.BeforeAppend);
        for (var failures = 0; ;)
        {
            abandon.ThrowIfCancellationRequested();
            var began = TimeProvider.System.GetTimestamp();
            try
            {
                switch (await SendAsync(log, work, abandon))
                {
                    case AppendResult.Appended appended:
                        At(ask, WriterMoment.Acknowledged);
                        witness.Acknowledged(ask, appended.Position);
                        At(ask, WriterMoment.Told);
                        return;
                    case AppendResult.Repeated repeated when failures > 0:
                        witness.Acknowledged(ask, repeated.Position);
                        return;
                    case AppendResult.VersionConflict:
                        continue;
                    case var other:
                        witness.Wrong($"{ask}: answered {other.GetType().Name} after {failures.ToString(CultureInfo.InvariantCulture)} failures");
                        return;
                }
            }
            catch (Exception e) when (!abandon.IsCancellationRequested)
            {
                failures++;
                Interlocked.Increment(ref _errors);
                _lastError = $"{e.GetType().Name}: {e.Message}";
                Failed(ask, e, TimeProvider.System.GetElapsedTime(began));
                await Task.Delay(BeforeAgain, abandon);
            }
        }
    }

    /// <summary>Loads and appends in one session, as every command does.</summary>
    public static async Task<AppendResult> SendAsync(Log log, Work work, CancellationToken stop)
    {
        await using var session = await log.OpenAsync(stop);
        var versions = new int[work.Parts.Count];
        for (var i = 0; i < versions.Length; i++) versions[i] = (await session.ReadLastAsync(work.Parts[i].Stream, stop))?.Version ?? 0;
        return await session.AppendAsync(work.Request(versions), stop);
    }
}

/// <summary>Where in a command a writer stands.</summary>
internal enum WriterMoment
{
    BeforeAppend,
    Acknowledged,
    Told,
}
