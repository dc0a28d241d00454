// Talking with the service: problems, uploads, progress that survives a broken line.
import { describe, expect, it } from 'vitest'
import { follow, type FollowTools } from '../src/lib/api/events'
import { problemFrom, remedyKey } from '../src/lib/api/problem'
import type { Rfq } from '../src/lib/api/types'
import { quantities, shares } from '../src/lib/api/upload'
import { addressOf, parseAddress } from '../src/lib/state/address'
import { added } from '../src/lib/drop'

describe('problems', () => {
  it.each([
    [413, '{"code":"API-017","title":"File too large","detail":"trop gros","request_id":"r1"}', 'API-017', 'trop gros', 'remedy.too_large'],
    [422, '{"code":"API-014","title":"Bad quantities"}', 'API-014', '', 'remedy.unusable'],
    [507, '{"code":"API-051"}', 'API-051', '', 'remedy.busy'],
    [502, '<html>Bad gateway</html>', 'HTTP-502', '', 'remedy.service'],
    [500, '', 'HTTP-500', '', 'remedy.service'],
    [404, '"text"', 'HTTP-404', '', 'remedy.missing'],
  ] as const)('%d %s', (status, body, code, detail, remedy) => {
    const problem = problemFrom(status, body)
    expect(problem).toMatchObject({ status, code, detail })
    expect(remedyKey(problem)).toBe(remedy)
  })
})

describe('uploads', () => {
  it.each([
    [[100, 300], 0, 0, [0, 0]],
    [[100, 300], 200, 400, [1, 1 / 3]],
    [[100, 300], 400, 400, [1, 1]],
    // Headers make the body longer than the files.
    [[100, 100], 300, 400, [1, 0.5]],
    [[0, 100], 50, 100, [1, 0.5]],
    [[], 10, 10, []],
  ])('%j: %d of %d', (sizes, sent, total, expected) => {
    shares(sizes, sent, total).forEach((share, index) => expect(share).toBeCloseTo(expected[index] ?? Number.NaN))
  })

  it.each([
    ['', ''], ['10', '10'], [' 1, 10 ; 50/100 ', '1,10,50,100'], ['10 10', '10'], ['0', null], ['-1', null], ['ten', null], ['1.5', null], ['1000000', '1000000'],
    ['1000001', null], [Array.from({ length: 21 }, (_, n) => n + 1).join(','), null],
  ])('quantities %j', (typed, expected) => expect(quantities(typed)).toBe(expected))

  it('takes a file once', () => {
    const plan = { file: { size: 3, lastModified: 1 } as File, name: 'a/plan.pdf' }
    const other = { file: { size: 3, lastModified: 1 } as File, name: 'b/plan.pdf' }
    expect(added([plan], [plan, other, other])).toEqual([plan, other])
  })
})

describe('addresses', () => {
  it.each([['#/rfq/12', { rfq: 12, row: null }], ['#/rfq/12/line/3', { rfq: 12, row: 'line 3' }], ['#/rfq/x', null], ['', null], ['#/rfq/1/line/3/x', null]])('%s', (hash, expected) =>
    expect(parseAddress(hash)).toEqual(expected))
  it('go both ways', () => expect(parseAddress(addressOf(7, 'file 2'))).toEqual({ rfq: 7, row: 'file 2' }))
})

class Stream extends EventTarget {
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  close(): void {
    this.closed = true
  }
  send(rfq: unknown): void {
    this.dispatchEvent(new MessageEvent('rfq', { data: typeof rfq === 'string' ? rfq : JSON.stringify(rfq) }))
  }
  break(forGood: boolean): void {
    this.readyState = forGood ? 2 : 0
    this.onerror?.()
  }
}

function followed(answers: (Rfq | null)[]) {
  const streams: Stream[] = []
  const pauses: { run: () => void; ms: number }[] = []
  const seen: string[] = []
  const tools: FollowTools = {
    open: () => {
      const stream = new Stream()
      streams.push(stream)
      return stream as unknown as EventSource
    },
    ask: async () => {
      const answer = answers.shift()
      if (!answer) throw new Error('no answer')
      return answer
    },
    later: (run, ms) => {
      pauses.push({ run, ms })
      return () => pauses.pop()
    },
  }
  const stop = follow(1, { changed: (rfq) => seen.push(rfq.status), line: (state) => seen.push(state) }, tools.ask, tools)
  return { streams, pauses, seen, stop }
}
const state = (status: string) => ({ id: 1, status }) as Rfq
const settle = () => new Promise((resolve) => setTimeout(resolve))

describe('progress', () => {
  it('ends when the RFQ is done', () => {
    const { streams, seen } = followed([])
    streams[0]?.onopen?.()
    streams[0]?.send(state('reading'))
    streams[0]?.send('{ broken')
    streams[0]?.send(state('done'))
    streams[0]?.send(state('reading'))
    expect(seen).toEqual(['open', 'reading', 'done', 'closed'])
    expect(streams[0]?.closed).toBe(true)
  })

  it('leaves a broken line to the browser', () => {
    const { streams, seen, pauses } = followed([])
    streams[0]?.break(false)
    expect([seen, pauses.length, streams.length]).toEqual([['waiting'], 0, 1])
  })

  it('connects again after an answer that is no stream, more and more slowly', async () => {
    const { streams, seen, pauses } = followed([null, state('pricing')])
    streams[0]?.break(true)
    expect(pauses.map((it) => it.ms)).toEqual([1000])
    pauses.shift()?.run()
    await settle()
    expect(pauses.map((it) => it.ms)).toEqual([2000])
    pauses.shift()?.run()
    await settle()
    expect(streams.length).toBe(2)
    streams[1]?.break(true)
    expect(pauses.map((it) => it.ms)).toEqual([5000])
    expect(seen).toEqual(['waiting', 'waiting', 'pricing', 'waiting'])
  })

  it('ends on the answer alone', async () => {
    const { streams, seen, pauses } = followed([state('failed')])
    streams[0]?.break(true)
    pauses.shift()?.run()
    await settle()
    expect([seen.at(-1), streams.length]).toEqual(['closed', 1])
  })

  it('is silent once stopped', () => {
    const { streams, seen, stop } = followed([])
    stop()
    streams[0]?.send(state('reading'))
    streams[0]?.break(true)
    expect(seen).toEqual([])
  })
})
