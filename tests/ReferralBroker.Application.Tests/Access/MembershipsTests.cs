using ReferralBroker.Application.Access;
using ReferralBroker.Domain;
using ReferralBroker.Domain.Organisations;
using ReferralBroker.EventLog;
using ReferralBroker.Testing;

namespace ReferralBroker.Application.Tests.Access;

public sealed class MembershipsTests(TestCluster cluster)
{
    private const string Newcomer = "newcomer";
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_was_enrolled_a_moment_ago_is_waited_for_until_the_list_of_members_knows_of_them()
    {
        await using var broker = await TestBroker.StartAsync(cluster, null, new MembersProjection());
        await EnrolAsync(broker, TestBroker.Clinician.Organisation);
        var asked = new Memberships(broker.Database, broker.Log).AllOfAsync(Newcomer, Stop);
        await Task.WhenAny(asked, Task.Delay(200, Stop));
        asked.IsCompleted.Should().BeFalse("the list does not know yet, so nobody may be told anything");
        await broker.CatchUpAsync();
        (await asked).Should().ContainSingle().Which.Actor.Should().Be(new Actor(Newcomer, Role.Clinician, TestBroker.Clinician.Organisation));
    }

    [Fact]
    public async Task Whoever_was_moved_from_one_organisation_to_another_is_found_at_the_other()
    {
        await using var broker = await TestBroker.StartAsync(cluster, null, new MembersProjection());
        await EnrolAsync(broker, TestBroker.Clinician.Organisation);
        await broker.CatchUpAsync();
        await TestBroker.DoAsync(broker.Dispatcher.OrganisationAsync(TestBroker.Clinician.Organisation, new EndUser(Newcomer), TestBroker.By(TestBroker.Administrator), Stop));
        await EnrolAsync(broker, TestBroker.OtherClinician.Organisation);
        var asked = new Memberships(broker.Database, broker.Log).AllOfAsync(Newcomer, Stop);
        await Task.Delay(50, Stop);
        await broker.CatchUpAsync();
        (await asked).Should().ContainSingle().Which.Organisation.Id.Should().Be(TestBroker.OtherClinician.Organisation);
    }

    [Fact]
    public async Task Nobody_is_told_that_they_are_nobody_by_a_list_that_stands_still()
    {
        await using var broker = await TestBroker.StartAsync(cluster, null, new MembersProjection());
        await EnrolAsync(broker, TestBroker.Clinician.Organisation);
        await FluentActions.Awaiting(() => new Memberships(broker.Database, broker.Log).AllOfAsync(Newcomer, Stop)).Should().ThrowAsync<LogException>().WithMessage("*not caught up*");
    }

    [Fact]
    public async Task A_stranger_is_nobody_once_the_list_has_everything()
    {
        await using var broker = await TestBroker.StartAsync(cluster, null, new MembersProjection());
        (await new Memberships(broker.Database, broker.Log).AllOfAsync("stranger", Stop)).Should().BeEmpty();
    }

    private static Task EnrolAsync(TestBroker broker, OrganisationId organisation) =>
        TestBroker.DoAsync(broker.Dispatcher.OrganisationAsync(organisation, new EnrolUser(Newcomer, UserKind.Person, Role.Clinician), TestBroker.By(TestBroker.Administrator)));
}
