using System.Reflection;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Domain.Tests.Stored;

namespace ReferralBroker.Domain.Tests;

public class RefusalsTests
{
    private static readonly string File = Repository.Path("tests", "ReferralBroker.Domain.Tests", "approved", "refusals.txt");

    [Fact]
    public void Every_refusal_has_a_code_of_its_own_that_never_changes()
    {
        var made = All().Select(r => $"{r.Refusal.Code} {Codes.Name(r.Refusal.Kind)}").Order(StringComparer.Ordinal).ToArray();
        if (Environment.GetEnvironmentVariable("APPROVE_REFUSALS") == "1") System.IO.File.WriteAllText(File, string.Join('\n', made) + "\n");
        made.Should().OnlyHaveUniqueItems();
        made.Should().Equal(System.IO.File.ReadAllLines(File), "programs test these codes; APPROVE_REFUSALS=1 writes the list anew where one was added");
    }

    [Fact]
    public void Every_refusal_says_what_was_wrong_in_words()
    {
        foreach (var (name, refusal) in All())
        {
            refusal.Message.Should().EndWith(".", "{0} is a sentence", name);
            refusal.Code.Should().MatchRegex("^[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*$");
        }
    }

    private static IEnumerable<(string Name, Refusal Refusal)> All()
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Static;
        var type = typeof(Refusals);
        foreach (var field in type.GetFields(Public)) yield return (field.Name, (Refusal)field.GetValue(null)!);
        foreach (var property in type.GetProperties(Public)) yield return (property.Name, (Refusal)property.GetValue(null)!);
        foreach (var method in type.GetMethods(Public).Where(m => !m.IsSpecialName && m.ReturnType == typeof(Refusal)))
            yield return (method.Name, (Refusal)method.Invoke(null, [.. method.GetParameters().Select(p => Some(p.ParameterType))])!);
    }

    private static object Some(Type type) =>
        type == typeof(string) ? "something"
        : type == typeof(int) ? 1
        : type == typeof(DateOnly) ? new DateOnly(2026, 6, 1)
        : type == typeof(ReferralStatus) ? ReferralStatus.Closed
        : Activator.CreateInstance(type)!;
}
