using ReferralBroker.Domain;
using ReferralBroker.Domain.Referrals;
using ReferralBroker.Exchange.Fhir;

namespace ReferralBroker.Exchange.Tests;

/// <summary>The approved table of states in FHIR R4: state, whether it was re-matched, whether it had been accepted; Task.status, ServiceRequest.status.</summary>
public sealed class FhirStatusTests
{
    private const string Approved = """
        sent                 -         -         requested         active
        received             -         -         received          active
        awaiting-information -         -         on-hold           active
        accepted             -         accepted  accepted          active
        in-contact           -         accepted  in-progress       active
        engaged              -         accepted  in-progress       active
        in-work              -         accepted  in-progress       active
        paused               -         accepted  on-hold           on-hold
        declined             -         -         rejected          active
        declined             rematched -         rejected          revoked
        redirected           -         -         cancelled         revoked
        redirected           -         accepted  cancelled         revoked
        withdrawn            -         -         cancelled         revoked
        withdrawn            -         accepted  cancelled         revoked
        closed               -         -         failed            revoked
        closed               -         accepted  completed         completed
        entered-in-error     -         -         entered-in-error  entered-in-error
        entered-in-error     -         accepted  entered-in-error  entered-in-error
        """;

    // http://hl7.org/fhir/R4/valueset-task-status.html and http://hl7.org/fhir/R4/valueset-request-status.html
    private static readonly string[] TaskCodes = "draft requested received accepted rejected ready cancelled in-progress on-hold failed completed entered-in-error".Split(' ');
    private static readonly string[] RequestCodes = "draft active on-hold revoked completed entered-in-error unknown".Split(' ');

    private static IEnumerable<string[]> Rows => Approved.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    [Fact]
    public void Every_state_has_the_status_of_the_approved_table()
    {
        foreach (var row in Rows)
            FhirStatus.Of(Codes.Parse<ReferralStatus>(row[0])!.Value, row[1] == "rematched", row[2] == "accepted")
                .Should().Be(new FhirStatus(row[3], row[4]), "{0}", string.Join(' ', row));
    }

    [Fact]
    public void The_approved_table_leaves_no_state_out() => Rows.Select(r => r[0]).Distinct().Should().BeEquivalentTo(Codes.All<ReferralStatus>());

    [Fact]
    public void Every_status_is_a_code_of_its_value_set_whatever_is_asked()
    {
        foreach (var state in Enum.GetValues<ReferralStatus>())
            foreach (var isRematched in new[] { false, true })
                foreach (var wasAccepted in new[] { false, true })
                {
                    var status = FhirStatus.Of(state, isRematched, wasAccepted);
                    TaskCodes.Should().Contain(status.Task);
                    RequestCodes.Should().Contain(status.ServiceRequest);
                }
    }

    [Fact]
    public void A_state_that_is_none_is_refused()
    {
        var ask = () => FhirStatus.Of((ReferralStatus)99, false, false);
        ask.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*has no FHIR status*");
    }
}
