// What was read on the sheets of one file, as marks: a value, where it stands, how sure the reader is.
import type { Analysis, Box, Dimension, DisagreementPlace, GeometricTolerance, PageInfo, RfqFile, Sheet } from '../api/types'

export type Group = 'field' | 'dimension' | 'tolerance' | 'roughness' | 'note'
/** Green from 0.9: the product promises that such a value is right. Orange below. Red: nothing was read, or it has to be asked. */
export type Level = 'sure' | 'doubt' | 'missing'

export interface Mark {
  /** Unique within an RFQ. */
  id: string
  position: number
  group: Group
  /** Title-block field, dimension kind, tolerance characteristic. */
  name: string
  text: string
  page: number
  /** In the unit of its page (see `frameOf`); null when the value has no place on a sheet (a model, an attribute). */
  box: Box | null
  confidence: number | null
  source: string | null
  ref: string | null
  critical: boolean
  detail: Dimension | GeometricTolerance | Record<string, unknown> | null
}

export const SURE = 0.9

export function level(confidence: number | null): Level {
  return confidence !== null && confidence >= SURE ? 'sure' : 'doubt'
}

export interface Frame {
  width: number
  height: number
  unit: 'mm' | 'px'
}

/** Size of a page in the unit its boxes are written in. */
export function frameOf(pages: PageInfo[], page: number): Frame | null {
  const info = pages.find((it) => it.page === page)
  if (info?.size_mm) return { width: info.size_mm[0], height: info.size_mm[1], unit: 'mm' }
  if (info?.size_px) return { width: info.size_px[0], height: info.size_px[1], unit: 'px' }
  return null
}

/**
 * The box in the unit of its page's frame. Of a raster whose size is only assumed some boxes come in pixels, others in millimetres at the
 * assumed resolution; one whose size is known may still have boxes in pixels only.
 */
export function boxIn(frame: Frame | null, info: PageInfo | undefined, box: Box | null, boxPx: Box | null | undefined): Box | null {
  if (!frame) return null
  if (frame.unit === 'px') {
    const pixels = info?.dpi ? info.dpi / 25.4 : null
    return boxPx ?? (box && pixels ? [box[0] * pixels, box[1] * pixels, box[2] * pixels, box[3] * pixels] : null)
  }
  if (box) return box
  if (boxPx && info?.size_px && info.size_px[0] > 0 && info.size_px[1] > 0) {
    const [sx, sy] = [frame.width / info.size_px[0], frame.height / info.size_px[1]]
    return [boxPx[0] * sx, boxPx[1] * sy, boxPx[2] * sx, boxPx[3] * sy]
  }
  return null
}

export function marksOf(position: number, analysis: Analysis): Mark[] {
  return [analysis as Sheet, ...analysis.sheets].flatMap((sheet) => sheetMarks(position, analysis.pages, sheet))
}

function sheetMarks(position: number, pages: PageInfo[], sheet: Sheet): Mark[] {
  const place = (page: number, box: Box | null, boxPx?: Box | null) =>
    boxIn(frameOf(pages, page), pages.find((it) => it.page === page), box, boxPx)
  const id = (group: Group, key: string | number) => `${position}/${sheet.page}/${group}/${key}`
  const fields = Object.entries(sheet.title_block).map(
    ([name, it]): Mark => ({
      id: id('field', name), position, group: 'field', name, text: it.value, page: it.page, box: place(it.page, it.box, it.box_px),
      confidence: it.confidence, source: it.source, ref: it.ref ?? null, critical: false, detail: it.normalized,
    }),
  )
  const dimensions = sheet.dimensions.map(
    (it, index): Mark => ({
      id: id('dimension', index), position, group: 'dimension', name: it.kind, text: it.text, page: it.page, box: place(it.page, it.box, it.box_px),
      confidence: it.confidence ?? null, source: null, ref: it.ref ?? null, critical: it.critical, detail: it,
    }),
  )
  const tolerances = sheet.geometric_tolerances.map(
    (it, index): Mark => ({
      id: id('tolerance', index), position, group: 'tolerance', name: it.characteristic, text: it.text, page: it.page,
      box: place(it.page, it.box, it.box_px), confidence: it.confidence ?? null, source: null, ref: null, critical: false, detail: it,
    }),
  )
  const roughness = sheet.roughness.map(
    (it, index): Mark => ({
      id: id('roughness', index), position, group: 'roughness', name: it.parameter, text: it.text, page: it.page,
      box: place(it.page, it.box, it.box_px), confidence: it.confidence ?? null, source: null, ref: null, critical: false, detail: null,
    }),
  )
  const notes = sheet.notes.map(
    (it, index): Mark => ({
      id: id('note', index), position, group: 'note', name: 'note', text: it.text, page: it.page, box: place(it.page, it.box, it.box_px),
      confidence: it.confidence ?? null, source: null, ref: null, critical: false, detail: null,
    }),
  )
  return [...fields, ...dimensions, ...tolerances, ...roughness, ...notes]
}

/** What was read at the place of a disagreement, so that it can be shown; null when it stands in a model or in a file's name. */
export function markAt(place: DisagreementPlace, marks: Mark[], files: RfqFile[]): Mark | null {
  const file = files.find((it) => it.name === place.file)
  const here = marks.filter((mark) => mark.page === (place.page ?? mark.page) && (!file || mark.position === file.position))
  // Several contradicting sizes are told together: the first of them is where the box stands.
  const texts = [place.value, place.value.split('; ')[0]]
  return here.find((mark) => mark.box !== null && texts.includes(mark.text)) ?? here.find((mark) => texts.includes(mark.text)) ?? null
}

/** Title-block fields in the order an estimator reads them. */
export const FIELDS = [
  'drawing_number', 'revision', 'title', 'material', 'heat_treatment', 'surface_treatment', 'general_tolerance', 'finish', 'mass', 'scale', 'unit',
  'projection', 'standard', 'sheet', 'document_type', 'date', 'author', 'approver', 'owner',
]

/** Without these nobody can quote: they are shown in red when no reader found them. */
export const NEEDED = ['drawing_number', 'revision', 'title', 'material', 'general_tolerance']

export interface Field {
  name: string
  best: Mark | null
  /** Other readings whose value differs from the best. */
  others: Mark[]
  /** How many further readings say the same. */
  agreeing: number
  level: Level
}

const plain = (text: string) => text.toLowerCase().normalize('NFKD').replace(/[\s\p{M}]+/gu, '')

/** The fields of a part from all the files of its line: the surest reading first, differing ones behind it. */
export function fieldsOf(marks: Mark[]): Field[] {
  const found = new Map<string, Mark[]>()
  for (const mark of marks) {
    if (mark.group !== 'field') continue
    found.set(mark.name, [...(found.get(mark.name) ?? []), mark])
  }
  const further = [...found.keys()].filter((name) => !FIELDS.includes(name)).sort()
  return [...FIELDS, ...further].flatMap((name): Field[] => {
    const readings = (found.get(name) ?? []).toSorted((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0))
    const best = readings[0]
    if (!best) return NEEDED.includes(name) ? [{ name, best: null, others: [], agreeing: 0, level: 'missing' }] : []
    const differing: Mark[] = []
    let agreeing = 0
    for (const other of readings.slice(1)) {
      if (plain(other.text) === plain(best.text)) agreeing += 1
      else if (!differing.some((it) => plain(it.text) === plain(other.text))) differing.push(other)
    }
    return [{ name, best, others: differing, agreeing, level: level(best.confidence) }]
  })
}
