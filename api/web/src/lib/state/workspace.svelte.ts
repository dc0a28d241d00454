// What is on the table: the list of RFQs, the one that is open, its quote and readings, and what the person has selected.
import { SvelteMap } from 'svelte/reactivity'
import * as api from '../api/client'
import { finished, follow, type Line } from '../api/events'
import { problemOf, type Problem } from '../api/problem'
import type { Analysis, Quote, Rfq, RfqFile, RfqSummary } from '../api/types'
import { fieldsOf, marksOf, type Mark } from '../reading/marks'
import { firstFile, keep, rowsOf, type Row } from '../reading/rows'
import { t } from '../i18n/index.svelte'

const summaryOf = ({ files, ...rfq }: Rfq): RfqSummary => ({ ...rfq, file_count: files.length })

class Workspace {
  rfqs = $state.raw<RfqSummary[]>([])
  nextBefore = $state.raw<number | string | null>(null)
  list = $state<'loading' | 'ready' | 'failed'>('loading')
  listProblem = $state.raw<Problem | null>(null)

  openId = $state<number | null>(null)
  rfq = $state.raw<Rfq | null>(null)
  rfqProblem = $state.raw<Problem | null>(null)
  quote = $state.raw<Quote | null>(null)
  quoteProblem = $state.raw<Problem | null>(null)
  line = $state<Line>('closed')

  rowKey = $state<string | null>(null)
  position = $state<number | null>(null)
  page = $state(1)
  /** Mark under the pointer, and the one that was clicked. */
  hovered = $state<string | null>(null)
  selected = $state<string | null>(null)
  quantity = $state<number | null>(null)

  readings = new SvelteMap<number, Analysis | Problem>()
  #asked = new Set<number>()
  #unfollow = () => {}

  rows = $derived(this.rfq ? rowsOf(this.rfq, this.quote) : [])
  /** Only the lines a person has to look at are listed. */
  openOnly = $state(false)
  toCheck = $derived(this.rows.filter((row) => row.state === 'ask' || row.state === 'by_hand'))
  listed = $derived(this.openOnly && this.toCheck.length > 0 ? this.toCheck : this.rows)
  row: Row | null = $derived(keep(this.rows, this.rowKey, this.position))
  file: RfqFile | null = $derived(
    this.row?.files.find((file) => file.position === this.position) ?? (this.row ? firstFile(this.row) : null),
  )
  /** Everything read in the files of the row. */
  marks: Mark[] = $derived(
    (this.row?.files ?? []).flatMap((file) => {
      const reading = this.readings.get(file.position)
      return reading && 'title_block' in reading ? marksOf(file.position, reading) : []
    }),
  )
  fields = $derived(fieldsOf(this.marks))
  quantities = $derived([...new Set((this.quote?.scenarios ?? []).map((scenario) => scenario.quantity))])
  shownQuantity = $derived(this.quantity !== null && this.quantities.includes(this.quantity) ? this.quantity : (this.quantities[0] ?? null))
  scenarios = $derived((this.quote?.scenarios ?? []).filter((scenario) => scenario.quantity === this.shownQuantity))

  reading(position: number): Analysis | null {
    const reading = this.readings.get(position)
    return reading && 'title_block' in reading ? reading : null
  }

  readingProblem(position: number): Problem | null {
    const reading = this.readings.get(position)
    return reading && 'status' in reading ? reading : null
  }

  async loadList(): Promise<void> {
    try {
      const page = await api.rfqs()
      // Older ones that were asked for stay below.
      const last = page.items.at(-1)?.id ?? 0
      const older = this.rfqs.filter((it) => it.id < last)
      this.rfqs = [...page.items, ...older]
      if (older.length === 0) this.nextBefore = page.next_before
      this.list = 'ready'
      this.listProblem = null
    } catch (error) {
      this.listProblem = problemOf(error)
      if (this.list === 'loading') this.list = 'failed'
    }
  }

  async loadOlder(): Promise<void> {
    if (this.nextBefore === null) return
    try {
      const page = await api.rfqs(this.nextBefore)
      this.rfqs = [...this.rfqs, ...page.items]
      this.nextBefore = page.next_before
    } catch (error) {
      this.listProblem = problemOf(error)
    }
  }

  /** Opens an RFQ; the answer to an upload is shown at once. */
  async open(id: number, known: Rfq | null = null, rowKey: string | null = null): Promise<void> {
    this.#unfollow()
    this.#unfollow = () => {}
    this.openId = id
    this.rfq = null
    this.rfqProblem = null
    this.quote = null
    this.quoteProblem = null
    this.line = 'closed'
    this.readings.clear()
    this.#asked.clear()
    this.quantity = null
    this.openOnly = false
    this.rowKey = rowKey
    this.position = null
    this.page = 1
    this.hovered = this.selected = null
    let rfq = known
    try {
      rfq ??= await api.rfq(id)
    } catch (error) {
      if (this.openId === id) this.rfqProblem = problemOf(error)
      return
    }
    if (this.openId !== id) return
    this.#take(rfq)
    if (!finished(rfq)) {
      this.#unfollow = follow(
        id,
        { changed: (changed) => this.openId === id && this.#take(changed), line: (state) => this.openId === id && (this.line = state) },
        api.rfq,
      )
    }
  }

  #take(rfq: Rfq): void {
    const before = this.rfq
    this.rfq = rfq
    // What could not be fetched a moment ago may be there now.
    if (before && (before.status !== rfq.status || finished(rfq))) {
      for (const [position, reading] of this.readings) if ('status' in reading) this.retryReading(position)
    }
    const summary = summaryOf(rfq)
    this.rfqs = this.rfqs.some((it) => it.id === rfq.id) ? this.rfqs.map((it) => (it.id === rfq.id ? summary : it)) : [summary, ...this.rfqs]
    if (rfq.quote && this.quote?.number !== rfq.quote) void this.loadQuote(rfq.id, rfq.quote)
  }

  async loadQuote(id: number, quoteNumber: string): Promise<void> {
    this.quoteProblem = null
    try {
      const quote = await api.quote(quoteNumber)
      if (this.openId !== id) return
      // The selected file may have become part of a line: stay with it.
      const position = this.file?.position ?? null
      const row = this.row?.key ?? null
      this.quote = quote
      const kept = keep(this.rows, this.rowKey ?? (row?.startsWith('line') ? row : null), position)
      if (kept) this.rowKey = kept.key
    } catch (error) {
      if (this.openId === id) this.quoteProblem = problemOf(error)
    }
  }

  /** Fetches the readings of the selected row that are there and not yet here. */
  async loadReadings(): Promise<void> {
    const id = this.openId
    for (const file of this.row?.files ?? []) {
      if (file.status !== 'read' || id === null || this.#asked.has(file.position)) continue
      this.#asked.add(file.position)
      void api.analysis(id, file.position).then(
        (analysis) => this.openId === id && this.readings.set(file.position, analysis),
        (error: unknown) => this.openId === id && this.readings.set(file.position, problemOf(error)),
      )
    }
  }

  retryReading(position: number): void {
    this.readings.delete(position)
    this.#asked.delete(position)
    void this.loadReadings()
  }

  selectRow(row: Row): void {
    this.rowKey = row.key
    const file = firstFile(row)
    this.position = file?.position ?? null
    this.page = 1
    this.hovered = this.selected = null
  }

  step(by: number): void {
    const at = this.listed.findIndex((row) => row.key === this.row?.key)
    const next = this.listed[Math.min(this.listed.length - 1, Math.max(0, at + by))]
    if (next) this.selectRow(next)
  }

  selectFile(file: RfqFile, page = 1): void {
    this.position = file.position
    this.page = page
  }

  /** Selects a mark and turns to the sheet it stands on. */
  selectMark(mark: Mark | null): void {
    this.selected = mark?.id ?? null
    if (!mark) return
    this.position = mark.position
    if (mark.page >= 1) this.page = mark.page
  }

  /** "88-20315 rev. C" for titles and labels. */
  get title(): string {
    const line = this.row?.line
    if (!line?.drawing_number) return ''
    return line.revision ? `${line.drawing_number} ${t('line.rev', { rev: line.revision })}` : line.drawing_number
  }
}

export const workspace = new Workspace()
