namespace ReferralBroker.Reporting.Stages;

/// <summary>What a stage row can be counted by, of the conversation or referral itself: codes and ids as their events hold them.</summary>
public sealed record StageDimensions(string Setting, Guid Organisation, Guid? Service, Guid? Provider, string? Journey, string? Source, string? Need);
