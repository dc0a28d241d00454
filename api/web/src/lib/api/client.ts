// Questions to the service. Uploads are in upload.ts, progress in events.ts.
import { problemFrom, ProblemError, NO_ANSWER } from './problem'
import type { Analysis, Health, Page, Quote, Rfq, RfqSummary, Shop } from './types'

let language = 'fr'

/** The service writes the details of its problems in this language. */
export function speak(locale: string): void {
  language = locale
}

export function spoken(): string {
  return language
}

let loggedOut = () => {}

/** Called when the service says that nobody is logged in (any more). */
export function onLoggedOut(run: () => void): void {
  loggedOut = run
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response
  try {
    response = await fetch(path, { headers: { accept: 'application/json', 'accept-language': language }, ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ProblemError(NO_ANSWER)
  }
  const body = await response.text()
  if (response.status === 401) loggedOut()
  if (!response.ok) throw new ProblemError(problemFrom(response.status, body))
  try {
    return JSON.parse(body) as T
  } catch {
    throw new ProblemError(problemFrom(502, ''))
  }
}

export const shop = () => get<Shop>('/api/shop')
export const health = () => get<Health>('/health')
export const rfq = (id: number) => get<Rfq>(`/api/rfqs/${id}`)
export const quote = (number: string) => get<Quote>(`/api/quotes/${encodeURIComponent(number)}`)
export const analysis = (id: number, position: number) => get<Analysis>(`/api/rfqs/${id}/files/${position}/analysis`)

export function rfqs(before: number | string | null = null, limit = 50): Promise<Page<RfqSummary>> {
  return get(`/api/rfqs?limit=${limit}${before === null ? '' : `&before=${encodeURIComponent(before)}`}`)
}

export const pageImage = (id: number, position: number, page: number, width: number) =>
  `/api/rfqs/${id}/files/${position}/pages/${page}.png?width=${width}`
export const quotePdf = (number: string) => `/api/quotes/${encodeURIComponent(number)}/pdf`

/** Why an image of the service did not come: the image element itself only says that it did not. */
export async function whyMissing(path: string): Promise<ProblemError> {
  try {
    const response = await fetch(path, { headers: { 'accept-language': language } })
    return new ProblemError(problemFrom(response.status, response.ok ? '' : await response.text()))
  } catch {
    return new ProblemError(NO_ANSWER)
  }
}
