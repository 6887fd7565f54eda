namespace ReferralBroker.Domain.Tests.Stored;

public class SchemaTests
{
    private const string HowToApprove =
        "Run the tests with APPROVE_SCHEMAS=1 to write the files anew, and review the difference. The event of a release never changes: give it a new version instead";

    private static readonly string Folder = Repository.Path("schemas", "events");

    [Fact]
    public void Every_stored_event_has_the_shape_that_was_approved()
    {
        var made = EventSchemas.Names.ToDictionary(name => $"{name}.json", EventSchemas.Of);
        if (Environment.GetEnvironmentVariable("APPROVE_SCHEMAS") == "1") Approve(made);
        var approved = Directory.Exists(Folder) ? Directory.GetFiles(Folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText) : [];

        var wrong = made.Keys.Except(approved.Keys).Select(file => $"missing: {file}")
            .Concat(approved.Keys.Except(made.Keys).Select(file => $"extra: {file}"))
            .Concat(made.Where(m => approved.TryGetValue(m.Key, out var text) && text != m.Value).Select(m => $"changed: {m.Key}"));
        wrong.Should().BeEmpty(HowToApprove);
    }

    [Fact]
    public void No_stored_shape_is_open_to_anything()
    {
        foreach (var name in EventSchemas.Names)
            EventSchemas.Of(name).Should().NotContain(": true", "each field of {0} has a type", name).And.NotContain("\\r");
    }

    private static void Approve(Dictionary<string, string> made)
    {
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.GetFiles(Folder, "*.json")) File.Delete(file);
        foreach (var (file, text) in made) File.WriteAllText(Path.Combine(Folder, file), text);
    }
}
