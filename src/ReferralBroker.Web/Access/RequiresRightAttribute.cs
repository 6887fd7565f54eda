using Microsoft.AspNetCore.Authorization;

namespace ReferralBroker.Web.Access;

/// <summary>Names the right a page asks for.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresRightAttribute(Right right) : AuthorizeAttribute, IAuthorizationRequirementData
{
    public Right Right { get; } = right;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new RightRequirement(Right)];
}
