using System.Reflection;
using ReferralBroker.Domain;
using Wolverine;
using Wolverine.Postgresql;
using Wolverine.Runtime.Handlers;

namespace ReferralBroker.Web.Editions;

/// <summary>What Wolverine handles: every command, inline; due work, from a durable queue in the broker's database.</summary>
internal static class BrokerMessages
{
    /// <summary>Where Wolverine keeps its messages.</summary>
    private const string Schema = "wolverine";

    /// <summary>Every command there is: a record of the domain with a decision of its own.</summary>
    public static IReadOnlyList<Type> Commands { get; } =
        [.. typeof(Decision).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false } && Decides(t))];

    public static void Configure(WolverineOptions options, string database)
    {
        options.PersistMessagesWithPostgresql(database, Schema);
        options.PublishMessage<DueWorkMessage>().ToLocalQueue("due-work").UseDurableInbox().Sequential();
        options.AddMessageHandler(new DueWorkHandler());
        foreach (var command in Commands) AddHandler.MakeGenericMethod(command).Invoke(null, [options]);
    }

    private static readonly MethodInfo AddHandler = typeof(BrokerMessages).GetMethod(nameof(Add), BindingFlags.NonPublic | BindingFlags.Static)!;

    private static void Add<TCommand>(WolverineOptions options) => options.AddMessageHandler(new CommandHandler<TCommand>());

    private static bool Decides(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Static).Any(m => m.Name == "Decide" && m.GetParameters().Any(p => p.ParameterType == type));
}

/// <summary>Says of single messages nothing in the log: traces and metrics do.</summary>
internal static class Quietly
{
    public static void Handle(HandlerChain chain) => (chain.SuccessLogLevel, chain.ProcessingLogLevel) = (LogLevel.Trace, LogLevel.Trace);
}
