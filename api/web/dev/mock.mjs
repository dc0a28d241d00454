// A stand-in for the service while it is being built: the HTTP contract over the real command line. Development only.
//   TRUSQUIN_BIN=target/debug/trusquin node dev/mock.mjs [port]
import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { basename, dirname, extname, join } from 'node:path'

const bin = process.env.TRUSQUIN_BIN
const shopFile = process.env.TRUSQUIN_SHOP
const dist = new URL('../dist/', import.meta.url).pathname
const home = mkdtempSync(join(tmpdir(), 'trusquin-mock-'))
const rfqs = []
const listeners = new Map()
const quotes = new Map()
const SLOW = Number(process.env.MOCK_SLOW_MS ?? 150)

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const run = (args) => new Promise((resolve, reject) => execFile(bin, args, { maxBuffer: 1 << 28 }, (error, out) => (error && !out ? reject(error) : resolve(out))))

function parts(body, boundary) {
  const found = []
  const mark = Buffer.from(`--${boundary}`)
  let at = body.indexOf(mark)
  for (;;) {
    const next = body.indexOf(mark, at + mark.length)
    if (next < 0) return found
    const part = body.subarray(at + mark.length + 2, next - 2)
    const split = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, split).toString()
    found.push({ name: /name="([^"]*)"/.exec(head)?.[1], file: /filename="([^"]*)"/.exec(head)?.[1], data: part.subarray(split + 4) })
    at = next
  }
}

const tell = (rfq) => {
  for (const response of listeners.get(rfq.id) ?? []) {
    response.write(`event: rfq\ndata: ${JSON.stringify(rfq)}\n\n`)
    if (rfq.status === 'done' || rfq.status === 'failed') response.end('event: end\ndata: {}\n\n')
  }
}

async function work(rfq, folder, paths) {
  rfq.status = 'reading'
  tell(rfq)
  const { analyses } = store.get(rfq.id)
  await Promise.all([0, 1].map(async (lane) => {
    for (let index = lane; index < paths.length; index += 2) {
      const file = rfq.files[index]
      file.status = 'reading'
      tell(rfq)
      await pause(SLOW)
      const lines = (await run(['analyze', paths[index]]).catch(() => '')).trim().split('\n').filter(Boolean).map((line) => JSON.parse(line))
      const own = lines[0]
      if (lines.length > 1 || own?.file?.includes('!/')) {
        file.kind = 'archive'
        file.status = 'read'
        for (const line of lines) {
          const member = { position: rfq.files.length, name: `${file.name}!/${line.file.split('!/')[1]}`, sha256: line.sha256, bytes: 1000, kind: line.kind, status: 'read', pages: line.pages.length || 1, line: null, diagnostics: line.diagnostics }
          rfq.files.push(member)
          analyses.set(member.position, line)
        }
      } else {
        analyses.set(index, own)
        Object.assign(file, { sha256: own.sha256, kind: own.kind, pages: Math.max(1, own.pages.length), diagnostics: own.diagnostics, status: own.diagnostics.some((it) => it.severity === 'error') ? 'failed' : 'read' })
      }
      tell(rfq)
    }
  }))
  rfq.status = 'pricing'
  tell(rfq)
  await pause(SLOW)
  const pdf = join(folder, 'devis.pdf')
  const quote = JSON.parse(await run(['quote', '--json', '--shop', shopFile, '--data', join(home, 'data'), '--quantity', rfq.quantities.join(','), '--pdf', pdf, ...paths]))
  for (const line of quote.lines) for (const path of line.files) for (const [position, analysis] of analyses) if (analysis.file === path) rfq.files[position].line = line.line
  quotes.set(quote.number, { ...quote, rfq: rfq.id, pdf })
  rfq.quote = quote.number
  rfq.status = 'done'
  tell(rfq)
}

const store = new Map()

const problem = (response, status, code, detail) => {
  response.writeHead(status, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail, request_id: 'mock' }))
}
const json = (response, value, status = 200, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(value))
}

createServer((request, response) => {
  const url = new URL(request.url, 'http://x')
  const path = url.pathname
  let found
  if (request.method === 'POST' && path === '/api/rfqs') {
    const chunks = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const all = parts(Buffer.concat(chunks), /boundary=(.*)$/.exec(request.headers['content-type'])[1])
      const text = (name) => all.find((it) => it.name === name)?.data.toString() ?? null
      const id = rfqs.length + 1
      const folder = join(home, String(id))
      const sent = all.filter((it) => it.name === 'files')
      if (sent.some((it) => it.file.includes('TOO-LARGE'))) return problem(response, 413, 'API-413', 'Le fichier dépasse la limite de 256 Mo.')
      const rfq = { id, received_at: new Date().toISOString(), status: 'queued', customer: text('customer'), requested_date: text('requested_date'), quantities: (text('quantities') ?? '1').split(',').map(Number), quantities_source: text('quantities') ? 'form' : 'default', files: [], quote: null, problem: null }
      const paths = sent.map((it, position) => {
        const to = join(folder, it.file)
        mkdirSync(dirname(to), { recursive: true })
        writeFileSync(to, it.data)
        rfq.files.push({ position, name: it.file, sha256: createHash('sha256').update(it.data).digest('hex'), bytes: it.data.length, kind: 'unknown', status: 'waiting', pages: 1, line: null, diagnostics: [] })
        return to
      })
      rfqs.unshift(rfq)
      store.set(id, { rfq, folder, paths, analyses: new Map() })
      json(response, rfq, 202, { location: `/api/rfqs/${id}` })
      work(rfq, folder, paths).catch((error) => {
        rfq.status = 'failed'
        rfq.problem = { code: 'API-500', message: String(error).slice(0, 300) }
        tell(rfq)
      })
    })
  } else if (path === '/api/rfqs') {
    json(response, { items: rfqs.map(({ files, ...rfq }) => ({ ...rfq, file_count: files.length })), next_before: null })
  } else if ((found = /^\/api\/rfqs\/(\d+)$/.exec(path))) {
    const it = store.get(Number(found[1]))
    it ? json(response, it.rfq) : problem(response, 404, 'API-404', 'Pas de demande de ce numéro.')
  } else if ((found = /^\/api\/rfqs\/(\d+)\/events$/.exec(path))) {
    const it = store.get(Number(found[1]))
    if (!it) return problem(response, 404, 'API-404', '')
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    listeners.set(it.rfq.id, [...(listeners.get(it.rfq.id) ?? []), response])
    response.write(`event: rfq\ndata: ${JSON.stringify(it.rfq)}\n\n`)
    if (it.rfq.status === 'done' || it.rfq.status === 'failed') response.end('event: end\ndata: {}\n\n')
  } else if ((found = /^\/api\/rfqs\/(\d+)\/files\/(\d+)\/analysis$/.exec(path))) {
    const analysis = store.get(Number(found[1]))?.analyses.get(Number(found[2]))
    analysis ? json(response, analysis) : problem(response, 404, 'API-404', 'Pas encore lu.')
  } else if ((found = /^\/api\/rfqs\/(\d+)\/files\/(\d+)\/pages\/(\d+)\.png$/.exec(path))) {
    const it = store.get(Number(found[1]))
    const analysis = it?.analyses.get(Number(found[2]))
    const file = it?.paths[Number(found[2])]
    if (!file || !existsSync(file)) return problem(response, 404, 'API-404', 'Pas d’image de cette page.')
    if (extname(file).toLowerCase() !== '.pdf') return void response.end(readFileSync(file))
    const png = spawn('pdftoppm', ['-png', '-f', found[3], '-l', found[3], '-singlefile', '-scale-to-x', url.searchParams.get('width'), '-scale-to-y', '-1', file])
    const out = []
    png.stdout.on('data', (chunk) => out.push(chunk))
    png.on('close', () => (out.length > 0 ? (response.writeHead(200, { 'content-type': 'image/png' }), response.end(Buffer.concat(out))) : problem(response, 422, 'API-422', 'La page ne peut pas être dessinée.')))
  } else if ((found = /^\/api\/quotes\/([^/]+)(\/pdf)?$/.exec(path))) {
    const it = quotes.get(decodeURIComponent(found[1]))
    if (!it) problem(response, 404, 'QUO-404', 'Pas de devis de ce numéro.')
    else if (found[2]) (response.writeHead(200, { 'content-type': 'application/pdf' }), response.end(readFileSync(it.pdf)))
    else json(response, it)
  } else if (path === '/api/shop') json(response, { company: 'Atelier Démonstration (société fictive)', currency: 'EUR' })
  else if (path === '/health') json(response, { status: 'ok', version: '0.0.0', ocr: false })
  else {
    const file = join(dist, path === '/' ? 'index.html' : path)
    if (!file.startsWith(dist) || !existsSync(file)) return problem(response, 404, 'API-404', '')
    const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': "default-src 'self'; img-src 'self' blob:; style-src 'self'" })
    response.end(readFileSync(file))
  }
}).listen(Number(process.argv[2] ?? 8091), '127.0.0.1', () => console.log('mock ready', basename(home)))
