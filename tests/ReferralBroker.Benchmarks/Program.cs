using System.CommandLine;
using ReferralBroker.Benchmarks;

var seconds = new Option<int>("--seconds") { Description = "How long to measure each way.", DefaultValueFactory = _ => 60 };
var rate = new Option<int>("--rate") { Description = "Appends a second.", DefaultValueFactory = _ => 200 };
var seed = new Option<int>("--seed") { Description = "What the invented people are drawn from.", DefaultValueFactory = _ => 1 };
var lag = new Command("lag", "How long after an append is acknowledged every projection shows it, with all of the broker's projections on invented referrals.") { seconds, rate, seed };
lag.SetAction((parsed, stop) => LagBenchmark.RunAsync(new(parsed.GetValue(seconds), parsed.GetValue(rate), parsed.GetValue(seed)), stop));
var looks = new Command("looks", "What it costs to record a look at somebody before anything is shown, beside a plain insert.") { seconds };
looks.SetAction((parsed, stop) => LookBenchmark.RunAsync(parsed.GetValue(seconds), stop));
var referrals = new Option<int>("--referrals") { Description = "How many referrals there are at least.", DefaultValueFactory = _ => 100_000 };
var pageRate = new Option<int>("--rate") { Description = "Pages a second.", DefaultValueFactory = _ => 20 };
var simulated = new Option<int>("--simulated") { Description = "How many of them at most have a whole simulated course; the others are sent and mostly declined.", DefaultValueFactory = _ => 2_000 };
var pages = new Command("pages", "How long pages take beside many referrals, and beside a page that reads nothing.") { referrals, simulated, seconds, pageRate, seed };
pages.SetAction((parsed, stop) => PageBenchmark.RunAsync(new(parsed.GetValue(referrals), parsed.GetValue(simulated), parsed.GetValue(seconds), parsed.GetValue(pageRate), parsed.GetValue(seed)), stop));
var times = new Option<int>("--times") { Description = "How often each question is asked.", DefaultValueFactory = _ => 40 };
var people = new Option<int>("--simulated") { Description = "How many people live through a simulated course; their events are written over, under other ids, until there are enough.", DefaultValueFactory = _ => 3_000 };
var reports = new Command("reports", "How long reports take over many referrals, and what an event costs the projection early and late in the log.") { referrals, people, times, seed };
reports.SetAction((parsed, stop) => ReportBenchmark.RunAsync(new(parsed.GetValue(referrals), parsed.GetValue(people), parsed.GetValue(times), parsed.GetValue(seed)), stop));
return await new RootCommand("Measures the broker on this machine. Compare what one run measures with what the same run measures beside it, never with another machine.") { lag, looks, pages, reports }
    .Parse(args).InvokeAsync();
