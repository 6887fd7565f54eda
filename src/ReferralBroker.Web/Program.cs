using System.CommandLine;
using ReferralBroker.Web.CommandLine;

var parsed = BrokerCommand.Make().Parse(args);
var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
return parsed.Errors.Count > 0 ? BrokerCommand.Usage : code;
