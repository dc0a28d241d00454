// A refusal of the service (application/problem+json), or of the network, as one value the pages can show.

export interface Problem {
  /** HTTP status; 0 when no answer came. */
  status: number
  /** `API-...`, or `NET-001` when no answer came. */
  code: string
  title: string
  detail: string
  request_id: string | null
}

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail || problem.title}`)
  }
}

export const NO_ANSWER: Problem = { status: 0, code: 'NET-001', title: '', detail: '', request_id: null }

/** Reads a body that should be problem+json; anything else (a proxy's page, nothing) still gives a problem with its status. */
export function problemFrom(status: number, body: string): Problem {
  let parsed: Record<string, unknown> = {}
  try {
    const value: unknown = JSON.parse(body)
    if (value !== null && typeof value === 'object') parsed = value as Record<string, unknown>
  } catch {
    // Not JSON: the status has to do.
  }
  const text = (key: string) => (typeof parsed[key] === 'string' ? parsed[key] : '')
  return {
    status,
    code: text('code') || `HTTP-${status}`,
    title: text('title'),
    detail: text('detail') || text('message'),
    request_id: text('request_id') || null,
  }
}

export function problemOf(error: unknown): Problem {
  return error instanceof ProblemError ? error.problem : NO_ANSWER
}

/** Key of the remedy text: by code where one is known, else by kind of status. */
export function remedyKey(problem: Problem): 'remedy.network' | 'remedy.too_large' | 'remedy.unusable' | 'remedy.busy' | 'remedy.missing' | 'remedy.service' {
  switch (problem.status) {
    case 0:
      return 'remedy.network'
    case 413:
      return 'remedy.too_large'
    case 400:
    case 415:
    case 422:
      return 'remedy.unusable'
    case 404:
      return 'remedy.missing'
    case 429:
    case 503:
    case 507:
      return 'remedy.busy'
    default:
      return 'remedy.service'
  }
}
