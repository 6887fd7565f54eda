using ReferralBroker.Domain;
using ReferralBroker.Web.Access;
using ReferralBroker.Web.Pages.Work;

namespace ReferralBroker.Web.Pages.Administration;

/// <summary>The bank holidays that clocks in working days pass over: this year's and those of the two after it.</summary>
[RequiresRight(Right.ManageDirectory)]
public sealed class BankHolidaysModel : WorkPage
{
    private const int MostYears = 3;

    public IReadOnlyList<(int Year, IReadOnlyList<DateOnly> Days)> Years => [.. Enumerable.Range(Today.Year, MostYears).Select(y => (y, DaysOf(y)))];

    public void OnGet()
    {
    }

    private static IReadOnlyList<DateOnly> DaysOf(int year) =>
        [.. Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(n => new DateOnly(year, 1, 1).AddDays(n)).Where(WorkingDays.IsBankHoliday)];
}
