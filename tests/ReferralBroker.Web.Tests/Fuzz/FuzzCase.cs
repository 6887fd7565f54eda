using System.Net;
using System.Text;

namespace ReferralBroker.Web.Tests.Fuzz;

/// <summary>One request, and all that is needed to tell somebody of it.</summary>
/// <param name="Number">Which case it is.</param>
/// <param name="Route">The route it was made for.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Target">Path and query exactly as they are sent.</param>
/// <param name="Caller">As whom; a token itself differs from run to run and is not shown.</param>
internal sealed record FuzzCase(int Number, string Route, string Method, string Target, string Caller)
{
    private const int Clip = 700;

    public List<(string Name, string Value)> Headers { get; } = [];

    public byte[]? Body { get; set; }

    public string? ContentType { get; set; }

    public bool IsChunked { get; set; }

    /// <summary>Whether its answer may be a page: an address outside the API, asked for as HTML.</summary>
    public bool MayGetPage => !Target.StartsWith("/api", StringComparison.OrdinalIgnoreCase) && Headers.Any(h => h.Name == "Accept" && h.Value.Contains("text/html", StringComparison.OrdinalIgnoreCase));

    public HttpRequestMessage ToRequest(Uri server)
    {
        // The client would tidy dots and escapes away, and they are the point.
        var address = new Uri(server.GetLeftPart(UriPartial.Authority) + Target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var request = new HttpRequestMessage(new HttpMethod(Method), address) { Version = HttpVersion.Version11 };
        if (Body is not null)
        {
            request.Content = new ByteArrayContent(Body);
            if (ContentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            if (IsChunked) request.Headers.TransferEncodingChunked = true;
        }
        foreach (var (name, value) in Headers) Add(request, name, value);
        return request;
    }

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
    }

    public override string ToString()
    {
        var text = new StringBuilder().Append("case ").Append(Number).Append(" for ").AppendLine(Route).Append(Method).Append(' ').Append(Cut(Target)).Append(" as ").AppendLine(Caller);
        if (ContentType is not null) text.Append("Content-Type: ").AppendLine(ContentType);
        if (IsChunked) text.AppendLine("Transfer-Encoding: chunked");
        foreach (var (name, value) in Headers.Where(h => h.Name is not ("Authorization" or "Cookie"))) text.Append(name).Append(": ").AppendLine(Cut(value));
        if (Body is not null) text.Append('(').Append(Body.Length).Append(" bytes) ").AppendLine(Cut(Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 4 * Clip)))));
        return text.ToString();
    }

    private static string Cut(string text)
    {
        var shown = string.Concat((text.Length > Clip ? text[..Clip] + "..." : text).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? $"\\u{(int)c:x4}" : c.ToString()));
        return shown;
    }
}
