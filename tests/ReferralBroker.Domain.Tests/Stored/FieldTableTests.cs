using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Tests.Laws;

namespace ReferralBroker.Domain.Tests.Stored;

public class FieldTableTests
{
    public static TheoryData<string> AboutPeople() =>
        [.. EventCatalogue.All.Keys.Where(n => n.Split('.')[0] is "person" or "conversation" or "referral").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Stored() => [.. EventCatalogue.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(AboutPeople))]
    public void Every_field_about_a_person_has_one_row_that_says_how_it_is_kept(string stored)
    {
        var rows = FieldTable.All.Where(f => f.Event == stored).Select(f => $"{f.Name} {f.Protection}");
        // A name may stand for two nested fields, such as the contact of a correction and its id: one row then holds for both.
        var fields = Shapes.Fields(EventCatalogue.TypeOf(stored)!).Distinct().Select(f => $"{f.Name} {(f.IsPersonal ? Protection.Encrypted : Protection.Clear)}");
        rows.Should().BeEquivalentTo(fields);
    }

    [Fact]
    public void No_row_is_of_an_event_that_is_not_about_people()
    {
        FieldTable.All.Select(f => f.Event).Distinct().Should().BeSubsetOf(AboutPeople().Select(row => row.Data));
        FieldTable.All.Select(f => (f.Event, f.Name)).Should().OnlyHaveUniqueItems();
        FieldTable.All.Where(f => f.Protection == Protection.Encrypted).Should().NotContain(f => f.Reported);
    }

    [Theory]
    [MemberData(nameof(Stored))]
    public void Every_personal_value_of_an_event_is_reached_and_sealed(string stored)
    {
        var filled = Shapes.Filled(EventCatalogue.TypeOf(stored)!);
        var plain = Shapes.PersonalIn(filled).Select(p => p.Text!).ToArray();

        var written = EventJson.Write(filled.WithPersonal(Sealing.Seal));

        plain.Should().OnlyHaveUniqueItems();
        written.Should().NotContain("plain-");
        var opened = EventJson.Read(stored, written).WithPersonal(Sealing.Open);
        Shapes.PersonalIn(opened).Select(p => p.Text).Should().Equal(plain);
        Picture.Of(opened).Should().Be(Picture.Of(filled));
        if (plain.Length > 0) filled.Invoking(EventJson.Write).Should().Throw<System.Text.Json.JsonException>("plain text cannot be stored by mistake");
    }

    [Fact]
    public void Some_event_holds_personal_values_in_a_list() =>
        Shapes.PersonalIn(Shapes.Filled(typeof(ContactPreferencesSet))).Should().HaveCount(4);
}
