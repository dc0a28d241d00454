import { describe, expect, it } from 'vitest'
import type { Box } from '../src/lib/api/types'
import { fit, hold, imageWidth, reveal, zoom } from '../src/lib/view/camera'

const sheet = { width: 420, height: 297 }
const port = { width: 1000, height: 600 }
const fitted = fit(sheet, port)

describe('camera', () => {
  it('fits the whole sheet, centred', () => {
    expect(sheet.width * fitted.scale).toBeLessThanOrEqual(port.width)
    expect(sheet.height * fitted.scale).toBeLessThanOrEqual(port.height)
    expect(fitted.x * 2 + sheet.width * fitted.scale).toBeCloseTo(port.width)
  })

  it('keeps the point under the pointer', () => {
    for (const factor of [0.7, 1.3, 4]) {
      const at = { x: 300, y: 200 }
      const next = zoom(fitted, factor, at, fitted.scale)
      expect((at.x - next.x) / next.scale).toBeCloseTo((at.x - fitted.x) / fitted.scale)
      expect((at.y - next.y) / next.scale).toBeCloseTo((at.y - fitted.y) / fitted.scale)
    }
  })

  it('has limits', () => {
    const at = { x: 0, y: 0 }
    expect(zoom(fitted, 1e9, at, fitted.scale).scale).toBeCloseTo(fitted.scale * 40)
    expect(zoom(fitted, 1e-9, at, fitted.scale).scale).toBeCloseTo(fitted.scale * 0.5)
  })

  it('never loses the sheet', () => {
    const held = hold({ scale: 2, x: 1e6, y: -1e6 }, sheet, port)
    expect(held.x).toBeLessThan(port.width)
    expect(held.y + sheet.height * 2).toBeGreaterThan(0)
  })

  it('brings a small value into view, large enough to read', () => {
    const box: Box = [400, 280, 410, 283]
    const next = reveal(fitted, box, sheet, port, fitted.scale)
    expect(3 * next.scale).toBeGreaterThanOrEqual(5.7)
    expect(box[0] * next.scale + next.x).toBeGreaterThan(0)
    expect(box[2] * next.scale + next.x).toBeLessThan(port.width)
  })

  it('does not move for a value in sight', () => {
    const near = { scale: 8, x: -800, y: -800 }
    expect(reveal(near, [150, 150, 170, 154], sheet, port, fitted.scale)).toBe(near)
  })

  it.each([[0, 1, 1600], [1600, 1, 1600], [1600, 2, 3200], [9000, 1, 5000]])('%d px at ratio %d: %d', (shown, ratio, expected) => expect(imageWidth(shown, ratio)).toBe(expected))
})
