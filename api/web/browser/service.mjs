// The service under test: the one at TRUSQUIN_URL, or the binary at TRUSQUIN_BIN with the demo shop and an empty data folder.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../..', import.meta.url))
export const sample = (name) => join(checkout, 'datasets/sample_rfq', name)

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })

/** Login and password of the service under test. */
export const LOGIN = 'tester'
export const PASSWORD = 'a password of the tests'

/** Logs in as a browser does and returns the session's cookie. */
async function logIn(url) {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: LOGIN, password: PASSWORD }),
  })
  if (!answer.ok) throw new Error(`the log-in was refused: ${answer.status} ${await answer.text()}`)
  return answer.headers.get('set-cookie').split(';')[0].split('=')
}

/** { url, stop } or { skip: reason }. */
export async function startService() {
  if (process.env.TRUSQUIN_URL) return { url: process.env.TRUSQUIN_URL, stop: async () => {} }
  const bin = process.env.TRUSQUIN_BIN
  if (!bin || !existsSync(bin)) return { skip: `no binary at TRUSQUIN_BIN (${bin ?? 'not set'}): make build` }
  const data = mkdtempSync(join(tmpdir(), 'trusquin-browser-'))
  const port = await freePort()
  const shop = join(checkout, 'datasets/demo_shop/shop.toml')
  const child = spawn(bin, ['serve', '--listen', `127.0.0.1:${port}`, '--data', data], {
    env: { ...process.env, TRUSQUIN_SHOP: shop },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stdout.on('data', (chunk) => (log += chunk))
  child.stderr.on('data', (chunk) => (log += chunk))
  let exited = null
  const ended = new Promise((resolve) => child.once('exit', (code) => resolve((exited = code ?? -1))))
  const stop = async () => {
    if (exited === null) {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(late)
    }
    rmSync(data, { recursive: true, force: true })
  }
  const url = `http://127.0.0.1:${port}`
  const until = Date.now() + 30_000
  for (;;) {
    if (exited !== null) throw new Error(`the service ended with ${exited}:\n${log}`)
    const answer = await fetch(`${url}/health`).catch(() => null)
    if (answer?.ok) break
    if (Date.now() > until) {
      await stop()
      throw new Error(`the service did not answer within 30 s:\n${log}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  execFileSync(bin, ['accounts', 'add', LOGIN, '--name', 'Testeuse', '--password-stdin', '--data', data], { input: PASSWORD })
  const [name, value] = await logIn(url)
  return { url, stop, cookie: { name, value, url } }
}
