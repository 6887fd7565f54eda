using ReferralBroker.Domain.Services.Matching;

namespace ReferralBroker.Web.Pages.Words;

/// <summary>What a rule looks at, in words.</summary>
public static class CriterionWords
{
    public static string Of(Criterion criterion) => criterion.Code switch
    {
        "minimum-age" => "Their age: at least",
        "maximum-age" => "Their age: at most",
        "need-any-of" => "What they want help with",
        "work-any-of" => "Where they stand with work",
        "care-any-of" => "Who looks after their health",
        "life-any-of" => "What in their life makes it open to them",
        "multiple-disadvantage" => "Severe and multiple disadvantage",
        "lives-in-nottingham" => "Whether they live in the city of Nottingham",
        "may-work-in-the-uk" => "Whether they may work in the United Kingdom",
        "on-another-programme" => "Whether they are on another employment programme",
        "excludes-nobody-for" => "Nothing: it says what nobody is turned away for",
        var code => code,
    };
}
