namespace ReferralBroker.EventLog.Tests.Histories;
internal static class KeptHistories { }
