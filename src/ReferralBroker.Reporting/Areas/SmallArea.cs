namespace ReferralBroker.Reporting.Areas;

/// <summary>A small area of Nottingham.</summary>
/// <param name="Code">LSOA 2021, such as E01013810.</param>
/// <param name="Name">As people call it, such as Nottingham 018A.</param>
/// <param name="WardCode">The 2024 ward, such as E05012281.</param>
/// <param name="Ward">The ward's name.</param>
/// <param name="Decile">IMD 2025 decile among the small areas of England, 1 the most deprived.</param>
/// <param name="EmploymentDeprived">Share of working-age people deprived of employment (IMD 2025), 0 to 1.</param>
public sealed record SmallArea(string Code, string Name, string WardCode, string Ward, int Decile, double EmploymentDeprived)
{
    /// <summary>IMD 2025 quintile, 1 the most deprived: two deciles each.</summary>
    public int Quintile => (Decile + 1) / 2;
}
