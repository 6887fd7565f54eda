using System.Text.Json;

namespace ReferralBroker.Domain.Tests;

public class CodesTests
{
    public static TheoryData<string> Lists() =>
        [.. typeof(Codes).Assembly.GetExportedTypes().Where(t => t.IsEnum).Select(t => t.FullName!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Lists))]
    public void Every_code_of_a_list_is_read_as_it_is_written(string list)
    {
        var type = typeof(Codes).Assembly.GetType(list)!;
        typeof(CodesTests).GetMethod(nameof(RoundTrip), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!.MakeGenericMethod(type).Invoke(null, null);
    }

    private static void RoundTrip<T>() where T : struct, Enum
    {
        Codes.All<T>().Should().OnlyHaveUniqueItems().And.HaveCount(Enum.GetValues<T>().Length);
        foreach (var value in Enum.GetValues<T>())
        {
            Codes.Parse<T>(Codes.Name(value)).Should().Be(value);
            JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, EventJson.Options), EventJson.Options).Should().Be(value);
        }
        Codes.Parse<T>("no such code").Should().BeNull();
        Codes.Parse<T>(null).Should().BeNull();
        FluentActions.Invoking(() => JsonSerializer.Deserialize<T>("1", EventJson.Options)).Should().Throw<UnknownCodeException>();
    }
}
