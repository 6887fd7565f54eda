using System.CommandLine;
using ReferralBroker.Web.CommandLine;

return await BrokerCommand.Make().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
