// Who is logged in, as every part of the page sees it.
import * as api from '../api/session'
import { problemOf, type Problem } from '../api/problem'
import type { Session } from '../api/types'

/** Shortest password the service takes. */
export const SHORTEST_PASSWORD = 12

class SessionState {
  /** What the page shows: nothing yet, the first account, the log-in, or the application. */
  gate = $state<'asking' | 'setup' | 'log_in' | 'open' | 'failed'>('asking')
  session = $state.raw<Session | null>(null)
  problem = $state.raw<Problem | null>(null)
  busy = $state(false)

  async begin(): Promise<void> {
    this.problem = null
    this.gate = 'asking'
    try {
      const state = await api.setupState()
      if (state.logged_in) this.opened(await api.session())
      else this.gate = state.needed ? 'setup' : 'log_in'
    } catch (error) {
      this.problem = problemOf(error)
      this.gate = 'failed'
    }
  }

  logIn = (login: string, password: string) => this.tried(() => api.logIn(login, password))
  setUp = (login: string, name: string, password: string) => this.tried(() => api.setUp(login, name, password))

  async logOut(): Promise<void> {
    try {
      await api.logOut()
    } catch {
      // The session is over for this page in any case; the service ends it by itself.
    }
    // Nothing of what was shown stays in memory.
    location.reload()
  }

  /** The service no longer knows the session. */
  lost(): void {
    if (this.gate !== 'open') return
    this.session = null
    this.gate = 'log_in'
  }

  private async tried(act: () => Promise<Session>): Promise<void> {
    this.busy = true
    this.problem = null
    try {
      this.opened(await act())
    } catch (error) {
      this.problem = problemOf(error)
    } finally {
      this.busy = false
    }
  }

  private opened(session: Session): void {
    this.session = session
    this.problem = null
    this.gate = 'open'
  }
}

export const who = new SessionState()
