// Unpacks the browser that comes from npm into the folder for temporary files, and prints where it is and what it needs.
import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'
import chromium from '@sparticuz/chromium'
import { extract } from 'tar-fs'

const program = await chromium.executablePath()

// The libraries that it stands on are packed beside it for machines that have none; the package itself unpacks them on one vendor's machines only.
const packed = fileURLToPath(new URL('../../bin/al2023.tar.br', import.meta.resolve('@sparticuz/chromium')))
const libraries = join(tmpdir(), 'al2023')
await pipeline(createReadStream(packed), createBrotliDecompress(), extract(libraries))

// The configuration that comes with its fonts looks for them where we did not unpack them.
const fonts = join(tmpdir(), 'fonts')
await writeFile(join(fonts, 'fonts.conf'), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><cachedir>${fonts}-cache</cachedir></fontconfig>
`)

console.log(JSON.stringify({ program, libraries: join(libraries, 'lib'), fonts }))
