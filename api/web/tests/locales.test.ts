// Both languages have the same texts, every text the pages ask for exists, and none is there for nothing.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { COSTS } from '../src/lib/reading/costs'
import { FIELDS } from '../src/lib/reading/marks'
import diagnosticsEn from '../src/lib/i18n/diagnostics.en.json'
import diagnosticsFr from '../src/lib/i18n/diagnostics.fr.json'
import en from '../src/lib/i18n/en.json'
import fr from '../src/lib/i18n/fr.json'

const SOURCE = new URL('../src', import.meta.url).pathname
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => readFileSync(join(SOURCE, name), 'utf8'))

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((it) => it[1]).sort()
/** Keys written out, in t() or as the string of a table. */
const written = new Set(sources.flatMap((text) => [...text.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map((it) => it[1] as string)).filter((key) => key in fr))
const asked = new Set(sources.flatMap((text) => [...text.matchAll(/\bt\('([^']+)'/g)].map((it) => it[1] as string)))
/** Families whose last part is worked out: t(`row.${state}`), word('field', name). */
const families = new Set([
  ...sources.flatMap((text) => [...text.matchAll(/\bt\(`([a-z_]+)\.\$\{/g)].map((it) => it[1] as string)),
  ...sources.flatMap((text) => [...text.matchAll(/\bword\('([a-z]+)'/g)].map((it) => it[1] as string)),
])

describe('texts', () => {
  it('are in both languages, under the same keys', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(fr).sort())
    expect(Object.keys(diagnosticsEn).sort()).toEqual(Object.keys(diagnosticsFr).sort())
  })

  it('are not empty and take the same values', () => {
    for (const [key, text] of Object.entries(fr)) {
      const other = (en as Record<string, string>)[key] ?? ''
      expect(text.trim(), key).not.toBe('')
      expect(other.trim(), key).not.toBe('')
      expect([...new Set(holes(other))], key).toEqual([...new Set(holes(text))])
      expect(other.split('|').length, key).toBe(text.split('|').length)
    }
  })

  it('exist when a page asks for them', () => {
    expect(asked.size).toBeGreaterThan(80)
    expect([...asked].filter((key) => !(key in fr))).toEqual([])
  })

  it('are asked for by some page', () => {
    const idle = Object.keys(fr).filter((key) => !asked.has(key) && !written.has(key) && !families.has(key.split('.')[0] ?? ''))
    expect(idle).toEqual([])
  })

  it('cover every word the contract has', () => {
    const words: [string, string[]][] = [
      ['rfq', ['queued', 'reading', 'pricing', 'done', 'failed']],
      ['row', ['waiting', 'reading', 'read', 'ready', 'ask', 'by_hand']],
      ['kind', ['pdf', 'image', 'dxf', 'dwg', 'step', 'iges', 'archive', 'unknown']],
      ['severity', ['info', 'warning', 'error']],
      ['scenario', ['express', 'standard', 'economic']],
      ['room', ['lines', 'sheet', 'reading', 'prices']],
      ['source', ['text_layer', 'stroke_font', 'ocr', 'entity', 'attribute', 'model', 'file_name']],
      ['reader', ['text_layer', 'stroke_font', 'ocr', 'entity', 'attribute', 'model', 'file_name']],
      ['dimension', ['diameter', 'linear', 'radius', 'angle', 'chamfer', 'thread', 'hole_callout']],
      ['process', ['turning', 'milling', 'mill_turn', 'drilling', 'grinding', 'sawing', 'sheet_metal', 'tube_bending', 'welding', 'edm', 'injection_moulding', 'additive', 'assembly']],
      ['hole', ['plain', 'counterbore', 'countersink', 'stepped']],
      ['field', FIELDS],
      ['cost', [...COSTS, 'rounding', 'beyond']],
    ]
    const missing = words.flatMap(([family, names]) => names.map((name) => `${family}.${name}`)).filter((key) => !(key in fr))
    expect(missing).toEqual([])
  })
})
