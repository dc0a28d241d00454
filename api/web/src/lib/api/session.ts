// Logging in and out. The cookie of the session is the browser's and the service's business: no script sees it.
import { spoken } from './client'
import { NO_ANSWER, problemFrom, ProblemError } from './problem'
import type { Session, SetupState } from './types'

async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  let response: Response
  try {
    const headers = { accept: 'application/json', 'accept-language': spoken(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
    response = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  } catch {
    throw new ProblemError(NO_ANSWER)
  }
  const text = await response.text()
  if (!response.ok) throw new ProblemError(problemFrom(response.status, text))
  return (text === '' ? null : JSON.parse(text)) as T
}

export const setupState = () => ask<SetupState>('GET', '/api/setup')
export const session = () => ask<Session>('GET', '/api/session')
export const logIn = (login: string, password: string) => ask<Session>('POST', '/api/session', { login, password })
export const logOut = () => ask<null>('DELETE', '/api/session')
export const setUp = (login: string, name: string, password: string) => ask<Session>('POST', '/api/setup', { login, name, password })
