// A real mail server on this machine, for tests. A line on standard input says how it behaves from then on: accept, a code it refuses messages with, or
// drop: it takes a message and is gone before it says so. Each message it takes is a line on standard output, before it answers for it. Asked
// "heard?" it says so, behind all of these.
import { createInterface } from 'node:readline'
import { SMTPServer } from 'smtp-server'

let behaviour = 'accept'
const say = (text) => process.stdout.write(`${text}\n`)
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  logger: false,
  onAuth: (auth, session, done) => (auth.password === 'right' ? done(null, { user: auth.username }) : done(new Error('wrong'))),
  onData(stream, session, done) {
    const parts = []
    stream.on('data', (part) => parts.push(part))
    stream.on('end', () => {
      const mail = { from: session.envelope.mailFrom.address, to: session.envelope.rcptTo.map((r) => r.address), user: session.user ?? null, text: Buffer.concat(parts).toString('utf8') }
      if (behaviour === 'accept' || behaviour === 'drop') say(`mail ${JSON.stringify(mail)}`)
      if (behaviour === 'drop') return [...server.connections].forEach((c) => c._socket.destroy())
      if (behaviour === 'accept') return done()
      const no = new Error('not now')
      no.responseCode = Number(behaviour)
      done(no)
    })
  }
})
server.on('error', () => {})
server.listen(0, '127.0.0.1', () => say(`ready ${server.server.address().port}`))
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  if (line.trim() === 'heard?') return say('heard')
  behaviour = line.trim()
  say(`set ${behaviour}`)
})
lines.on('close', () => process.exit(0))
