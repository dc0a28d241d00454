import { describe, expect, it } from 'vitest'
import type { Analysis, Box, Extracted, Quote, QuoteLine, Rfq, RfqFile } from '../src/lib/api/types'
import { boxIn, fieldsOf, level, markAt, marksOf, type Mark } from '../src/lib/reading/marks'
import { firstFile, keep, progress, rowsOf } from '../src/lib/reading/rows'

const extracted = (value: string, confidence: number | null, source = 'text_layer', box: Box | null = [10, 20, 30, 25]): Extracted => ({
  value, normalized: null, confidence, source, page: 1, box, box_px: null,
})
const analysis = (title_block: Record<string, Extracted>): Analysis => ({
  file: 'a.pdf', kind: 'pdf', pages: [{ page: 1, size_mm: [297, 210], size_px: null, dpi: null, dpi_source: null }], page: 1, title_block,
  dimensions: [], geometric_tolerances: [], roughness: [], notes: [], geometry: null, processes: [], sheets: [], diagnostics: [],
})

describe('confidence', () => {
  it.each([[0.95, 'sure'], [0.9, 'sure'], [0.899, 'doubt'], [0, 'doubt'], [null, 'doubt']] as const)('%s is %s', (value, expected) => expect(level(value)).toBe(expected))
})

describe('fields of a line', () => {
  const marks = [
    ...marksOf(0, analysis({ drawing_number: extracted('TRQ-1042', 0.95), material: extracted('C45E', 0.8) })),
    ...marksOf(1, analysis({ drawing_number: extracted('trq 1042', 0.6, 'model', null), material: extracted('S355J2', 0.5) })),
  ]
  const fields = fieldsOf(marks)
  const field = (name: string) => fields.find((it) => it.name === name)

  it('takes the surest and counts those who agree', () => {
    expect(field('drawing_number')).toMatchObject({ level: 'sure', agreeing: 0, best: { text: 'TRQ-1042', position: 0 } })
    expect(field('drawing_number')?.others.map((it) => it.text)).toEqual(['trq 1042'])
  })
  it('shows readings that differ', () => expect(field('material')?.others.map((it) => it.text)).toEqual(['S355J2']))
  it('asks for what nobody can quote without', () => {
    expect(fields.filter((it) => it.level === 'missing').map((it) => it.name)).toEqual(['revision', 'title', 'general_tolerance'])
  })
  it('is silent about the rest', () => expect(field('scale')).toBeUndefined())
})

describe('boxes', () => {
  const info = { page: 1, size_mm: null, size_px: [1000, 500] as [number, number], dpi: null, dpi_source: null }
  it.each([
    ['millimetres', { width: 297, height: 210, unit: 'mm' as const }, [1, 2, 3, 4], null, [1, 2, 3, 4]],
    ['pixels on a sheet of unknown size', { width: 1000, height: 500, unit: 'px' as const }, null, [10, 20, 30, 40], [10, 20, 30, 40]],
    ['pixels on a sheet of known size', { width: 100, height: 50, unit: 'mm' as const }, null, [10, 20, 30, 40], [1, 2, 3, 4]],
    ['no place', { width: 100, height: 50, unit: 'mm' as const }, null, null, null],
  ])('%s', (_, frame, box, boxPx, expected) => expect(boxIn(frame, info, box as Box | null, boxPx as Box | null)).toEqual(expected))
  it('millimetres at an assumed resolution become pixels', () =>
    expect(boxIn({ width: 1000, height: 500, unit: 'px' }, { ...info, dpi: 254 }, [1, 2, 3, 4], null)).toEqual([10, 20, 30, 40]))
  it('without a sheet has no place', () => expect(boxIn(null, info, [1, 2, 3, 4], null)).toBeNull())
})

const file = (position: number, name: string, more: Partial<RfqFile> = {}): RfqFile => ({
  position, name, sha256: null, bytes: 1, kind: 'pdf', status: 'read', pages: 1, line: null, diagnostics: [], ...more,
})
const rfq = (files: RfqFile[]): Rfq => ({
  id: 1, received_at: '', status: 'done', customer: null, requested_date: null, quantities: [1], quantities_source: 'default', files, quote: null, problem: null,
})
const line = (number: number, more: Partial<QuoteLine> = {}): QuoteLine => ({
  line: number, files: [], drawing_number: null, title: null, material: null, revision: null, process: null, manual_reason: null, operations: [],
  disagreements: [], questions: [], ...more,
})
const quote = (lines: QuoteLine[]): Quote => ({ number: 'D1', date: '', valid_until: '', lines, scenarios: [] })

describe('rows', () => {
  const files = [
    file(0, 'lot.zip', { kind: 'archive' }),
    file(1, 'lot.zip!/a.pdf', { line: 1 }),
    file(2, 'lot.zip!/a.step', { line: 1, kind: 'step' }),
    file(3, 'broken.pdf', { status: 'failed', line: 2 }),
    file(4, 'lost.xyz', { kind: 'unknown', status: 'failed' }),
  ]

  it('are files until there is a quote, without the archive that was opened', () => {
    expect(rowsOf(rfq(files), null).map((row) => [row.key, row.state])).toEqual([['file 1', 'read'], ['file 2', 'read'], ['file 3', 'by_hand'], ['file 4', 'by_hand']])
  })

  it('are lines then, and nothing is lost', () => {
    const rows = rowsOf(rfq(files), quote([line(1, { questions: ['?'] }), line(2, { manual_reason: 'illisible' })]))
    expect(rows.map((row) => [row.key, row.state, row.files.map((it) => it.position)])).toEqual([
      ['line 1', 'ask', [1, 2]],
      ['line 2', 'by_hand', [3]],
      ['file 4', 'by_hand', [4]],
    ])
    expect(keep(rows, 'file 2', 2)?.key).toBe('line 1')
    expect(firstFile(rows[0] as (typeof rows)[0])?.position).toBe(1)
  })

  it('of an archive that could not be opened stay', () => {
    expect(rowsOf(rfq([file(0, 'lot.zip', { kind: 'archive', status: 'failed' })]), null).map((row) => row.key)).toEqual(['file 0'])
  })

  it('count what is read', () => expect(progress(rfq([file(0, 'a'), file(1, 'b', { status: 'waiting' }), file(2, 'c', { status: 'failed' })]))).toEqual({ read: 2, total: 3 }))
})

describe('the place of a disagreement', () => {
  const mark = (position: number, text: string, box: Box | null): Mark => ({
    id: `${position}/${text}`, position, group: 'dimension', name: 'linear', text, page: 1, box, confidence: 0.9, source: null, ref: null, critical: false, detail: null,
  })
  const marks = [mark(0, '120', [1, 2, 3, 4]), mark(1, '120', [5, 6, 7, 8]), mark(1, '80', null), mark(1, '80', [9, 9, 9, 9])]
  const files = [file(0, 'a.pdf'), file(1, 'b.pdf')]
  it.each([
    ['in the file it names', { value: '120', page: 1, file: 'b.pdf' }, '1/120'],
    ['the first of several', { value: '80; 120', page: 1, file: 'b.pdf' }, '1/80'],
    ['nowhere on another page', { value: '120', page: 2, file: 'b.pdf' }, undefined],
    ['nowhere for a file name', { value: 'C', file: 'a.pdf' }, undefined],
  ])('is %s', (_, place, expected) => expect(markAt(place, marks, files)?.id).toBe(expected))
  it('prefers what can be shown', () => expect(markAt({ value: '80', page: 1, file: 'b.pdf' }, marks, files)?.box).toEqual([9, 9, 9, 9]))
})
