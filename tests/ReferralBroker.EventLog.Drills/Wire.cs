using System.Net;
using System.Net.Sockets;

namespace ReferralBroker.EventLog.Drills;

/// <summary>Where on its way a message is when a wire's rule applies.</summary>
internal enum WireMoment
{
    /// <summary>It has been handed on to the server, whose answer has not been seen.</summary>
    Sent,

    /// <summary>The server has answered it, and the answer has not been handed on.</summary>
    Answered,
}

/// <summary>What a wire watches for: these texts, one after the other on one connection, for the n-th time.</summary>
internal sealed record WireRule(IReadOnlyList<byte[]> Texts, WireMoment Moment, int Times, Action Then);

/// <summary>
/// Stands between the log's sessions and the server and hands everything on. It can act at the very moment at which a message has been sent or
/// answered, and it can fall silent without closing anything.
/// </summary>
internal sealed class Wire : IDisposable
{
    private readonly Socket _listener;
    private volatile EndPoint _server;
    private readonly WireRule? _rule;
    private readonly List<Socket> _open = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _never = new();
    private volatile bool _mute;
    private bool _cut;
    private int _seen;

    private Wire(EndPoint at, EndPoint server, WireRule? rule)
    {
        _listener = new(at.AddressFamily, SocketType.Stream, at is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _listener.Bind(at);
        _listener.Listen(64);
        (_server, _rule) = (server, rule);
        _ = AcceptAsync();
    }

    /// <summary>A wire in a folder that only its owner may enter.</summary>
    public static Wire InFolder(string folder, EndPoint server, WireRule rule) => new(new UnixDomainSocketEndPoint(Path.Combine(folder, ".s.PGSQL.1")), server, rule);

    /// <summary>A wire on the loopback address.</summary>
    public static Wire OnLoopback(IPEndPoint server) => new(new IPEndPoint(IPAddress.Loopback, 0), server, null);

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>From now on nothing is handed on in either direction, also not on new connections. The kernel still acknowledges what it is sent.</summary>
    public void FallMute() => _mute = true;

    /// <summary>As if the cable had been cut: from now on not even the kernel answers on the connections there are, and there are no new ones.</summary>
    public void Cut()
    {
        _mute = true;
        lock (_lock)
        {
            _cut = true;
            foreach (var socket in _open) SocketSilence.On(socket);
        }
    }

    /// <summary>From now on it leads to another server, as an address does that moves in a failover. What is open is closed.</summary>
    public void LeadTo(IPEndPoint server)
    {
        _server = server;
        Mend();
    }

    /// <summary>What was mute or cut is closed, and new connections work again.</summary>
    public void Mend()
    {
        lock (_lock)
        {
            foreach (var socket in _open) socket.Dispose();
            _open.Clear();
            _cut = false;
        }
        _mute = false;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Mend();
        _never.TrySetResult();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptAsync();
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var to = _server;
        var server = new Socket(to.AddressFamily, SocketType.Stream, to is IPEndPoint ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (client.AddressFamily == AddressFamily.InterNetwork) client.NoDelay = server.NoDelay = true;
            Keep(client);
            if (_mute) await _never.Task;
            await server.ConnectAsync(to);
            Keep(server);
            var watch = _rule is null ? null : new Watch(_rule, () => Interlocked.Increment(ref _seen));
            await Task.WhenAny(CarryAsync(client, server, watch is null ? null : watch.BeforeSending, watch is null ? null : watch.Sent),
                CarryAsync(server, client, watch is null ? null : watch.BeforeAnswering, null));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Either side has gone; the other is told by the closing.
        }
        finally
        {
            if (!_mute)
            {
                client.Dispose();
                server.Dispose();
                lock (_lock) _open.RemoveAll(s => s == client || s == server);
            }
        }
    }

    private void Keep(Socket socket)
    {
        lock (_lock)
        {
            _open.Add(socket);
            if (_cut) SocketSilence.On(socket);
        }
    }

    private async Task CarryAsync(Socket from, Socket to, Action<ReadOnlySpan<byte>>? before, Action? after)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var length = await from.ReceiveAsync(buffer);
                if (_mute) await _never.Task;
                if (length == 0) return;
                before?.Invoke(buffer.AsSpan(0, length));
                for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent));
                after?.Invoke();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // As an end of the stream.
        }
    }

    /// <summary>Looks for a rule's texts on one connection.</summary>
    private sealed class Watch(WireRule rule, Func<int> count)
    {
        private readonly List<byte> _tail = [];
        private int _next;
        private bool _due;

        public void BeforeSending(ReadOnlySpan<byte> bytes)
        {
            // A text may lie across two readings.
            byte[] all = [.. _tail, .. bytes];
            var rest = all.AsSpan();
            for (var at = rest.IndexOf(rule.Texts[_next]); at >= 0; at = rest.IndexOf(rule.Texts[_next]))
            {
                rest = rest[(at + rule.Texts[_next].Length)..];
                if (++_next < rule.Texts.Count) continue;
                _next = 0;
                if (count() == rule.Times) _due = true;
            }
            var keep = Math.Min(rest.Length, rule.Texts[_next].Length - 1);
            _tail.Clear();
            _tail.AddRange(rest[^keep..]);
        }

        public void Sent()
        {
            if (_due && rule.Moment == WireMoment.Sent) rule.Then();
        }

        public void BeforeAnswering(ReadOnlySpan<byte> _)
        {
            if (_due && rule.Moment == WireMoment.Answered) rule.Then();
        }
    }
}
