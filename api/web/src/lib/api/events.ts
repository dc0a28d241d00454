// Progress of an RFQ by server-sent events, until it is done. The browser reconnects by itself after a broken line, but not after an
// answer that is no stream (a restart, a proxy): then we do, ever more slowly, asking for the RFQ in between.
import type { Rfq } from './types'

export type Line = 'open' | 'waiting' | 'closed'

export interface Follower {
  changed(rfq: Rfq): void
  line(state: Line): void
}

export interface FollowTools {
  open(path: string): EventSource
  ask(id: number): Promise<Rfq>
  later(run: () => void, ms: number): () => void
}

const browser = (ask: FollowTools['ask']): FollowTools => ({
  open: (path) => new EventSource(path),
  ask,
  later: (run, ms) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
})

const PAUSES_MS = [1000, 2000, 5000, 10000]

export const finished = (rfq: { status: string }) => rfq.status === 'done' || rfq.status === 'failed'

/** Follows until the RFQ is finished or the returned function is called. */
export function follow(id: number, follower: Follower, ask: FollowTools['ask'], tools: FollowTools = browser(ask)): () => void {
  let source: EventSource | null = null
  let cancelPause = () => {}
  let failures = 0
  let stopped = false

  const stop = () => {
    stopped = true
    cancelPause()
    source?.close()
  }
  const end = () => {
    if (stopped) return
    stop()
    follower.line('closed')
  }
  const take = (rfq: Rfq) => {
    if (stopped) return
    failures = 0
    follower.changed(rfq)
    if (finished(rfq)) end()
  }
  const again = () => {
    source?.close()
    const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 10000
    failures += 1
    follower.line('waiting')
    cancelPause = tools.later(() => {
      tools.ask(id).then(
        (rfq) => {
          // The pause starts over only when a stream has opened, not because the question was answered.
          const before = failures
          take(rfq)
          failures = before
          if (!stopped) connect()
        },
        () => {
          if (!stopped) again()
        },
      )
    }, pause)
  }
  const connect = () => {
    const opened = tools.open(`/api/rfqs/${id}/events`)
    source = opened
    opened.onopen = () => {
      failures = 0
      if (!stopped) follower.line('open')
    }
    opened.addEventListener('rfq', (event) => {
      try {
        take(JSON.parse((event as MessageEvent<string>).data) as Rfq)
      } catch {
        // A broken event: the next one carries the whole RFQ again.
      }
    })
    opened.addEventListener('end', end)
    opened.onerror = () => {
      if (stopped) return
      if (opened.readyState === 2) again()
      else follower.line('waiting')
    }
  }
  connect()
  return stop
}
