namespace ReferralBroker.Domain.Tests;

public class NhsNumberTests
{
    [Theory]
    [InlineData("9990000018")]
    [InlineData("999 000 0018")]
    [InlineData("999-000-0018")]
    public void A_valid_number_is_kept_as_ten_digits(string text) => NhsNumber.Normalise(text).Should().Be("9990000018");

    [Theory]
    [InlineData("9991234567")]
    [InlineData("3478526985")]
    [InlineData("999000001A")]
    [InlineData("999000001")]
    [InlineData("99900000180")]
    [InlineData("٩٩٩٠٠٠٠٠١٨")]
    [InlineData("")]
    [InlineData(null)]
    public void An_invalid_number_is_none(string? text) => NhsNumber.Normalise(text).Should().BeNull();

    [Fact]
    public void Digits_whose_check_would_be_ten_belong_to_no_number()
    {
        // 6 times 2 is 12, which leaves 1 when divided by 11; 11 less 1 is 10, which no digit can be.
        for (var check = 0; check < 10; check++) NhsNumber.Normalise($"000000006{check}").Should().BeNull();
    }
}
