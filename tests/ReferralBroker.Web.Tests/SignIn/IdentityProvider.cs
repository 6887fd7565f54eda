using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ReferralBroker.Web.Tests.SignIn;

/// <summary>Who a provider knows, and where it listens.</summary>
internal sealed record ProviderOptions
{
    /// <summary>The port to listen on; 0 is any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Where somebody may be sent who has signed out.</summary>
    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    /// <summary>What each account claims, such as name, organisation, role or acr, by its login. The login is the subject.</summary>
    public Dictionary<string, JsonObject> Accounts { get; init; } = [];

    /// <summary>What each machine's tokens claim beside the usual, by its client id.</summary>
    public Dictionary<string, JsonObject> Machines { get; init; } = [];
}

/// <summary>
/// A real OpenID provider in a process of its own. People sign in there as an account by its login alone, without a password,
/// and are not asked for consent. Its clock is the machine's.
/// </summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    private IdentityProvider(Process process) => (_process, _error) = (process, process.StandardError.ReadToEndAsync());

    /// <summary>Its address, without a slash at the end, as its tokens name it.</summary>
    public string Issuer { get; private set; } = "";

    public string ClientId { get; } = "broker";

    /// <summary>The secret of the broker, and of every machine.</summary>
    public string ClientSecret { get; } = "a-secret-for-tests-only";

    /// <summary>Starts a provider that knows the broker by one address to come back to, and answers once it listens.</summary>
    public static async Task<IdentityProvider> StartAsync(string redirectUri, ProviderOptions? options = null)
    {
        var provider = new IdentityProvider(Launch());
        try
        {
            provider.Issuer = (await provider.AskAsync(provider.Settings(redirectUri, options ?? new()), "ready"))["ready ".Length..];
            return provider;
        }
        catch
        {
            await provider.DisposeAsync();
            throw;
        }
    }

    /// <summary>Signs with a new key from now on. The old ones are published on only if they are kept.</summary>
    public Task RotateAsync(bool keepOld) => AskAsync(keepOld ? "rotate" : "rotate-drop", "rotated");

    /// <summary>Takes the provider down: nobody is answered until it is started again. It forgets neither its keys nor who is signed in.</summary>
    public Task StopAsync() => AskAsync("stop", "stopped");

    /// <summary>Brings the provider back at the same address.</summary>
    public Task StartAgainAsync() => AskAsync("start", "ready");

    /// <summary>An access token as a machine gets it, for an audience.</summary>
    public async Task<string> TokenAsync(string client, string audience)
    {
        var answer = await PostAsync("/token", new()
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = client,
            ["client_secret"] = ClientSecret,
            ["resource"] = $"urn:audience:{Uri.EscapeDataString(audience)}",
        });
        return (string)answer["access_token"]!;
    }

    /// <summary>Posts a form to one of its endpoints and answers what it says.</summary>
    public async Task<JsonNode> PostAsync(string path, Dictionary<string, string> form)
    {
        using var client = new HttpClient();
        using var content = new FormUrlEncodedContent(form);
        using var response = await client.PostAsync(new Uri(Issuer + path), content);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue("{0} answers {1}: {2}", path, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _process.Dispose();
    }

    /// <summary>Sends a line and answers the line that comes back, which has to begin as expected.</summary>
    private async Task<string> AskAsync(string line, string expected)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line);
            await _process.StandardInput.FlushAsync();
            using var patience = new CancellationTokenSource(Waiting.AtMost);
            if (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } answer && answer.StartsWith(expected, StringComparison.Ordinal)) return answer;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            throw await FailureAsync(expected, e);
        }
        throw await FailureAsync(expected, null);
    }

    private async Task<InvalidOperationException> FailureAsync(string expected, Exception? cause)
    {
        await EndAsync();
        return new($"The identity provider did not say '{expected}'. It said: {await _error}", cause);
    }

    private async Task EndAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    private string Settings(string redirectUri, ProviderOptions options) => JsonSerializer.Serialize(new
    {
        port = options.Port,
        clientId = ClientId,
        clientSecret = ClientSecret,
        redirectUri,
        postLogoutRedirectUris = options.PostLogoutRedirectUris,
        accounts = options.Accounts,
        machines = options.Machines,
    });

    /// <summary>Its standard input is what ends it, should the tests end without ending it.</summary>
    private static Process Launch() => Process.Start(new ProcessStartInfo("node", "provider.mjs")
    {
        WorkingDirectory = typeof(IdentityProvider).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "SignInFolder").Value,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
