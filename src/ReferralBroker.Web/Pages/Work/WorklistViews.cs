using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Reporting.Worklists;

namespace ReferralBroker.Web.Pages.Work;

/// <summary>A part of a worklist that people go to: its rows, and how many there are.</summary>
/// <param name="Code">As the address has it.</param>
/// <param name="Words">What it is called.</param>
/// <param name="Narrow">Which rows are asked for.</param>
/// <param name="Holds">Whether a group of rows belongs to it.</param>
/// <param name="Empty">What is said where there are none.</param>
public sealed record WorklistView(string Code, string Words, Func<WorklistFilter, WorklistFilter> Narrow, Func<WorklistGroup, bool> Holds, string Empty = "There is nothing here.")
{
    /// <summary>A view of open referrals in some states.</summary>
    public static WorklistView OfStates(string code, string words, params ReferralStatus[] states)
    {
        var names = states.Select(Codes.Name).ToArray();
        return new(code, words, f => f with { States = names }, g => g.IsOpen && names.Contains(g.State));
    }
}

/// <summary>The parts of a worklist, in the order of the work. The first is the one that is shown unless another is asked for.</summary>
public static class WorklistViews
{
    private static readonly string Service = Codes.Name(NextActor.Service);
    private static readonly string Referrer = Codes.Name(NextActor.Referrer);

    /// <summary>What a service has to do.</summary>
    public static readonly IReadOnlyList<WorklistView> OfProvider =
    [
        new("all", "All", f => f, g => g.IsOpen, "No referral is open."),
        new("overdue", "Overdue", f => f with { OverdueOnly = true }, g => g is { IsOpen: true, IsOverdue: true }, "Nothing is overdue."),
        new("today", "Due today", f => f with { DueTodayOnly = true }, g => g is { IsOpen: true, IsDueToday: true }, "Nothing is due today."),
        WorklistView.OfStates("new", "New", ReferralStatus.Sent, ReferralStatus.Received),
        WorklistView.OfStates("question", "Question open", ReferralStatus.AwaitingInformation),
        WorklistView.OfStates("contact", "Accepted, in contact", ReferralStatus.Accepted, ReferralStatus.InContact),
        WorklistView.OfStates("engaged", "In support", ReferralStatus.Engaged),
        WorklistView.OfStates("work", "In work", ReferralStatus.InWork),
        WorklistView.OfStates("paused", "Paused", ReferralStatus.Paused),
    ];

    /// <summary>What a referrer has to do, and what becomes of what it sent.</summary>
    public static readonly IReadOnlyList<WorklistView> OfReferrer =
    [
        new("needs-you", "Needs you", f => f with { NextActor = Referrer }, g => g.IsOpen && g.NextActor == Referrer, "Nothing needs you."),
        new("overdue", "Overdue at the service", f => f with { NextActor = Service, OverdueOnly = true }, g => g is { IsOpen: true, IsOverdue: true } && g.NextActor == Service, "No service is overdue."),
        new("moving", "All at a service", f => f with { NextActor = Service }, g => g.IsOpen && g.NextActor == Service, "Nothing is with a service."),
        WorklistView.OfStates("work", "In work", ReferralStatus.InWork),
        new("ended", "Ended", f => f with { EndedOnly = true, Order = f.Order == WorklistOrder.Due ? WorklistOrder.Newest : f.Order }, g => !g.IsOpen, "Nothing has ended yet."),
    ];
}
