using ReferralBroker.Application.Views;
using ReferralBroker.Domain;
using ReferralBroker.Domain.People;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Views;

/// <summary>Every encrypted field of every event, against the approved table of who may see it.</summary>
public sealed class ViewerTests
{
    // Of what the other side recorded: what the service sees under each scope, under any once it is withdrawn, and what the referrer sees.
    private const string Approved = """
        disclosure        contact-only  need-summary  health-detail  withdrawn  referrer
        any-agreement     yes           yes           yes            no         yes
        need-summary      no            yes           yes            no         yes
        health-detail     no            no            yes            no         yes
        both-sides        yes           yes           yes            no         yes
        own-organisation  no            no            no             no         no
        """;

    private static readonly string[] Columns = Cells(Approved.Split('\n')[0]);
    private static readonly Dictionary<string, string[]> Rows = Approved.Split('\n').Skip(1).Select(Cells).ToDictionary(c => c[0]);

    public static TheoryData<AgreementScope> Scopes => [.. Enum.GetValues<AgreementScope>()];

    [Theory, MemberData(nameof(Scopes))]
    public void The_service_sees_of_what_the_referrer_recorded_what_the_agreement_holds(AgreementScope scope)
    {
        foreach (var isWithdrawn in new[] { false, true })
            foreach (var field in Encrypted())
                Viewing(TestBroker.Worker, scope, isWithdrawn).Sees(By(TestBroker.Clinician), field)
                    .Should().Be(Allows(field, isWithdrawn ? "withdrawn" : Codes.Name(scope)), "{0} of {1}, withdrawn: {2}", field.Name, field.Event, isWithdrawn);
    }

    [Theory, MemberData(nameof(Scopes))]
    public void The_referrer_sees_what_the_service_recorded_for_both_sides_withdrawn_or_not(AgreementScope scope)
    {
        foreach (var isWithdrawn in new[] { false, true })
            foreach (var field in Encrypted())
                Viewing(TestBroker.Clinician, scope, isWithdrawn).Sees(By(TestBroker.Worker), field).Should().Be(Allows(field, "referrer"), "{0} of {1}", field.Name, field.Event);
    }

    [Fact]
    public void Each_side_sees_every_field_it_recorded_itself()
    {
        foreach (var actor in new[] { TestBroker.Clinician, TestBroker.Worker })
            foreach (var field in Encrypted())
                Viewing(actor, AgreementScope.ContactOnly, isWithdrawn: true).Sees(By(actor), field).Should().BeTrue("{0} of {1}", field.Name, field.Event);
    }

    [Fact]
    public void An_own_note_is_not_even_there_for_the_other_side()
    {
        foreach (var (writer, reader) in new[] { (TestBroker.Clinician, TestBroker.Worker), (TestBroker.Worker, TestBroker.Clinician) })
        {
            Viewing(reader, AgreementScope.HealthDetail, false).Sees(By(writer, NoteVisibility.Own)).Should().BeFalse();
            Viewing(reader, AgreementScope.HealthDetail, false).Sees(By(writer, NoteVisibility.Shared)).Should().BeTrue();
            Viewing(writer, AgreementScope.HealthDetail, false).Sees(By(writer, NoteVisibility.Own)).Should().BeTrue();
        }
    }

    [Fact]
    public void Who_the_person_is_shows_to_the_referrer_always_and_to_the_service_while_the_agreement_stands()
    {
        foreach (var scope in Enum.GetValues<AgreementScope>())
        {
            Viewing(TestBroker.Worker, scope, false).SeesPerson.Should().BeTrue("an agreement holds at least that");
            Viewing(TestBroker.Worker, scope, true).SeesPerson.Should().BeFalse();
            Viewing(TestBroker.Clinician, scope, true).SeesPerson.Should().BeTrue();
        }
    }

    private static string[] Cells(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool Allows(Field field, string column) => Rows[Codes.Name(field.Disclosure)][Array.IndexOf(Columns, column)] == "yes";

    private static IEnumerable<Field> Encrypted() => FieldTable.All.Where(f => f.Protection == Protection.Encrypted);

    private static Fact By(Actor actor, NoteVisibility visibility = NoteVisibility.Shared) =>
        new(new NoteAdded(Guid.NewGuid(), visibility, Personal.Of(".")), new(2026, 1, 5), TestBroker.Monday, actor);

    private static Viewer Viewing(Actor by, AgreementScope scope, bool isWithdrawn)
    {
        var (id, agreement, person) = (new ReferralId(Guid.NewGuid()), new AgreementId(Guid.NewGuid()), new PersonId(Guid.NewGuid()));
        var sent = new Sent("R-TEST-TEST", id, null, 0, person, null, TestBroker.Service, TestBroker.Worker.Organisation, "ips", new(), TestBroker.Clinician.Organisation,
            "clinician", ReferralSource.GeneralPractice, Domain.Conversations.Setting.GeneralPractice, Need.FindWork, [], new(agreement, scope, null), null, null, null);
        return Viewer.Of(by, Referral.None(id) with { Terms = sent, IsAgreementWithdrawn = isWithdrawn }, hasBrokenGlass: false);
    }
}
