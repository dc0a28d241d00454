// The estimator's journey, on the sample RFQ: drop, read, look at what is doubtful, compare, take the PDF.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { checkAccess, launch, missingBrowser, noSideScroll, openPage, priced, sendFiles } from './pages.mjs'
import { LOGIN, PASSWORD, sample, startService } from './service.mjs'

const service = missingBrowser() ? { skip: missingBrowser() } : await startService()
if (service.skip) console.log(`test-web: skipped: ${service.skip}`)
const plans = readdirSync(sample('')).filter((name) => /\.(pdf|step|dxf)$/.test(name)).sort()
const cents = (text) => Math.round(Number(text.replace(/[^\d,.-]/g, '').replace(',', '.')) * 100)

describe('the estimator', { skip: service.skip ?? false }, () => {
  let browser, open
  before(async () => {
    browser = await launch()
    open = await openPage(browser, service.url, { cookie: service.cookie })
  })
  after(async () => {
    await open?.close()
    await browser?.close()
    await service.stop()
  })

  it('logs in, and is told when the password is wrong', async () => {
    const { page, wrong, close } = await openPage(browser, service.url, { expected: ['Failed to load resource'] })
    await page.getByRole('heading', { name: 'Connexion' }).waitFor()
    await checkAccess(page, 'log-in')
    await page.getByLabel('Identifiant').fill(LOGIN)
    await page.getByLabel('Mot de passe').fill('something else')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('mot de passe faux').waitFor()
    await page.getByLabel('Mot de passe').fill(PASSWORD)
    await page.keyboard.press('Enter')
    await page.getByText('Testeuse').waitFor()
    await page.getByRole('button', { name: 'Se déconnecter' }).click()
    await page.getByRole('heading', { name: 'Connexion' }).waitFor()
    assert.deepEqual(wrong, [])
    await close()
  })

  it('finds an empty desk that says what to do', async () => {
    await open.page.getByRole('heading', { name: 'Déposez les plans' }).waitFor()
    assert.equal(await open.page.locator('html').getAttribute('lang'), 'fr')
    await checkAccess(open.page, 'empty desk')
  })

  it('drops a plan anywhere, adds the others, and sends them with the Enter key', async () => {
    const { page } = open
    const [first, ...others] = plans
    const transfer = await page.evaluateHandle(
      ({ name, bytes }) => {
        const list = new DataTransfer()
        list.items.add(new File([Uint8Array.from(atob(bytes), (it) => it.charCodeAt(0))], name))
        return list
      },
      { name: first, bytes: readFileSync(sample(first)).toString('base64') },
    )
    await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer })
    await page.getByText('Déposez les plans ici').waitFor()
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 fichier').waitFor()
    await dialog.locator('input[type=file]').first().setInputFiles(others.map(sample))
    await dialog.getByText(`${plans.length} fichiers`).waitFor()
    const quantities = dialog.getByLabel('Quantités')
    await quantities.fill('dix')
    await dialog.getByText('Des nombres de pièces entiers').waitFor()
    assert.ok(await dialog.getByRole('button', { name: 'Lire et chiffrer' }).isDisabled())
    await quantities.fill('10, 50')
    await dialog.getByLabel('Client').fill('Mécanique du Giffre')
    await checkAccess(page, 'dialog')
    await quantities.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await priced(page, 'Giffre')
  })

  it('gets one line per part', async () => {
    const rows = open.page.locator('.lines ol li')
    await rows.nth(5).waitFor()
    assert.equal(await rows.count(), 6)
    const text = await rows.allInnerTexts()
    for (const number of ['TRQ-1042', 'TRQ-1057', 'TRQ-1061', '88-20315', '88-20322', '88-20340']) assert.ok(text.some((it) => it.includes(number)), number)
  })

  it('sees each value where it stands on the sheet, and its row beside it', async () => {
    const { page } = open
    await page.getByRole('button', { name: /TRQ-1042/ }).first().click()
    await page.locator('.sheet img').waitFor()
    const boxes = page.locator('.sheet rect.box')
    await boxes.nth(15).waitFor()
    assert.ok((await page.locator('.sheet rect.sure').count()) >= 10)

    // The box of the drawing number stands where the reading says, in millimetres of the sheet.
    const rfq = (await (await page.request.get(`${service.url}/api/rfqs?limit=1`)).json()).items[0]
    const { files } = await (await page.request.get(`${service.url}/api/rfqs/${rfq.id}`)).json()
    const file = files.find((it) => it.name === 'TRQ-1042_B.pdf')
    const analysis = await (await page.request.get(`${service.url}/api/rfqs/${rfq.id}/files/${file.position}/analysis`)).json()
    const { box } = analysis.title_block.drawing_number
    const [width, height] = analysis.pages[0].size_mm
    const field = page.getByRole('button', { name: /N° de plan.*TRQ-1042/ })
    await field.hover()
    const emphasis = await page.locator('rect.emphasis').boundingBox()
    const sheet = await page.locator('.sheet').boundingBox()
    const middle = { x: (emphasis.x + emphasis.width / 2 - sheet.x) / sheet.width, y: (emphasis.y + emphasis.height / 2 - sheet.y) / sheet.height }
    assert.ok(Math.abs(middle.x - (box[0] + box[2]) / 2 / width) < 0.004, JSON.stringify(middle))
    assert.ok(Math.abs(middle.y - (box[1] + box[3]) / 2 / height) < 0.004, JSON.stringify(middle))

    // From the list to the sheet: it comes into view, larger. From the sheet to the list: its row is marked.
    await field.click()
    assert.equal(await field.getAttribute('aria-pressed'), 'true')
    assert.ok((await page.locator('.sheet').boundingBox()).width > sheet.width)
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('[aria-pressed=true].field').count(), 0)
    await page.keyboard.press('0')
    await page.locator('.sheet rect.dimension').first().click()
    await page.locator('.entry[aria-pressed=true]').waitFor()
  })

  it('moves with the keyboard', async () => {
    const { page } = open
    await page.locator('.lines ol li button').first().focus()
    await page.locator('.lines ol li button').first().click()
    const current = () => page.locator('.lines button[aria-current]').innerText()
    const first = await current()
    await page.keyboard.press('ArrowDown')
    assert.notEqual(await current(), first)
    await page.keyboard.press('ArrowUp')
    assert.equal(await current(), first)
    assert.ok(await page.evaluate(() => document.activeElement.hasAttribute('aria-current')), 'the focus goes with the line')
    assert.equal(await page.locator('.lines ol button[tabindex="0"]').count(), 1)
    await page.locator('.sheet img').waitFor()
    const width = async () => (await page.locator('.sheet').boundingBox()).width
    const fitted = await width()
    await page.keyboard.press('+')
    assert.ok((await width()) > fitted * 1.2)
    await page.keyboard.press('-')
    await page.keyboard.press('-')
    assert.ok((await width()) < fitted)
    await page.keyboard.press('0')
    assert.ok(Math.abs((await width()) - fitted) < 1)
  })

  it('compares three prices that add up, for each quantity', async () => {
    const { page } = open
    const { quote: number } = (await (await page.request.get(`${service.url}/api/rfqs?limit=1`)).json()).items[0]
    const quote = await (await page.request.get(`${service.url}/api/quotes/${number}`)).json()
    for (const quantity of [10, 50]) {
      await page.getByRole('button', { name: `${quantity} pièces` }).click()
      const shown = await page.locator('.cards .total').allInnerTexts()
      assert.deepEqual(shown.map(cents), quote.scenarios.filter((it) => it.quantity === quantity).map((it) => Math.round(Number(it.total) * 100)))
      for (const view of [/^Ligne \d/, /^Tout le devis/]) {
        await page.getByRole('button', { name: view }).click()
        const columns = await page.locator('.breakdown table').evaluate((table) => ({
          parts: [...table.tBodies[0].rows].map((row) => [...row.cells].slice(1).map((cell) => cell.innerText)),
          total: [...table.tFoot.rows[0].cells].slice(1).map((cell) => cell.innerText),
        }))
        assert.ok(columns.parts.length >= 6)
        columns.total.forEach((total, column) => {
          const sum = columns.parts.reduce((all, row) => all + (/\d/.test(row[column]) ? cents(row[column]) : 0), 0)
          assert.equal(sum, cents(total), `${quantity} pieces, ${view}, column ${column}`)
        })
      }
    }
  })

  it('reads the routing with its times', async () => {
    const { page } = open
    await page.getByRole('button', { name: 'Gamme' }).click()
    const rows = page.locator('.routing tbody tr')
    assert.ok((await rows.count()) >= 4)
    assert.match(await rows.first().innerText(), /10\s+\S[\s\S]*\d+ (s|min)/)
    await checkAccess(page, 'routing')
    await page.getByRole('button', { name: 'Trois scénarios' }).click()
  })

  it('sees the measured facts of a model', async () => {
    const { page } = open
    await page.getByRole('button', { name: /TRQ-1057/ }).first().click()
    await page.getByRole('button', { name: /^STEP · / }).click()
    await page.getByText('Volume').waitFor()
    assert.match(await page.locator('.panel dl').innerText(), /110 × 70 × 60 mm/)
    await checkAccess(page, 'model')
    await page.getByRole('button', { name: /^PDF · / }).click()
    await page.locator('.sheet img').waitFor()
    await checkAccess(page, 'sheet')
  })

  it('takes the PDF', async () => {
    const { page } = open
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Devis PDF' }).click()])
    assert.match(download.suggestedFilename(), /\.pdf$/)
    assert.equal(readFileSync(await download.path()).subarray(0, 5).toString(), '%PDF-')
  })

  it('finds the same line after a reload, and English stays chosen', async () => {
    const { page } = open
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('link', { name: 'Quote PDF' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'Quote PDF' }).waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    assert.match(await page.locator('.lines button[aria-current]').innerText(), /TRQ-1057/)
    await page.getByRole('button', { name: 'Français' }).click()
  })

  it('works on smaller screens', async () => {
    const { page } = open
    await page.setViewportSize({ width: 1366, height: 768 })
    await noSideScroll(page, '1366')
    await page.setViewportSize({ width: 390, height: 844 })
    for (const room of ['Lignes', 'Plan', 'Lecture', 'Prix']) {
      await page.getByRole('navigation').getByRole('button', { name: room }).click()
      await noSideScroll(page, `phone, ${room}`)
      await checkAccess(page, `phone, ${room}`)
    }
    await page.setViewportSize({ width: 1920, height: 1080 })
  })

  it('sends a second request and finds both in the list', async () => {
    const { page } = open
    await page.setViewportSize({ width: 1920, height: 1080 })
    await sendFiles(page, [sample('88-20322_A.pdf')], { quantities: '5', customer: 'Ashdown' })
    await page.locator('.rfqs li').nth(1).waitFor()
    await page.locator('.rfqs button[aria-current]', { hasText: 'Ashdown' }).waitFor()
    await priced(page, 'Ashdown')
    await page.locator('.rfqs li', { hasText: 'Giffre' }).getByRole('button').click()
    await page.locator('.lines ol li').nth(5).waitFor()
  })

  it('saw no error, no refused script or style, and nothing left the house', () => assert.deepEqual(open.wrong, []))
})
