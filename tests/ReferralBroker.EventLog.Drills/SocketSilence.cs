using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ReferralBroker.EventLog.Drills;

/// <summary>
/// Makes a TCP socket deaf as an unplugged machine is: the kernel drops whatever arrives for it before it is acknowledged, so the other side
/// gets no answer to its data, its keep-alive probes or its closing.
/// </summary>
internal static class SocketSilence
{
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;
    private const ushort Return = 0x06;

    [StructLayout(LayoutKind.Sequential)]
    private struct Instruction
    {
        public ushort Code;
        public byte IfTrue;
        public byte IfFalse;
        public uint Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct FilterProgram
    {
        public ushort Length;
        public IntPtr Instructions;
    }

    public static unsafe void On(Socket socket)
    {
        // A classic filter of one instruction: keep 0 bytes of every packet.
        var dropEverything = new Instruction { Code = Return };
        var program = new FilterProgram { Length = 1, Instructions = (IntPtr)(&dropEverything) };
        try
        {
            socket.SetRawSocketOption(SocketLevel, AttachFilter, new ReadOnlySpan<byte>(&program, sizeof(FilterProgram)));
        }
        catch (ObjectDisposedException)
        {
            // Closed in the meantime, which is not what was wanted of it, but nothing is left to be silent.
        }
    }
}
