namespace ReferralBroker.Domain.People;

/// <summary>Equality codes, asked after sending and never needed for it. They replace those recorded before.</summary>
public sealed record RecordDemographics(Demographics Demographics) : PersonCommand, IPersonVerb<RecordDemographics>
{
    public static string Verb => "record-demographics";

    public static Decision Decide(Person person, RecordDemographics command, Occasion on)
    {
        if (person.RefusesCare(on, command.OccurredOn) is { } no) return no;
        if (command.Demographics.SmallArea is { } area && !IsSmallArea(area)) return Refusals.OutOfRange("demographics.smallArea", "an LSOA code such as E01013810");
        var band = Person.BandOf(person.BornOn!.Value, command.OccurredOn ?? on.Today);
        if (person.Demographics == command.Demographics && person.AgeBand == band) return Decision.Nothing;
        return person.Record(on, command.OccurredOn, new DemographicsRecorded(band, command.Demographics));
    }

    private static bool IsSmallArea(string code) => code.Length == 9 && code.StartsWith("E01", StringComparison.Ordinal) && code.Skip(3).All(char.IsAsciiDigit);
}
