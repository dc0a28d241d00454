// Sends files as one RFQ, with progress. XMLHttpRequest, because fetch does not tell how much of a body has left.
import { spoken } from './client'
import { NO_ANSWER, problemFrom, type Problem } from './problem'
import type { Rfq } from './types'

/** A file with the name it shall have: files of a dropped folder keep their path. */
export interface NamedFile {
  file: File
  name: string
}

export interface RfqForm {
  quantities: string
  customer: string
  requestedDate: string
}

export interface UploadEvents {
  progress(sent: number, total: number): void
  /** Everything has left; the service is still writing and hashing. */
  sent(): void
  done(rfq: Rfq): void
  failed(problem: Problem): void
}

/** Starts at once; the returned function cancels, and then no event follows. */
export function upload(files: NamedFile[], form: RfqForm, events: UploadEvents): () => void {
  const body = new FormData()
  // Text parts first: the service streams, and knows what to do with the files when they come.
  if (form.quantities.trim()) body.append('quantities', form.quantities.trim())
  if (form.customer.trim()) body.append('customer', form.customer.trim())
  if (form.requestedDate) body.append('requested_date', form.requestedDate)
  for (const { file, name } of files) body.append('files', file, name)

  const request = new XMLHttpRequest()
  let cancelled = false
  request.open('POST', '/api/rfqs')
  request.setRequestHeader('accept', 'application/json')
  request.setRequestHeader('accept-language', spoken())
  request.upload.onprogress = (event) => {
    if (!cancelled) events.progress(event.loaded, event.total)
  }
  request.upload.onload = () => {
    if (!cancelled) events.sent()
  }
  request.onerror = () => {
    if (!cancelled) events.failed(NO_ANSWER)
  }
  request.onload = () => {
    if (cancelled) return
    if (request.status < 200 || request.status > 299) return events.failed(problemFrom(request.status, request.responseText))
    let rfq: Rfq
    try {
      rfq = JSON.parse(request.responseText) as Rfq
    } catch {
      return events.failed(problemFrom(502, ''))
    }
    events.done(rfq)
  }
  request.send(body)
  return () => {
    cancelled = true
    request.abort()
  }
}

/** How much of each file has left, from how much of all: parts go out one after the other, in order. 0 to 1 each. */
export function shares(sizes: number[], sent: number, total: number): number[] {
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  // The body is a little longer than its files (names, boundaries): spread that over them.
  let left = total > 0 ? (sent * bytes) / total : 0
  return sizes.map((size) => {
    if (size === 0) return bytes === 0 ? (sent >= total && total > 0 ? 1 : 0) : left > 0 ? 1 : 0
    const share = Math.min(1, Math.max(0, left / size))
    left -= size
    return share
  })
}

/** Limits of the service (API-014). */
const MOST_PIECES = 1_000_000
const MOST_QUANTITIES = 20

/** Quantities as people type them ("1, 10 50;100") as the service takes them, or null when something is no quantity. */
export function quantities(typed: string): string | null {
  const parts = typed.split(/[\s,;/]+/).filter((part) => part !== '')
  if (!parts.every((part) => /^[1-9]\d{0,6}$/.test(part) && Number(part) <= MOST_PIECES)) return null
  const different = [...new Set(parts)]
  return different.length <= MOST_QUANTITIES ? different.join(',') : null
}
