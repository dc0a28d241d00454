// The lines of an RFQ: those of its quote once it is priced, one per file until then.
import type { Quote, QuoteLine, Rfq, RfqFile } from '../api/types'

export type RowState = 'waiting' | 'reading' | 'read' | 'ready' | 'ask' | 'by_hand'

export interface Row {
  /** Stays the same while the RFQ is open: `line 3`, `file 7`. */
  key: string
  line: QuoteLine | null
  files: RfqFile[]
  state: RowState
  /** What a person has to look at: questions, disagreements, reasons to enter by hand. */
  remarks: number
}

export const baseName = (name: string) => name.split(/[/\\]/).pop() ?? name

/** Containers are not plans: an archive or an e-mail that opened gives its members, and is no row itself. */
const isContainer = (file: RfqFile, all: RfqFile[]) => all.some((other) => other.name.startsWith(`${file.name}!/`))

export function rowsOf(rfq: Rfq, quote: Quote | null): Row[] {
  const plans = rfq.files.filter((file) => !isContainer(file, rfq.files))
  if (!quote) return plans.map(fileRow)
  const lines = quote.lines.map((line): Row => {
    let files = plans.filter((file) => file.line === line.line)
    if (files.length === 0) files = plans.filter((file) => file.line === null && line.files.some((path) => path === file.name || baseName(path) === baseName(file.name)))
    const remarks = line.questions.length + line.disagreements.length + (line.infeasible?.length ?? 0)
    return { key: `line ${line.line}`, line, files, state: line.manual_reason !== null ? 'by_hand' : remarks > 0 ? 'ask' : 'ready', remarks }
  })
  const placed = new Set(lines.flatMap((row) => row.files.map((file) => file.position)))
  return [...lines, ...plans.filter((file) => !placed.has(file.position)).map(fileRow)]
}

function fileRow(file: RfqFile): Row {
  const state: RowState = file.status === 'failed' ? 'by_hand' : file.status
  return { key: `file ${file.position}`, line: null, files: [file], state, remarks: 0 }
}

export function rowTitle(row: Row): string {
  return row.line?.drawing_number ?? (row.files[0] ? baseName(row.files[0].name) : (row.line?.files[0] ?? ''))
}

/** The row that now holds what was selected: the same one, else the one with the same file (a file becomes part of a line). */
export function keep(rows: Row[], key: string | null, position: number | null): Row | null {
  return rows.find((row) => row.key === key) ?? rows.find((row) => row.files.some((file) => file.position === position)) ?? rows[0] ?? null
}

/** The file to look at first: one with a sheet, and of those one that was read. */
export function firstFile(row: Row): RfqFile | null {
  const order = (file: RfqFile) => (file.kind === 'pdf' ? 0 : file.kind === 'image' ? 1 : file.kind === 'step' ? 2 : 3) + (file.status === 'failed' ? 10 : 0)
  return row.files.toSorted((a, b) => order(a) - order(b))[0] ?? null
}

export const hasSheets = (file: RfqFile) => file.kind === 'pdf' || file.kind === 'image'

/** How far reading is, 0 to 1. */
export function progress(rfq: Rfq): { read: number; total: number } {
  return { read: rfq.files.filter((file) => file.status === 'read' || file.status === 'failed').length, total: rfq.files.length }
}
