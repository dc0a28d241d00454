// Chromium of the system, driven by playwright-core; every page is watched for what must not happen.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium'

export const missingBrowser = () => (existsSync(EXECUTABLE) ? null : `no Chromium at ${EXECUTABLE} (apt-get install chromium, or set CHROMIUM)`)

export const launch = () =>
  chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })

/** A page of its own, with what went wrong on it: errors, refusals of the content policy, requests that leave the house. */
export async function openPage(browser, url, { width = 1920, height = 1080, expected = [], hash = '', cookie = null, prepare = async () => {} } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true })
  if (cookie) await context.addCookies([cookie])
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const wrong = []
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.some((it) => message.text().includes(it))) wrong.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:')) wrong.push(`leaves the house: ${request.url()}`)
  })
  await prepare(page)
  await page.goto(`${url}/${hash}`)
  return { page, wrong, close: () => context.close() }
}

/** Fails on what axe finds against WCAG 2.1 A and AA. */
export async function checkAccess(page, where) {
  await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    return result.violations.map((it) => `${it.id}: ${it.nodes.slice(0, 4).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`)
  })
  assert.deepEqual(found, [], `accessibility: ${where}`)
}

export async function noSideScroll(page, where) {
  const over = await page.evaluate(() => {
    const wide = document.documentElement.clientWidth
    return [...document.querySelectorAll('body *')]
      .filter((it) => !it.closest('svg, .window, .hidden-text, .files, .routing, dialog:not([open])') && it.getBoundingClientRect().right > wide + 1)
      .map((it) => `${it.tagName}.${it.className} ${Math.round(it.getBoundingClientRect().right)} > ${wide}`)
  })
  assert.deepEqual(over.slice(0, 5), [], `runs out of the page: ${where}`)
}

let sent = 0

/** Sends files through the dialog, as a person does. */
export async function sendFiles(page, files, { quantities = '10, 50', customer = `Client ${++sent}` } = {}) {
  await page.locator('input[type=file]').first().setInputFiles(files)
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  await dialog.getByLabel(/Quantités|Quantities/).fill(quantities)
  await dialog.getByLabel(/Client|Customer/).fill(customer)
  await page.keyboard.press('Enter')
  return customer
}

/** The RFQ of this customer is open and its price is there. */
export async function priced(page, customer) {
  await page.locator('.rfqs button[aria-current]', { hasText: customer }).getByText(/chiffrée|priced/).waitFor({ timeout: 60_000 })
  await page.locator('a[download]').waitFor()
}
