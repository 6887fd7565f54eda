using System.CommandLine;
using ReferralBroker.Web.CommandLine;

var parsed = BrokerCommand.Make().Parse(args);
// Longer than the server takes to finish what it has begun: otherwise the process would be cut off in the middle of it.
var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(40) });
return parsed.Errors.Count > 0 ? BrokerCommand.Usage : code;
