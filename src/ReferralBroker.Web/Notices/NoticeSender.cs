using ReferralBroker.Application.Notices;
using ReferralBroker.EventLog;
using ReferralBroker.Web.Hosting;

namespace ReferralBroker.Web.Notices;

/// <summary>Sends the notices that are due. Several processes may: each notice is handed to one of them.</summary>
public sealed class NoticeSender(NoticeQueue queue, NoticeWriter writer, Mailer mailer)
{
    private const int AtATime = 20;

    /// <summary>Sends what is due now. Answers how many were taken from the queue.</summary>
    public async Task<int> SendDueAsync(CancellationToken stop = default)
    {
        var taken = 0;
        // One that fails waits longer than this round takes, so each comes once in it.
        while (await queue.TakeAsync(AtATime, stop) is { Count: > 0 } due)
        {
            foreach (var notice in due) await SendAsync(notice);
            taken += due.Count;
        }
        return taken;
    }

    private async Task SendAsync(Notice notice)
    {
        Writing writing;
        try
        {
            writing = await writer.WriteAsync(notice, CancellationToken.None);
        }
        catch (Exception e)
        {
            // Nothing has gone out yet.
            await queue.FailedAsync(notice, e.GetType().Name);
            return;
        }
        if (writing.Letter is not { } letter)
        {
            await queue.NobodyAsync(notice, writing.NobodyBecause!);
            return;
        }
        switch (await mailer.SendAsync(letter))
        {
            case Sending.Taken: await queue.SentAsync(notice); break;
            case Sending.Failed failed: await queue.FailedAsync(notice, failed.Fault); break;
            case Sending.Unknown unknown: await queue.UnknownAsync(notice, unknown.Fault); break;
        }
    }
}

/// <summary>Sends notices while the server runs, where messages go out at all.</summary>
public sealed class NoticeService(IDueWork work, Mailer mailer, Log log, ILogger<NoticeService> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!mailer.IsOn) return;
        using var wake = new SemaphoreSlim(0, 1);
        void Appended(long position)
        {
            try { wake.Release(); } catch (SemaphoreFullException) { /* it is awake already */ }
        }
        log.Appended += Appended;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await work.DoAsync(DueWork.SendNotices, stoppingToken);
                    // What was just appended has still to reach the list of what is to be told; it is there when this looks next.
                    await wake.WaitAsync(Look, stoppingToken);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
                catch (Exception e)
                {
                    logger.LogWarning("Notices stopped ({Fault}) and are tried again", e.GetType().Name);
                    await Task.Delay(Look, CancellationToken.None);
                }
            }
        }
        finally
        {
            log.Appended -= Appended;
        }
    }
}
