// What goes wrong: refusals, a broken line, files that cannot be read, very many files, very long names.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { checkAccess, launch, missingBrowser, noSideScroll, openPage, priced, sendFiles } from './pages.mjs'
import { sample, startService } from './service.mjs'

const service = missingBrowser() ? { skip: missingBrowser() } : await startService()
if (service.skip) console.log(`test-web: skipped: ${service.skip}`)
const problem = (status, code, detail) => ({
  status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: code, status, code, detail, request_id: 'r-42' }),
})
const isCreate = (route) => route.request().method() === 'POST'

describe('trouble', { skip: service.skip ?? false }, () => {
  let browser
  before(async () => {
    browser = await launch()
  })
  after(async () => {
    await browser?.close()
    await service.stop()
  })
  const open = (options) => openPage(browser, service.url, { expected: ['Failed to load resource'], cookie: service.cookie, ...options })

  it('a refusal says why and what to do; the files stay and can be sent again', async () => {
    const { page, wrong, close } = await open()
    await page.route('**/api/rfqs', (route) => (isCreate(route) ? route.fulfill(problem(413, 'API-017', 'le fichier « plan.pdf » dépasse 256 Mio')) : route.continue()))
    const customer = await sendFiles(page, [sample('88-20322_A.pdf')])
    const alert = page.getByRole('alert')
    await alert.getByText('dépasse 256 Mio').waitFor()
    await alert.getByText('envoyez moins de fichiers').waitFor()
    await alert.getByText('API-017 · r-42').waitFor()
    await checkAccess(page, 'refused upload')
    await page.unroute('**/api/rfqs')
    // Back to the questions: files and answers are still there.
    await page.getByRole('button', { name: 'Modifier' }).click()
    assert.equal(await page.getByRole('dialog').getByLabel('Client').inputValue(), customer)
    await page.getByRole('dialog').getByText('1 fichier').waitFor()
    await page.getByRole('button', { name: 'Lire et chiffrer' }).click()
    await priced(page, customer)
    assert.deepEqual(wrong, [])
    await close()
  })

  it('no network: said so, and sent again when it is back', async () => {
    const { page, close } = await open()
    await page.route('**/api/rfqs', (route) => (isCreate(route) ? route.abort('connectionrefused') : route.continue()))
    const customer = await sendFiles(page, [sample('88-20322_A.pdf')])
    await page.getByRole('alert').getByText('Le serveur ne répond pas.').waitFor()
    await page.unroute('**/api/rfqs')
    await page.getByRole('button', { name: 'Réessayer' }).click()
    await priced(page, customer)
    await close()
  })

  it('an upload is cancelled', async () => {
    const { page, close } = await open()
    await page.route('**/api/rfqs', (route) => (isCreate(route) ? undefined : route.continue()))
    await sendFiles(page, [sample('88-20322_A.pdf')])
    await page.getByRole('region', { name: 'Envoi des fichiers' }).getByText('88-20322_A.pdf').waitFor()
    await page.getByRole('button', { name: 'Annuler l’envoi' }).click()
    await page.getByRole('region', { name: 'Envoi des fichiers' }).waitFor({ state: 'detached' })
    await page.unroute('**/api/rfqs')
    await close()
  })

  it('progress comes back after the line broke', async () => {
    const { page, close } = await open()
    let refused = 0
    await page.route('**/api/rfqs/*/events', (route) => (refused++ === 0 ? route.fulfill(problem(503, 'API-052', '')) : route.continue()))
    const customer = await sendFiles(page, [sample('TRQ-1042_B.pdf')])
    await priced(page, customer)
    assert.ok(refused >= 1)
    await close()
  })

  it('a file that cannot be read is a line to enter by hand, with its reason; the others are priced', async () => {
    const { page, wrong, close } = await open()
    const customer = await sendFiles(page, [
      ...['TRQ-1042_B.pdf', 'TRQ-1042_B.step'].map((name) => ({ name, mimeType: '', buffer: readFileSync(sample(name)) })),
      { name: 'abîmé.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nnothing follows') },
      { name: 'photo de vacances.xyz', mimeType: 'application/octet-stream', buffer: Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]) },
    ])
    await priced(page, customer)
    const rows = page.locator('.lines ol li')
    await rows.nth(2).waitFor()
    const byHand = rows.filter({ hasText: 'à saisir' })
    assert.equal(await byHand.count(), 2)
    await page.getByLabel('Seulement celles à voir (2)').check()
    assert.equal(await rows.count(), 2)
    await page.getByLabel('Seulement celles à voir (2)').uncheck()
    await byHand.first().getByRole('button').click()
    await page.getByRole('note').getByText('À saisir à la main').waitFor()
    assert.match(await page.getByRole('note').innerText(), /[A-Z]{3}-\d{3}/)
    await checkAccess(page, 'line to enter by hand')
    await rows.filter({ hasText: 'TRQ-1042' }).getByRole('button').click()
    assert.match(await rows.filter({ hasText: 'TRQ-1042' }).innerText(), /\d,\d\d\s*€/)
    assert.deepEqual(wrong, [])
    await close()
  })

  it('a reading or a picture that does not come is said, and asked for again', async () => {
    const { page, close } = await open()
    await page.route('**/analysis', (route) => route.fulfill(problem(500, 'API-050', 'le service a échoué')))
    await page.route('**/pages/**', (route) => route.fulfill(problem(404, 'API-006', 'il n’y a pas d’image de cette page')))
    const customer = await sendFiles(page, [sample('88-20322_A.pdf')])
    await priced(page, customer)
    await page.getByRole('alert').filter({ hasText: 'API-006' }).waitFor()
    const reading = page.getByRole('alert').filter({ hasText: 'API-050' })
    await reading.waitFor()
    await page.unroute('**/analysis')
    await reading.getByRole('button', { name: 'Réessayer' }).click()
    await page.getByRole('button', { name: /N° de plan/ }).waitFor()
    await close()
  })

  it('a price that is missing is said to be missing', async () => {
    const { page, close } = await open()
    await page.route('**/api/quotes/*', async (route) => {
      const answer = await route.fetch()
      const quote = await answer.json()
      for (const scenario of quote.scenarios) {
        Object.assign(scenario, { total: null, lead_time_days: null, delivery_date: null })
        for (const line of scenario.lines) Object.assign(line, { unit_price: null, total: null, breakdown: {} })
      }
      await route.fulfill({ response: answer, json: quote })
    })
    const customer = await sendFiles(page, [sample('88-20322_A.pdf')])
    await priced(page, customer)
    assert.deepEqual(await page.locator('.cards .total').allInnerTexts(), ['à chiffrer', 'à chiffrer', 'à chiffrer'])
    await close()
  })

  it('two hundred files with very long names stay readable and quick', async () => {
    const files = Array.from({ length: 200 }, (_, position) => ({
      position, name: `Affaire 2026-${position}/${'sous-ensemble très long '.repeat(6)}${position}.pdf`, sha256: null, bytes: 1000, kind: 'pdf',
      status: position < 120 ? 'read' : position < 122 ? 'reading' : 'waiting', pages: 1, line: null, diagnostics: [],
    }))
    const rfq = { id: 900, received_at: '2026-11-21T11:40:00Z', status: 'reading', customer: 'Client au nom interminable '.repeat(8), requested_date: '2026-12-24', quantities: [1], quantities_source: 'default', files, quote: null, problem: null }
    const { page, close } = await open({
      hash: '#/rfq/900',
      prepare: async (page) => {
        await page.route('**/api/rfqs/900', (route) => route.fulfill({ json: rfq }))
        await page.route('**/api/rfqs/900/events', (route) => route.fulfill({ contentType: 'text/event-stream', body: `event: rfq\ndata: ${JSON.stringify(rfq)}\n\n` }))
        await page.route('**/api/rfqs/900/files/**', (route) => route.fulfill(problem(404, 'API-005', 'pas encore lu')))
      },
    })
    await page.getByText('Lecture : 120 sur 200').waitFor()
    assert.equal(await page.locator('.lines ol li').count(), 200)
    await page.locator('.lines ol li button').first().click()
    for (let step = 0; step < 60; step += 1) await page.keyboard.press('ArrowDown')
    assert.match(await page.locator('.lines button[aria-current]').innerText(), /60\.pdf|sous-ensemble/)
    assert.ok(await page.locator('.lines button[aria-current]').evaluate((it) => {
      const [row, list] = [it.getBoundingClientRect(), it.closest('section').getBoundingClientRect()]
      return row.top >= list.top && row.bottom <= list.bottom + 1
    }))
    await noSideScroll(page, '200 files')
    await page.setViewportSize({ width: 390, height: 844 })
    await noSideScroll(page, '200 files on a phone')
    await close()
  })

  it('an RFQ that does not exist', async () => {
    const { page, close } = await open({ hash: '#/rfq/999999' })
    await page.getByRole('alert').getByText('Choisissez une autre demande').waitFor()
    await checkAccess(page, 'missing RFQ')
    await close()
  })

  it('the service is down', async () => {
    const { page, close } = await open({ prepare: (page) => page.route('**/api/**', (route) => route.abort('connectionrefused')) })
    await page.getByRole('alert').getByText('Le serveur ne répond pas.').waitFor()
    await page.unroute('**/api/**')
    await page.getByRole('button', { name: 'Réessayer' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await close()
  })
})
